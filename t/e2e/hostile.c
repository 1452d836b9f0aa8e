/* hostile.c - see hostile.h. */
#include "t/e2e/hostile.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "t/e2e/footage.h"

enum { NOISE_BYTES = 65536 };
enum how { TEXT, NOISE, MADE, CUT, PATCH };
/* TEXT: the file itself, @ the folder, $ the port. NOISE: so many bytes, then noise. MADE: by ffmpeg, with these arguments; the
 * last is the file's name. CUT: a part of a base file. PATCH: a number of four bytes in a base
 * file, so far behind the name of a box. */
struct hostile {
    const char *what;
    unsigned    ends;
    enum how    how;
    const char *text;
    int         n;   /* NOISE: bytes of the text; CUT: per mille */
    const char *box;      /* PATCH */
    int         at;
    uint32_t    value;
};

#define LIST(lines) "#EXTM3U\n#EXT-X-TARGETDURATION:4\n" lines "#EXT-X-ENDLIST\n"
#define HTTP "http://127.0.0.1:$/a"
#define TINY "-f lavfi -i testsrc2=s=160x90:r=25:d=1 "
#define MPD(inside)                                                                                \
    "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT4S\">" \
    "<Period><AdaptationSet contentType=\"video\">" inside "</AdaptationSet></Period></MPD>"
