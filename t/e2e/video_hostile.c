/*
 * video_hostile.c - a hundred files that are not what they say: each of them ends, ready or
 * failed for one of the four reasons; nothing crashes, no file outside the store is opened, and
 * nobody is called.
 */
#include "t/e2e/video.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>
#include "model/base/text.h"

enum { HOSTILE = 100, SIZE = 65536 };

static struct account ada;
static struct {
    const char *what, *hash_id;
} sent[HOSTILE];
static int         sent_n, listener, watcher;
static const char *canary, *canary_path, *address;

/* ---- sending ---- */

static void send_file(const char *what, const char *path)
{
    const struct answer *a;
    assert_true(sent_n < HOSTILE);
    sent[sent_n].what = what;
    a = video_send(ada.token, path, "video/mp4", text_format("hostile-%d.mp4", sent_n), &sent[sent_n].hash_id);
    if (a->status != 204)
        print_error("%s\n", what);
    WANT_STATUS(a, 204);
    sent_n++;
}

static void send_bytes(const char *what, const void *bytes, size_t n)
{
    send_file(what, footage_bytes("hostile.bin", bytes, n));
}

static void send_text(const char *what, const char *text) { send_bytes(what, text, strlen(text)); }

/* Numbers that are the same in every run. */
static uint8_t noise(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint8_t)(state >> 24);
}

static void send_noise(const char *what, const void *head, size_t n)
{
    static uint8_t bytes[SIZE];
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = i < n ? ((const uint8_t *)head)[i] : noise();
    send_bytes(what, bytes, SIZE);
}

/* ---- lists that name other files ---- */

#define TO_FILE "{file}"
#define TO_NET "{net}"

static const char *with(const char *text)
{
    static const char *const names[] = { TO_FILE, TO_NET };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *at = strstr(text, names[i]);
        if (at)
            return with(text_format("%.*s%s%s", (int)(at - text), text, i ? address : canary_path,
                                    at + strlen(names[i])));
    }
    return text;
}

