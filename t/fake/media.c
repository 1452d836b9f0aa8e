/*
 * media.c - stands in for dailies-media and dailies-stills in tests: does what its input file says,
 * line by line. Of several inputs (op "stills") each says what it is; "items" and "done" are said
 * around them.
 *
 *   say TEXT       a line on standard output
 *   tell TEXT      a line on standard error
 *   scenes N F     source, N scenes of F frames with two pictures each, and "done"
 *   watchable N    what op "watchable" leaves of a video of N seconds with one caption, and "done"
 *   ladder NAME... what op "ladder" leaves: renditions of these names (audio: sound), and "done"
 *   items N        so many pictures there are, or entries
 *   entry NAME S   zip: the next entry, named after the slug S (-: after none)
 *   picture W H    the next picture is a JPEG of that size with its thumbnails, and is measured
 *   refuse R TEXT  the next picture is refused, for the reason R
 *   for OP LINE    the line, if that is the operation
 *   file NAME      OUTPUT/NAME with its name as content
 *   link NAME      OUTPUT/NAME, a symbolic link to the input
 *   sleep MS       wait
 *   wait PATH      until that file exists
 *   count PATH     one byte more in that file
 *   hold           a grandchild that keeps the pipes open for a minute
 *   babble         lines without end
 *   long           one line without end
 *   clean          exit 3 unless environment is empty and 3 and above are closed
 *   kill N         end by a signal
 *   exit N         end with a status
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "model/base/base.h"

static char output[4096], op[40];
static bool was_clean;

static void member(const char *job, const char *name, char *to, size_t cap)
{
    char        key[64];
    const char *from;
    size_t      n;
    snprintf(key, sizeof key, "\"%s\":\"", name);
    from = strstr(job, key);
    to[0] = 0;
    if (!from)
        return;
    from += strlen(key);
    n = strcspn(from, "\"");
    if (n < cap) {
        memcpy(to, from, n);
        to[n] = 0;
    }
}

static void put_file(const char *name)
{
    char  path[8192];
    FILE *f;
    snprintf(path, sizeof path, "%s/%s", output, name);
    for (char *slash = strchr(path + strlen(output) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0750);
        *slash = '/';
    }
    f = fopen(path, "w");
    if (!f)
        exit(4);
    fputs(name, f);
    fclose(f);
}

static void scene(int i, int frames)
{
    static const char *const pictures[] = { "thumb.jpg", "sheet.jpg", "frame-0001.jpg",
                                            "frame-0002.jpg" };
    char                     name[64];
    for (size_t k = 0; k < COUNT(pictures); k++) {
        snprintf(name, sizeof name, "%d/%s", i, pictures[k]);
        put_file(name);
    }
    printf("{\"kind\":\"scene\",\"index\":%d,\"frame_num\":%d,\"frame_count\":%d,\"start_us\":%d,"
           "\"end_us\":%d,\"transition\":\"%s\",\"confidence\":0.9,\"pictures\":2,"
           "\"phash\":\"f0e1d2c3b4a5968%d\"}\n",
           i, i * frames, frames, i * frames * 40000, (i + 1) * frames * 40000,
           i ? "cut" : "start", i % 10);
}

static void scenes(const char *rest)
{
    int n = 0, frames = 0;
    if (sscanf(rest, "%d %d", &n, &frames) != 2)
        exit(64);
    printf("{\"kind\":\"progress\",\"progress\":5,\"stage\":\"detect\"}\n");
    for (int i = 0; i < n; i++)
        scene(i, frames);
    printf("{\"kind\":\"source\",\"width\":640,\"height\":360,\"fps_num\":25,\"fps_den\":1,"
           "\"frames\":%d,\"duration_us\":%d,\"codec\":\"h264\",\"container\":\"mov\","
           "\"rotation\":0,\"has_audio\":false}\n{\"kind\":\"done\"}\n",
           n * frames, n * frames * 40000);
}

static void source(long us)
{
    printf("{\"kind\":\"source\",\"width\":1280,\"height\":720,\"fps_num\":25,\"fps_den\":1,"
           "\"frames\":0,\"duration_us\":%ld,\"codec\":\"h264\",\"container\":\"mov,mp4\","
           "\"rotation\":0,\"has_audio\":true}\n",
           us);
}

static void result(const char *name)
{
    put_file(name);
    printf("{\"kind\":\"file\",\"name\":\"%s\",\"type\":\"\",\"bytes\":%zu}\n", name, strlen(name));
}

static void watchable(long seconds)
{
    source(seconds * 1000000);
    result("video.mp4");
    result("thumbnail.jpg");
    result("poster.jpg");
    result("captions/en.vtt");
    printf("{\"kind\":\"caption\",\"lang\":\"en\",\"label\":\"English\"}\n"
           "{\"kind\":\"video\",\"mode\":\"copy\",\"blurhash\":\"L6PZfSi_.AyE_3t7t7R**0o#DgR4\"}\n"
           "{\"kind\":\"done\"}\n");
}

static void rendition(const char *name)
{
    char path[120];
    bool is_audio = strcmp(name, "audio") == 0;
    int  height   = is_audio ? 0 : (int)strtol(name, NULL, 10);
    snprintf(path, sizeof path, "hls/%s.m3u8", name);
    result(path);
    snprintf(path, sizeof path, "hls/%s.m4s", name);
    result(path);
    printf("{\"kind\":\"rendition\",\"name\":\"%s\",\"is_audio\":%s,\"width\":%d,\"height\":%d,"
           "\"bandwidth\":%d,\"average_bandwidth\":%d,\"codecs\":\"%s\",\"frame_rate\":%d}\n",
           name, is_audio ? "true" : "false", height * 16 / 9, height, 140000 + height * 4000,
           130000 + height * 3000, is_audio ? "mp4a.40.2" : "avc1.64001f", is_audio ? 0 : 25);
}

static void ladder(const char *names)
{
    char name[40];
    int  used;
    source(10000000);
    for (; sscanf(names, "%39s%n", name, &used) == 1; names += used)
        rendition(name);
    result("sprites-1.jpg");
    result("sprites.vtt");
    printf("{\"kind\":\"done\"}\n");
}

/* ---- pictures ---- */