// clang-format off
static const struct hostile hostiles[] = {
    { "a playlist of a file", CORRUPTED, TEXT, LIST("#EXTINF:4,\nfile://@/canary.mp4\n") },
    { "a playlist of a path", CORRUPTED, TEXT, LIST("#EXTINF:4,\n@/canary.mp4\n") },
    { "a playlist of a neighbour", CORRUPTED, TEXT, LIST("#EXTINF:4,\ncanary.mp4\n") },
    { "a playlist of the network", CORRUPTED, TEXT, LIST("#EXTINF:4,\n" HTTP ".ts\n") },
    { "a playlist with a key from the network", CORRUPTED, TEXT, LIST("#EXT-X-KEY:METHOD=AES-128,URI=\"" HTTP ".key\"\n#EXTINF:4,\ncrypto:@/canary.mp4\n") },
    { "a playlist with a map", CORRUPTED, TEXT, LIST("#EXT-X-MAP:URI=\"file://@/canary.mp4\"\n#EXTINF:4,\ncanary.mp4\n") },
    { "a playlist of playlists", CORRUPTED, TEXT, "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n" HTTP ".m3u8\n" },
    { "a playlist by concat:", CORRUPTED, TEXT, LIST("#EXTINF:4,\nconcat:" HTTP "|file://@/canary.mp4\n") },
    { "a playlist by subfile:", CORRUPTED, TEXT, LIST("#EXTINF:4,\nsubfile,,start,0,end,1000,,:@/canary.mp4\n") },
    { "a playlist by data:", CORRUPTED, TEXT, LIST("#EXTINF:4,\ndata:text/plain;base64,AAAA\n") },
    { "a playlist with a byte order mark", CORRUPTED, TEXT, "\xef\xbb\xbf" LIST("#EXTINF:4,\n@/canary.mp4\n") },
    { "a playlist behind an MP4's head", CORRUPTED, TEXT, "\1\1\1\24ftypisom\n" LIST("#EXTINF:4,\n@/canary.mp4\n") },
    { "a list to join", CORRUPTED, TEXT, "ffconcat version 1.0\nfile '@/canary.mp4'\n" },
    { "a list to join from the network", CORRUPTED, TEXT, "ffconcat version 1.0\nfile '" HTTP ".mp4'\n" },
    { "a list to join with options", CORRUPTED, TEXT, "ffconcat version 1.0\nfile canary.mp4\noption safe 0\noption protocol_whitelist file,http,tcp\n" },
    { "DASH of a file", CORRUPTED, TEXT, MPD("<Representation id=\"1\" bandwidth=\"1\"><BaseURL>file://@/canary.mp4</BaseURL></Representation>") },
    { "DASH of the network", CORRUPTED, TEXT, MPD("<Representation id=\"1\" bandwidth=\"1\"><BaseURL>" HTTP ".mp4</BaseURL></Representation>") },
    { "DASH with an entity", CORRUPTED, TEXT, "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"" HTTP "\">]>" MPD("<Representation id=\"&e;\" bandwidth=\"1\"/>") },
    { "smooth streaming", CORRUPTED, TEXT, "<SmoothStreamingMedia MajorVersion=\"2\" Duration=\"1\"><StreamIndex Type=\"video\" Url=\"" HTTP "\"/></SmoothStreamingMedia>" },
    { "a session description", CORRUPTED, TEXT, "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video $ RTP/AVP 96\na=rtpmap:96 H264/90000\n" },
    { "an address", CORRUPTED, TEXT, "rtsp://127.0.0.1:$/a\n" },
    { "an address of a RealMedia list", CORRUPTED, TEXT, HTTP ".rm\n" },
    { "ASX", CORRUPTED, TEXT, "<asx version=\"3.0\"><entry><ref href=\"" HTTP ".wmv\"/></entry></asx>" },
    { "a reference of Windows Media", CORRUPTED, TEXT, "[Reference]\nRef1=" HTTP ".wmv\n" },
    { "XSPF", CORRUPTED, TEXT, "<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\"><trackList><track><location>" HTTP "</location></track></trackList></playlist>" },
    { "SMIL", CORRUPTED, TEXT, "<smil><body><video src=\"" HTTP "\"/></body></smil>" },
    { "an AviSynth script", CORRUPTED, TEXT, "AviSource(\"@/canary.mp4\")\n" },
    { "a VapourSynth script", CORRUPTED, TEXT, "import os\nos.system('touch @/touched')\n" },
    { "a filter graph", CORRUPTED, TEXT, "movie=@/canary.mp4[out0]\n" },
    { "metadata", CORRUPTED, TEXT, ";FFMETADATA1\ntitle=@/canary.mp4\n" },
    { "SVG", CORRUPTED, TEXT, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\"><image href=\"file://@/canary.mp4\"/></svg>" },
    { "a script of ImageMagick", CORRUPTED, TEXT, "push graphic-context\nviewbox 0 0 64 64\nimage over 0,0 0,0 'url(" HTTP ".png)'\npop graphic-context\n" },
    { "HTML", CORRUPTED, TEXT, "<!DOCTYPE html><html><script>fetch('" HTTP "')</script></html>" },
    { "PHP", CORRUPTED, TEXT, "<?php system('touch @/touched'); ?>" },
    { "a shell script", CORRUPTED, TEXT, "#!/bin/sh\ntouch @/touched\n" },
    { "JSON", CORRUPTED, TEXT, "{\"video\":\"@/canary.mp4\"}" },
    { "WebVTT", CORRUPTED, TEXT, "WEBVTT\n\n00:00.000 --> 00:01.000\n<img src=" HTTP ">\n" },
    { "SubRip", CORRUPTED, TEXT, "1\n00:00:00,000 --> 00:00:01,000\nHello\n" },
    { "subtitles with fonts", CORRUPTED, TEXT, "[Script Info]\nScriptType: v4.00+\n[Fonts]\nfontname: ../../@/touched\n!!!!\n[Events]\nDialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,x\n" },
    { "ZIP", CORRUPTED, TEXT, "PK\3\4\24\1\1\1\10\1zip ../../../@/touched" },
    { "PDF", CORRUPTED, TEXT, "%PDF-1.7\n1 0 obj <</Type /Catalog /OpenAction <</S /URI /URI (" HTTP ")>>>> endobj\n%%EOF\n" },
    { "ELF", CORRUPTED, TEXT, "\177ELF\2\1\1\1\1\1\1\1\1\1\1\1\2\1>\1\1\1" },
    { "gzip", CORRUPTED, TEXT, "\37\213\10\1\1\1\1\1\1\3\113\114\112" },
    { "random bytes", CORRUPTED, TEXT, "\211\333\7\31\245\66\302\16\371\130\203\201\111\277\26\324\65\213\171\201\62\145\303\47\374\63" },
    { "random bytes behind an MP4's head", CORRUPTED, TEXT, "\1\1\1\30ftypmp42xxxxmp42isom\333\7\31\245moov\16\371\130\203mdat\277\26\324\65" },
    { "one byte", CORRUPTED, TEXT, "x" },
    { "a header and no frame", CORRUPTED, TEXT, "YUV4MPEG2 W64 H64 F25:1 Ip A1:1 C420jpeg\n" },
    { "a header of 16384 x 16384", CORRUPTED, TEXT, "YUV4MPEG2 W16384 H16384 F25:1 Ip A1:1 C420jpeg\nFRAME\nxxxx" },
    { "a header of 2^31 pixels' width", CORRUPTED, TEXT, "YUV4MPEG2 W2147483647 H1 F25:1 Ip A1:1 C420jpeg\nFRAME\nxxxx" },
    { "a thousand million frames a second", CORRUPTED, TEXT, "YUV4MPEG2 W2 H2 F1000000000:1 Ip A1:1 Cmono\nFRAME\nxxxxFRAME\nxxxx" },

    { "noise", CORRUPTED, NOISE, "", 0 },
    { "noise as an index", CORRUPTED, NOISE, "\0\0\0\24ftypisom\0\0\2\0mp41\0\0\377\350moov", 28 },
    { "noise as samples", CORRUPTED, NOISE, "\0\0\0\24ftypisom\0\0\2\0mp41\0\0\0\0mdat", 28 },
    { "a box longer than all disks", CORRUPTED, NOISE, "\0\0\0\1mdat\177\377\377\377\377\377\377\377", 16 },
    { "noise as Matroska", EITHER, NOISE, "\32\105\337\243\1\377\377\377", 8 },
    { "noise as AVI", EITHER, NOISE, "RIFF\377\377\377\377AVI ", 12 },
    { "noise as WAV", EITHER, NOISE, "RIFF\0\0\1\0WAVE", 12 },
    { "noise as Ogg", EITHER, NOISE, "OggS\0\2\0\0", 8 },
    { "noise as FLV", EITHER, NOISE, "FLV\1\5\0\0\0\11", 9 },
    { "noise as ASF", EITHER, NOISE, "\60\46\262\165\216\146\317\21\246\331\0\252\0\142\316\154", 16 },
    { "noise as a program stream", EITHER, NOISE, "\0\0\1\272", 4 },
    { "noise as MPEG video", EITHER, NOISE, "\0\0\1\263", 4 },
    { "noise as H.264", EITHER, NOISE, "\0\0\0\1g", 5 },
    { "noise as a transport stream", EITHER, NOISE, "G@\0\20", 4 },
    { "noise as JPEG", EITHER, NOISE, "\377\330\377\340", 4 },
    { "noise as PNG", EITHER, NOISE, "\211PNG\r\n\32\n\0\0\0\rIHDR", 16 },
    { "a GIF as large as a GIF can say", EITHER, NOISE, "GIF89a\377\377\377\377\367\0\0", 13 },
    { "noise as WebP", EITHER, NOISE, "RIFF\0\0\1\0WEBPVP8X", 16 },
    { "noise as FLAC", EITHER, NOISE, "fLaC", 4 },
    { "noise as MP3", EITHER, NOISE, "ID3\4", 4 },
    { "noise as NUT", EITHER, NOISE, "nut/mult", 8 },
    { "noise as MXF", EITHER, NOISE, "\6\16\53\64\2\5\1\1", 8 },
    { "noise as IVF", EITHER, NOISE, "DKIF\0\0\40\0", 8 },
    { "zeros, then noise", CORRUPTED, NOISE, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16 },

    { "1 x 1", READY | CORRUPTED, MADE, "-f lavfi -i color=s=2x2:r=25:d=1 -vf format=rgb24,crop=1:1 -c:v png one.avi" },
    { "2 x 2", EITHER, MADE, "-f lavfi -i color=s=2x2:r=25:d=1 -c:v libx264 two.mp4" },
    { "as wide as a hair is long", EITHER, MADE, "-f lavfi -i color=s=4096x2:r=25:d=0.2 -c:v libx264 -pix_fmt yuv420p hair.mp4" },
    { "one frame", READY | CORRUPTED, MADE, TINY "-frames:v 1 -c:v libx264 -pix_fmt yuv420p frame.mp4" },
    { "a picture that says 16384 x 16384", READY | CORRUPTED, PATCH, "tall.avi", 0, "IHDR", 0, 16384 },
    { "blank pictures of 8000 x 8000", EITHER, MADE, "-f lavfi -i color=s=8000x8000:r=25,format=monob -frames:v 3 -c:v png bombs.avi" },
    { "blank pictures of 8000 x 8000 in MP4", EITHER, MADE, "-f lavfi -i color=s=8000x8000:r=25,format=monob -frames:v 2 -c:v png bombs.mp4" },
    { "an animation", EITHER, MADE, "-f lavfi -i color=s=1000x1000:r=25:d=2 still.gif" },
    { "a picture", CORRUPTED, MADE, TINY "-frames:v 1 still.png" },
    { "pictures behind one another", EITHER, MADE, TINY "-f image2pipe -c:v mjpeg pictures.jpg" },
    { "a sequence's name", CORRUPTED, MADE, TINY "-frames:v 1 seq-001.jpg" },
    { "a thousand frames a second", EITHER, MADE, "-f lavfi -i testsrc2=s=64x64:r=1000:d=0.5 -c:v libx264 -pix_fmt yuv420p fast.mkv" },
    { "one frame a thousand seconds", EITHER, MADE, "-f lavfi -i color=s=64x64:r=1/1000:d=3000 -c:v libx264 slow.mkv" },
    { "times below zero", EITHER, MADE, TINY "-c:v libx264 -pix_fmt yuv420p -output_ts_offset -10 -avoid_negative_ts disabled below.mkv" },
    { "a month between two frames", EITHER, MADE, TINY "-vf setpts=if(gt(N\\,12)\\,PTS+65000000\\,PTS) -fps_mode passthrough -c:v libx264 -bf 0 -pix_fmt yuv420p jump.mkv" },
    { "sound only", NO_VIDEO, MADE, "-f lavfi -i sine=d=1 -c:a aac sound.mp4" },
    { "sound with a cover", NO_VIDEO, MADE, "-f lavfi -i sine=d=1 " TINY "-map 0 -map 1 -frames:v 1 -c:v png -disposition:v attached_pic cover.m4a" },
    { "subtitles only", NO_VIDEO, MADE, "-f srt -i @/words.srt words.mkv" },
    { "encrypted", EITHER, MADE, TINY "-c:v libx264 -encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8 enc.mp4" },
    { "an attachment with a path", READY, MADE, TINY "-c:v libx264 -pix_fmt yuv420p -attach @/words.srt -metadata:s:t mimetype=font/ttf -metadata:s:t filename=../../../../@/touched attach.mkv" },
    { "titles of HTML", READY, MADE, TINY "-c:v libx264 -pix_fmt yuv420p -metadata title=<script>alert(1)</script> -metadata comment=%n%s%x titles.mp4" },
    { "MXF", EITHER, MADE, TINY "-c:v mpeg2video a.mxf" },
    { "NUT", EITHER, MADE, TINY "-c:v ffv1 a.nut" },
    { "FLV", EITHER, MADE, TINY "-c:v flv1 a.flv" },
    { "ASF", EITHER, MADE, TINY "-c:v wmv2 a.asf" },
    { "DV", EITHER, MADE, "-f lavfi -i testsrc2=s=720x576:r=25:d=0.2 -pix_fmt yuv420p a.dv" },
    { "a bare stream of H.264", EITHER, MADE, TINY "-c:v libx264 -pix_fmt yuv420p a.h264" },

    { "an MP4 without its index", CORRUPTED, CUT, "base.mp4", 700 },
    { "an MP4 of a few bytes", CORRUPTED, CUT, "base.mp4", 2 },
    { "an MP4 cut within its index", CORRUPTED, CUT, "base.mp4", 985 },
    { "an MP4 with half an index in front", CORRUPTED, CUT, "fast.mp4", 30 },
    { "an MP4 with its index alone", CORRUPTED, CUT, "fast.mp4", 110 },
    { "a tenth of the pictures", EITHER, CUT, "fast.mp4", 200 },
    { "half of the pictures", READY, CUT, "fast.mp4", 500 },
    { "all but the last bytes", READY, CUT, "fast.mp4", 999 },
    { "a tenth of a Matroska", EITHER, CUT, "base.mkv", 100 },
    { "half of a Matroska", READY, CUT, "base.mkv", 500 },
    { "half of a transport stream", READY, CUT, "base.ts", 500 },
    { "half of an AVI", EITHER, CUT, "base.avi", 500 },

    { "a time scale of 0", EITHER, PATCH, "fast.mp4", 0, "mdhd", 12, 0 },
    { "a time scale of 10^9", EITHER, PATCH, "fast.mp4", 0, "mdhd", 12, 1000000000 },
    { "a duration of 2^32", EITHER, PATCH, "fast.mp4", 0, "mdhd", 16, 0xffffffff },
    { "a film of 2^31", EITHER, PATCH, "fast.mp4", 0, "mvhd", 16, 0x7fffffff },
    { "frames that last 2^32", EITHER, PATCH, "fast.mp4", 0, "stts", 12, 0xffffffff },
    { "2^32 durations", EITHER, PATCH, "fast.mp4", 0, "stts", 4, 0xffffffff },
    { "2^32 sizes", EITHER, PATCH, "fast.mp4", 0, "stsz", 8, 0xffffffff },
    { "frames of 2^31 bytes", EITHER, PATCH, "fast.mp4", 0, "stsz", 4, 0x7fffffff },
    { "2^32 places", EITHER, PATCH, "fast.mp4", 0, "stco", 4, 0xffffffff },
    { "a place behind the end", EITHER, PATCH, "fast.mp4", 0, "stco", 8, 0xfffffff0 },
    { "chunks of 2^32 frames", EITHER, PATCH, "fast.mp4", 0, "stsc", 12, 0xffffffff },
    { "an edit of 2^31", EITHER, PATCH, "fast.mp4", 0, "elst", 8, 0x7fffffff },
    { "16384 x 16384 in the index", EITHER, PATCH, "fast.mp4", 0, "avc1", 24, 0x40004000 },
    { "no parameters", EITHER, PATCH, "fast.mp4", 0, "avcC", 0, 0 },
    { "no size", EITHER, PATCH, "fast.mp4", 0, "avc1", 24, 0 },
    { "another codec", EITHER, PATCH, "fast.mp4", 0, "avc1", -4, 0x68766331 },
    { "sound of no channels", EITHER, PATCH, "fast.mp4", 0, "mp4a", 14, 0 },
    { "tracks without a header", EITHER, PATCH, "fast.mp4", 0, "tkhd", -4, 0x66726565 },
    { "a matrix of noise", EITHER, PATCH, "fast.mp4", 0, "tkhd", 40, 0x80000001 },
    { "moments below zero", EITHER, PATCH, "fast.mp4", 0, "ctts", 12, 0x80000000 },
    { "an index without end", EITHER, PATCH, "fast.mp4", 0, "moov", -8, 0xffffffff },
    { "an index in itself", EITHER, PATCH, "fast.mp4", 0, "trak", -8, 8 },
    { "pictures in another file", EITHER, PATCH, "fast.mp4", 0, "url ", 0, 0 },
};
// clang-format on