static void lists(void)
{
    static const char *const texts[] = {
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://" TO_FILE "\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n" TO_FILE "\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://" TO_NET "/a.ts\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nconcat:http://" TO_NET "/a.ts|file://" TO_FILE "\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI=\"file://" TO_FILE "\"\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\na.m4s\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"http://" TO_NET "/key\"\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n" TO_FILE "\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://" TO_NET "/master.m3u8\n",
        "ffconcat version 1.0\nfile '" TO_FILE "'\n",
        "ffconcat version 1.0\nfile 'http://" TO_NET "/a.mp4'\nduration 5\n",
        "file '" TO_FILE "'\nfile '/etc/passwd'\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 40000 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT5S\"><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1\"><BaseURL>http://" TO_NET "/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>",
        "<asx version=\"3.0\"><entry><ref href=\"http://" TO_NET "/a.wmv\"/></entry></asx>",
        "[playlist]\nFile1=http://" TO_NET "/a.mp4\nNumberOfEntries=1\n",
        "<smil><body><video src=\"file://" TO_FILE "\"/></body></smil>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file://" TO_FILE "\"/></svg>",
        "#!/bin/sh\ncat " TO_FILE "\n",
        "WEBVTT\n\n00:00.000 --> 00:05.000\nonly words\n",
        "1\n00:00:00,000 --> 00:00:05,000\nonly words\n",
        "rtsp://" TO_NET "/live\n",
        "$(touch " TO_FILE ".x)`id`;|&\n",
        "<html><video src=\"http://" TO_NET "/a.mp4\"></video></html>",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        send_text("a list or a text", with(texts[i]));
}

/* ---- heads without a body ---- */

static void heads(void)
{
    static const struct {
        const char *what;
        size_t      n;
        uint8_t     bytes[40];
    } kinds[] = {
        { "noise", 0, { 0 } },
        { "noise behind a brand of MP4", 24, { 0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 2, 0, 'i', 's', 'o', 'm', 'm', 'p', '4', '1' } },
        { "noise as an index", 32, { 0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 2, 0, 'i', 's', 'o', 'm', 'm', 'p', '4', '1', 0, 0, 0xff, 0xe8, 'm', 'o', 'o', 'v' } },
        { "noise as samples", 32, { 0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm', 0, 0, 2, 0, 'i', 's', 'o', 'm', 'm', 'p', '4', '1', 0, 0, 0, 0, 'm', 'd', 'a', 't' } },
        { "a box longer than all disks", 16, { 0, 0, 0, 1, 'm', 'd', 'a', 't', 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
        { "Matroska", 8, { 0x1a, 0x45, 0xdf, 0xa3, 0x01, 0xff, 0xff, 0xff } },
        { "AVI", 12, { 'R', 'I', 'F', 'F', 0xff, 0xff, 0xff, 0xff, 'A', 'V', 'I', ' ' } },
        { "WAV", 12, { 'R', 'I', 'F', 'F', 0, 0, 1, 0, 'W', 'A', 'V', 'E' } },
        { "Ogg", 8, { 'O', 'g', 'g', 'S', 0, 2, 0, 0 } },
        { "FLV", 9, { 'F', 'L', 'V', 1, 5, 0, 0, 0, 9 } },
        { "ASF", 16, { 0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0, 0xaa, 0, 0x62, 0xce, 0x6c } },
        { "MPEG program stream", 4, { 0, 0, 1, 0xba } },
        { "MPEG video", 4, { 0, 0, 1, 0xb3 } },
        { "H.264", 5, { 0, 0, 0, 1, 0x67 } },
        { "a transport packet", 4, { 0x47, 0x40, 0, 0x10 } },
        { "JPEG", 4, { 0xff, 0xd8, 0xff, 0xe0 } },
        { "PNG", 16, { 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R' } },
        { "a GIF as large as a GIF can say", 13, { 'G', 'I', 'F', '8', '9', 'a', 0xff, 0xff, 0xff, 0xff, 0xf7, 0, 0 } },
        { "WebP", 16, { 'R', 'I', 'F', 'F', 0, 0, 1, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'X' } },
        { "ZIP", 4, { 'P', 'K', 3, 4 } },
        { "gzip", 4, { 0x1f, 0x8b, 8, 0 } },
        { "a program", 8, { 0x7f, 'E', 'L', 'F', 2, 1, 1, 0 } },
        { "PDF", 8, { '%', 'P', 'D', 'F', '-', '1', '.', '7' } },
        { "FLAC", 4, { 'f', 'L', 'a', 'C' } },
        { "MP3", 4, { 'I', 'D', '3', 4 } },
        { "NUT", 8, { 'n', 'u', 't', '/', 'm', 'u', 'l', 't' } },
        { "MXF", 8, { 0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01 } },
        { "IVF", 8, { 'D', 'K', 'I', 'F', 0, 0, 32, 0 } },
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        send_noise(kinds[i].what, kinds[i].bytes, kinds[i].n);
}

static void little(void)
{
    static const uint8_t zeros[SIZE];
    send_bytes("one byte", "x", 1);
    send_bytes("eight zeros", zeros, 8);
    send_bytes("many zeros", zeros, SIZE);
    send_text("frames as fast as light", "YUV4MPEG2 W16 H16 F1000000000:1 Ip A1:1 C420\nFRAME\n");
    send_text("a picture of no width", "YUV4MPEG2 W0 H16 F25:1\nFRAME\n");
    send_text("a picture as wide as the world", "YUV4MPEG2 W2000000000 H2000000000 F25:1\nFRAME\n");
}

/* ---- a good clip made bad ---- */

static void cut(const char *name, int pieces)
{
    size_t n;
    char  *bytes = footage_read(footage_file(name), &n);
    for (int i = 1; i <= pieces; i++)
        send_bytes(text_format("%s, %d of %d", name, i, pieces + 1), bytes, n * (size_t)i / (size_t)(pieces + 1));
    free(bytes);
}

/* `put` at `skip` behind the name of a box. */
static void patched(const char *what, const char *box, size_t skip, const char *put, size_t put_n)
{
    size_t n;
    char  *bytes = footage_read(footage_file(CLIP), &n);
    char  *at    = memmem(bytes, n, box, 4);
    assert_non_null(at);
    memcpy(at + 4 + skip, put, put_n);
    send_bytes(what, bytes, n);
    free(bytes);
}

static void spoiled(void)
{
    patched("more sizes than bytes", "stsz", 8, "\x7f\xff\xff\xff", 4);
    patched("more times than bytes", "stts", 4, "\xff\xff\xff\xff", 4);
    patched("a time step of ages", "stts", 12, "\x7f\xff\xff\xff", 4);
    patched("more offsets than bytes", "stco", 4, "\xff\xff\xff\xff", 4);
    patched("offsets behind the end", "stco", 8, "\xff\xff\xff\xff", 4);
    patched("more runs than bytes", "stsc", 4, "\xff\xff\xff\xff", 4);
    patched("a clock that stands", "mdhd", 12, "\0\0\0\0", 4);
    patched("a duration of a lifetime", "mvhd", 16, "\xff\xff\xff\xff", 4);
    patched("a size of 16384 by 16384", "avc1", 24, "\x40\0\x40\0", 4);
    patched("a size of nothing", "avc1", 24, "\0\0\0\0", 4);
    patched("another codec", "avc1", (size_t)-4, "hvc1", 4);
    patched("a broken codec's head", "avcC", 1, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
    patched("sound of no channels", "mp4a", 16, "\0\0", 2);
    patched("samples in another file", "url ", 0, "\0\0\0\0", 4);
    patched("tracks without a header", "tkhd", (size_t)-4, "free", 4);
    patched("a matrix of noise", "tkhd", 40, "\x80\0\0\1\x7f\xff\xff\xff\x13\x37\x13\x37", 12);
    patched("negative moments", "ctts", 4, "\0\0\0\1\0\0\xff\xff\x80\0\0\0", 12);
}

/* What ffmpeg is made to write. "@" is the path. */
static void made(const char *what, const char *const *arguments, const char *name)
{
    const char *argv[40] = { "ffmpeg", "-nostdin", "-v", "error", "-y" }, *path = footage_bytes(name, "", 0);
    size_t      n = 5;
    for (; *arguments; arguments++)
        argv[n++] = *arguments;
    argv[n] = path;
    assert_int_equal(program_run(argv), 0);
    send_file(what, path);
}

static void odd(void)
{
    static const char *const dot[] = { "-f", "lavfi", "-i", "testsrc2=size=64x64:duration=1", "-vf", "scale=1:1,format=gray", "-c:v", "ffv1", NULL };
    static const char *const still[] = { "-f", "lavfi", "-i", "testsrc2=size=64x64", "-frames:v", "1", "-c:v", "mjpeg", NULL };
    static const char *const heard[] = { "-f", "lavfi", "-i", "sine=duration=1", NULL };
    static const char *const bomb[] = { "-f", "lavfi", "-i", "color=black:size=6000x6000:rate=5:duration=2", "-c:v", "png", "-pred", "none", NULL };
    static const char *const racing[] = { "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=1000:duration=1", "-c:v", "mpeg4", NULL };
    static const char *const words[] = { "-f", "lavfi", "-i", "sine=duration=1", "-c:a", "pcm_s16le", NULL };
    made("one pixel", dot, "dot.mkv");
    made("a still", still, "still.mov");
    made("sound alone", heard, "heard.mp4");
    made("pictures of nothing, very large", bomb, "bomb.mkv");
    made("a thousand frames a second", racing, "racing.mkv");
    made("sound as it is", words, "words.mov");
}

/* ---- the stack ---- */

/* How many processes of the pools there are, and a number made of who they are. */
static uint64_t pool_processes(void)
{
    DIR           *proc = opendir("/proc");
    struct dirent *e;
    uint64_t       sum = 0;
    assert_non_null(proc);
    while ((e = readdir(proc))) {
        char    comm[64] = "", cwd[4096] = "";
        ssize_t n;
        FILE   *f = fopen(text_format("/proc/%s/comm", e->d_name), "re");
        if (!f)
            continue;
        if (!fgets(comm, sizeof comm, f))
            comm[0] = 0;
        fclose(f);
        n = readlink(text_format("/proc/%s/cwd", e->d_name), cwd, sizeof cwd - 1);
        if (n > 0 && strncmp(comm, "dailies-", 8) == 0 && strncmp(comm, "dailies-media", 13) != 0 &&
            strstr(cwd, "/run/"))
            sum += (uint64_t)strtol(e->d_name, NULL, 10) * 2654435761u + ((uint64_t)1 << 48);
    }
    closedir(proc);
    return sum;
}

static void watch_begin(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t          n = sizeof a;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(listener, 16), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &n), 0);
    address     = text_format("127.0.0.1:%d", ntohs(a.sin_port));
    canary      = text_format("canary %s\n", text_unique());
    canary_path = footage_bytes("canary.txt", canary, strlen(canary));
    watcher     = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    assert_true(inotify_add_watch(watcher, canary_path, IN_OPEN) >= 0);
}

static void nobody_was_called_and_nothing_opened(void)
{
    char event[4096];
    assert_int_equal(accept(listener, NULL, NULL), -1);
    assert_int_equal(read(watcher, event, sizeof event), -1);
    assert_int_equal(access(text_format("%s.x", canary_path), F_OK), -1);
}

/* ---- the end of each ---- */

static const char *const reasons[] = { "Internal error, please try again later", "Maximum file size exceeded",
                                       "Corrupted/Invalid file", "Unsupported video type" };

static bool ends_well(int i)
{
    const char          *at;
    const struct answer *a      = video_awaited(ada.token, sent[i].hash_id, &at);
    const char          *reason = http_text(a, text_format("%s.failure_reason", at));
    if (strncmp(at, "videos.", 7) == 0)
        return true;
    for (size_t k = 0; k < COUNT_OF(reasons); k++)
        if (reason && strcmp(reason, reasons[k]) == 0)
            return k != 0; /* ours would be a fault of ours */
    return false;
}

static void a_hundred_files_end(void **state)
{
    uint64_t before = pool_processes();
    int      bad = 0;
    (void)state;
    watch_begin();
    lists();
    heads();
    little();
    spoiled();
    odd();
    cut(CLIP, 9);
    cut("three.webm", 6);
    cut("stream.ts", 3);
    cut("index-behind.mp4", 3);
    assert_int_equal(sent_n, HOSTILE);
    for (int i = 0; i < sent_n; i++)
        if (!ends_well(i)) {
            print_error("%s: no good end\n", sent[i].what);
            bad++;
        }
    assert_int_equal(bad, 0);
    nobody_was_called_and_nothing_opened();
    assert_true(before == pool_processes());
    for (int i = 0; i < sent_n; i++)
        WANT_STATUS(ASK("DELETE", text_format("/video/my/%s", sent[i].hash_id), .token = ada.token), 204);
    close(listener);
    close(watcher);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_hundred_files_end) };
    int                     rc;
    ada = account_new("user");
    rc  = cmocka_run_group_tests(tests, NULL, NULL);
    footage_end();
    return rc;
}