static int  entries, pictures; /* told so far */
static char entry_of[1000][120];

static void entry(const char *rest)
{
    char name[400], slug[100];
    if (sscanf(rest, "%399s %99s", name, slug) != 2 || entries >= (int)COUNT(entry_of))
        exit(64);
    snprintf(entry_of[entries], sizeof entry_of[0], "%.119s", name);
    printf("{\"kind\":\"entry\",\"index\":%d,\"entry\":\"%s\",\"slug\":", entries++, name);
    printf(strcmp(slug, "-") == 0 ? "null}\n" : "\"%s\"}\n", slug);
}

/* A file with a content of its own. */
static void put_bytes(const char *name, const char *bytes)
{
    char  path[8192];
    FILE *f;
    snprintf(path, sizeof path, "%s/%s", output, name);
    f = fopen(path, "w");
    if (!f)
        exit(4);
    fputs(bytes, f);
    fclose(f);
}

static void picture(const char *rest)
{
    int  width = 0, height = 0;
    char name[40];
    if (sscanf(rest, "%d %d", &width, &height) != 2)
        exit(64);
    printf("{\"kind\":\"still\",\"index\":%d,\"width\":%d,\"height\":%d,\"duration_us\":null,"
           "\"extension\":\"jpg\",\"type\":\"image/jpeg\",\"color_profile\":\"sRGB\","
           "\"dominant_color\":\"#1e90ff\"}\n",
           pictures, width, height);
    if (strcmp(op, "zip") == 0) {
        snprintf(name, sizeof name, "%d.jpg", pictures);
        put_bytes(name, entry_of[pictures]);
    }
    for (int w = 160; w <= 1280 && w < width; w *= 2) {
        snprintf(name, sizeof name, "%d-%d.jpg", pictures, w);
        put_file(name);
        printf("{\"kind\":\"thumb\",\"index\":%d,\"width\":%d,\"height\":%d,"
               "\"type\":\"image/jpeg\"}\n",
               pictures, w, (height * w * 2 + width) / (width * 2));
    }
    pictures++;
}

static void refusal(const char *rest)
{
    size_t n = strcspn(rest, " ");
    printf("{\"kind\":\"refused\",\"index\":%d,\"reason\":\"%.*s\",\"message\":\"%s\"}\n", pictures++,
           (int)n, rest, rest + n + (rest[n] == ' '));
}

static void babble(bool lines)
{
    for (;;)
        if (printf(lines ? "{\"kind\":\"warning\",\"message\":\"again and again\"}\n" : "xxxxxxxx") < 0)
            exit(5);
}

