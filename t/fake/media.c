/*
 * media.c - stands in for dailies-media in tests: does what its input file says, line by line.
 *
 *   say TEXT       a line on standard output
 *   tell TEXT      a line on standard error
 *   scenes N F     source, N scenes of F frames with two pictures each, and "done"
 *   watchable N    what op "watchable" leaves of a video of N seconds with one caption, and "done"
 *   ladder NAME... what op "ladder" leaves: renditions of these names (audio: sound), and "done"
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

int main(void)
{
    char   job[65536], input[4096], line[65536];
    size_t n = fread(job, 1, sizeof job - 1, stdin);
    FILE  *script;
    was_clean = is_clean();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    job[n] = 0;
    member(job, "op", op, sizeof op);
    member(job, "input", input, sizeof input);
    member(job, "output", output, sizeof output);
    script = fopen(input, "re");
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