static char folder[64];

static const char *path_of(const char *name) { return text_format("%s/%s", folder, name); }

static void write_file(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* In words: they hold no blanks, @ is the folder. The last is the file's name. */
static const char *make(const char *arguments)
{
    const char *argv[64] = { "nice", "ffmpeg", "-nostdin", "-v", "error", "-y" }, *word = NULL;
    char       *rest     = NULL, *text = strdup(arguments);
    size_t      n        = 6;
    assert_non_null(text);
    for (char *t = text; (word = strtok_r(t, " ", &rest)) != NULL; t = NULL) {
        const char *at = strchr(word, '@');
        argv[n++] = at ? text_format("%.*s%s%s", (int)(at - word), word, folder, at + 1) : word;
    }
    argv[n - 1] = path_of(argv[n - 1]);
    argv[n]     = NULL;
    if (program_run(argv) != 0)
        fail_msg("ffmpeg could not make %s", arguments);
    free(text);
    return argv[n - 1];
}

#define BASE TINY "-f lavfi -i sine=d=1 -c:v libx264 -g 5 -pix_fmt yuv420p -c:a aac "
static void begin(void)
{
    if (*folder)
        return;
    snprintf(folder, sizeof folder, "/tmp/dailies-hostile.XXXXXX");
    assert_non_null(mkdtemp(folder));
    write_file(path_of("words.srt"), "1\n00:00:00,000 --> 00:00:01,000\nHello\n", 38);
    make(TINY "-c:v libx264 -pix_fmt yuv420p canary.mp4");
    make(BASE "base.mp4");
    make("-i @/base.mp4 -c copy -movflags +faststart fast.mp4");
    make("-i @/base.mp4 -c copy base.mkv");
    make("-i @/base.mp4 -c copy base.ts");
    make(TINY "-c:v mpeg4 -g 5 base.avi");
    make("-f lavfi -i color=s=64x16384:r=25:d=1 -c:v png tall.avi");
}

static const char *write_text(const char *text, int port)
{
    char       *bytes = NULL;
    size_t      n;
    FILE       *f = open_memstream(&bytes, &n);
    const char *path = path_of("text");
    assert_non_null(f);
    for (const char *c = text; *c; c++)
        if (*c == '@')
            fputs(folder, f);
        else if (*c == '$')
            fprintf(f, "%d", port);
        else
            fputc(*c, f);
    fclose(f);
    write_file(path, bytes, n);
    free(bytes);
    return path;
}

/* The same in every run. */
static const char *noise(const struct hostile *h)
{
    static char bytes[NOISE_BYTES];
    uint64_t    x    = 88172645463325252u;
    const char *path = path_of("noise");
    for (size_t i = 0; i < sizeof bytes; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        bytes[i] = (char)(x >> 24);
    }
    memcpy(bytes, h->text, (size_t)h->n);
    write_file(path, bytes, sizeof bytes);
    return path;
}

static const char *patch(const struct hostile *h)
{
    size_t      n;
    char       *bytes = footage_read(path_of(h->text), &n), *at = memmem(bytes, n, h->box, 4);
    const char *path  = path_of("patched.mp4");
    assert_non_null(at);
    at += 4 + h->at;
    for (int i = 0; i < 4; i++)
        at[i] = (char)(h->value >> (24 - 8 * i));
    write_file(path, bytes, n);
    free(bytes);
    return path;
}

static const char *cut(const struct hostile *h)
{
    size_t      n;
    char       *bytes = footage_read(path_of(h->text), &n);
    const char *path  = path_of("cut");
    write_file(path, bytes, n * (size_t)h->n / 1000);
    free(bytes);
    return path;
}

size_t      hostile_count(void) { return COUNT_OF(hostiles); }
const char *hostile_what(size_t i) { return hostiles[i].what; }
unsigned    hostile_ends(size_t i) { return hostiles[i].ends; }
bool        hostile_is_noise(size_t i) { return hostiles[i].how == NOISE; }

const char *hostile_file(size_t i, int port)
{
    const struct hostile *h = &hostiles[i];
    begin();
    switch (h->how) {
    case TEXT: return write_text(h->text, port);
    case NOISE: return noise(h);
    case MADE: return make(h->text);
    case CUT: return cut(h);
    default: return patch(h);
    }
}

const char *hostile_canary(void)
{
    begin();
    return path_of("canary.mp4");
}

static int gone(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

void hostile_end(void)
{
    if (*folder)
        nftw(folder, gone, 4, FTW_DEPTH | FTW_PHYS);
}