/* Looked at before the script is opened. */
static bool is_clean(void)
{
    for (int fd = 3; fd < 200; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return false;
    return !environ || !*environ;
}

static void pause_ms(long ms) { usleep((useconds_t)ms * 1000); }

static void obey(const char *verb, const char *rest, const char *input)
{
    long n = strtol(rest, NULL, 10);
    if (strcmp(verb, "say") == 0)
        printf("%s\n", rest);
    else if (strcmp(verb, "tell") == 0)
        fprintf(stderr, "%s\n", rest);
    else if (strcmp(verb, "scenes") == 0)
        scenes(rest);
    else if (strcmp(verb, "watchable") == 0)
        watchable(n);
    else if (strcmp(verb, "ladder") == 0)
        ladder(rest);
    else if (strcmp(verb, "items") == 0)
        printf("{\"kind\":\"items\",\"total\":%ld}\n", n);
    else if (strcmp(verb, "entry") == 0)
        entry(rest);
    else if (strcmp(verb, "picture") == 0)
        picture(rest);
    else if (strcmp(verb, "refuse") == 0)
        refusal(rest);
    else if (strcmp(verb, "for") == 0) {
        char   line[4096];
        size_t skip = strcspn(rest, " "), n_verb;
        if (strncmp(rest, op, skip) != 0 || op[skip] || !rest[skip])
            return;
        snprintf(line, sizeof line, "%s", rest + skip + 1);
        n_verb = strcspn(line, " ");
        obey(strndup(line, n_verb), line + n_verb + (line[n_verb] == ' '), input);
    } else if (strcmp(verb, "file") == 0)
        put_file(rest);
    else if (strcmp(verb, "sleep") == 0)
        pause_ms(n);
    else if (strcmp(verb, "babble") == 0 || strcmp(verb, "long") == 0)
        babble(verb[0] == 'b');
    else if (strcmp(verb, "kill") == 0)
        raise((int)n);
    else if (strcmp(verb, "exit") == 0)
        exit((int)n);
    else if (strcmp(verb, "clean") == 0) {
        if (!was_clean)
            exit(3);
    } else if (strcmp(verb, "hold") == 0) {
        if (fork() == 0) {
            sleep(60);
            _exit(0);
        }
    } else if (strcmp(verb, "wait") == 0) {
        while (access(rest, F_OK) < 0)
            pause_ms(5);
    } else if (strcmp(verb, "count") == 0) {
        int fd = open(rest, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd < 0 || write(fd, "x", 1) != 1)
            exit(4);
        close(fd);
    } else if (strcmp(verb, "link") == 0) {
        char path[8192];
        snprintf(path, sizeof path, "%s/%s", output, rest);
        if (symlink(input, path) < 0)
            exit(4);
    } else
        exit(64);
    fflush(stdout);
}

static int obey_file(const char *input)
{
    char  line[65536];
    FILE *script = fopen(input, "re");
    if (!script)
        return 66;
    while (fgets(line, sizeof line, script)) {
        char *rest = line + strcspn(line, " \n");
        char *end  = line + strcspn(line, "\n");
        if (rest < end)
            *rest++ = 0;
        *end = 0;
        if (*line)
            obey(line, rest, input);
    }
    fclose(script);
    return 0;
}

/* Each of a JSON list of paths without anything to be unescaped. */
static int obey_files(const char *list)
{
    char input[4096];
    int  n = 0, rc = 0;
    for (const char *p = list; *p && *p != ']'; p++)
        n += *p == '"';
    printf("{\"kind\":\"items\",\"total\":%d}\n", n / 2);
    while (rc == 0 && *list && *list != ']') {
        size_t len = strcspn(++list, "\"");
        snprintf(input, sizeof input, "%.*s", (int)len, list);
        rc = obey_file(input);
        list += len + 1;
        list += *list == ',';
    }
    printf("{\"kind\":\"done\"}\n");
    return rc;
}

int main(void)
{
    static char job[300000];
    char        input[4096];
    size_t      n = fread(job, 1, sizeof job - 1, stdin);
    const char *inputs;
    was_clean = is_clean();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    job[n] = 0;
    member(job, "op", op, sizeof op);
    member(job, "input", input, sizeof input);
    member(job, "output", output, sizeof output);
    inputs = strstr(job, "\"inputs\":[");
    return inputs ? obey_files(inputs + strlen("\"inputs\":[")) : obey_file(input);
}
