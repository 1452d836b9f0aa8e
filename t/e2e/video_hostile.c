/*
 * video_hostile.c - more than a hundred hostile uploads by the real form: each ends ready or failed
 * with a reason, no program ends, nobody is called, no other file is opened, nothing is left behind.
 * HOSTILE_EACH=n sends only each n-th of them.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>
#include "t/e2e/hostile.h"
#include "t/e2e/video.h"

enum { MOST = 200, WAIT_MS = 180000, NAP_MS = 200, PIDS = 100 };

static struct account ada;
static const char    *hash_ids[MOST];
static size_t         each = 1;

/* ---- who must not be called, what must not be opened ---- */

static int listener(int *port)
{
    struct sockaddr_in to  = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t          len = sizeof to;
    int                fd  = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&to, &len), 0);
    *port = ntohs(to.sin_port);
    return fd;
}

static int watch_of(const char *path)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    assert_true(fd >= 0);
    assert_true(inotify_add_watch(fd, path, IN_OPEN | IN_ACCESS) >= 0);
    return fd;
}

/* ---- programs and files of the stack ---- */

struct pids {
    long   pid[PIDS];
    size_t n;
};

static bool is_service(const char *pid)
{
    static const char *const names[] = { "dailies-web", "dailies-jobs", "multiwatch", "nginx", "mariadbd" };
    const char *run = text_format("%s/run/", env_need("DAILIES_TEST_STATE"));
    char        name[64] = "", folder[512] = "";
    FILE       *f = fopen(text_format("/proc/%s/comm", pid), "re");
    if (f && fgets(name, sizeof name, f))
        name[strcspn(name, "\n")] = '\0';
    if (f)
        fclose(f);
    if (readlink(text_format("/proc/%s/cwd", pid), folder, sizeof folder - 1) < 0 ||
        strncmp(folder, run, strlen(run)) != 0)
        return false;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static int by_number(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;
    return x < y ? -1 : x > y;
}

static struct pids services(void)
{
    struct pids    all = { .n = 0 };
    DIR           *proc = opendir("/proc");
    struct dirent *e;
    assert_non_null(proc);
    while ((e = readdir(proc)) != NULL && all.n < PIDS)
        if (e->d_name[0] >= '1' && e->d_name[0] <= '9' && is_service(e->d_name))
            all.pid[all.n++] = strtol(e->d_name, NULL, 10);
    closedir(proc);
    qsort(all.pid, all.n, sizeof all.pid[0], by_number);
    return all;
}

static int64_t files_seen;

static int count_file(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)at;
    (void)path;
    files_seen += type == FTW_F || type == FTW_SL;
    return 0;
}

/* Files in a folder of the stack, and below. */
static int64_t files_in(const char *name)
{
    files_seen = 0;
    nftw(text_format("%s/%s", env_need("DAILIES_TEST_STATE"), name), count_file, 16, FTW_PHYS);
    return files_seen;
}

/* Where programs run, and memory images of those that crash would be. */
static int64_t files_of_services(void)
{
    return files_in("run/api") + files_in("run/bulk") + files_in("run/jobs") + files_in("run/nginx") +
           files_in("run/mariadb");
}

/* ---- the story ---- */

static void are_sent(int port)
{
    assert_true(each > 0 && hostile_count() >= 100 && hostile_count() <= MOST);
    for (size_t i = 0; i < hostile_count(); i += each) {
        const char *path = hostile_file(i, port);
        WANT_STATUS(video_send(ada.token, path, "video/mp4", text_format("h%zu.mp4", i),
                               &hash_ids[i]), 204);
    }
}

/* Nothing of the user's is on its way any more, ladders included. */
static void are_worked_off(void)
{
    static const char sql[] =
        "SELECT COUNT(*) FROM job WHERE owner_id = ? AND status IN ('queued', 'running')";
    int64_t left = -1;
    for (int64_t waited = 0; waited < WAIT_MS; waited += NAP_MS) {
        left = sql_number(sql, ARGS(ARG(uuid_of(ada.id))));
        if (left == 0)
            return;
        usleep(NAP_MS * 1000);
    }
    fail_msg("%lld jobs are not done", (long long)left);
}

/* No child crashed, so none was tried again. What can be watched has its ladder; of noise that
 * happens to look like a picture, what a decoder makes differs from run to run. */
static void went_well(void)
{
    static const char again[]  = "SELECT COUNT(*) FROM job WHERE owner_id = ? AND attempts > 1";
    static const char ladder[] = "SELECT COUNT(*) FROM job j JOIN video v ON v.id = j.subject_id"
                                 " WHERE j.owner_id = ? AND v.file_name = ? AND j.kind = 'ladder'"
                                 " AND j.status <> 'succeeded'";
    assert_int_equal(sql_number(again, ARGS(ARG(uuid_of(ada.id)))), 0);
    for (size_t i = 0; i < hostile_count(); i++)
        if (!hostile_is_noise(i) &&
            sql_number(ladder, ARGS(ARG(uuid_of(ada.id)), ARG(text_format("h%zu.mp4", i)))) != 0)
            fail_msg("%s: has no ladder", hostile_what(i));
}

static unsigned end_of(const struct answer *a, const char *list, size_t at)
{
    const char *reason = http_text(a, text_format("%s.%zu.failure_reason", list, at));
    if (strcmp(list, "videos") == 0)
        return READY;
    if (!reason)
        return 0;
    return strcmp(reason, "Unsupported video type") == 0   ? NO_VIDEO
           : strcmp(reason, "Corrupted/Invalid file") == 0 ? CORRUPTED : 0;
}

static void looks_at(const struct answer *a, const char *list, size_t seen[3], size_t *bad)
{
    for (int64_t i = 0; i < http_int(a, text_format("%s.#", list)); i++) {
        const char *name = http_text(a, text_format("%s.%lld.file_name", list, (long long)i));
        size_t      k    = strtoul(name + 1, NULL, 10);
        unsigned    end  = end_of(a, list, (size_t)i);
        if (end)
            seen[end == READY ? 0 : end == NO_VIDEO ? 1 : 2]++;
        if (end & hostile_ends(k))
            continue;
        ++*bad;
        print_error("%s: %s %s\n", hostile_what(k), list,
                    http_text(a, text_format("%s.%lld.failure_reason", list, (long long)i)));
    }
}

static void end_as_they_should(void)
{
    const struct answer *a       = ASK("GET", "/video/my/", .token = ada.token);
    size_t               seen[3] = { 0 }, bad = 0;
    WANT_STATUS(a, 200);
    looks_at(a, "videos", seen, &bad);
    looks_at(a, "unprocessed_videos", seen, &bad);
    print_message("%zu ready, %zu without a picture, %zu corrupted\n", seen[0], seen[1], seen[2]);
    assert_int_equal(bad, 0);
    assert_int_equal(seen[0] + seen[1] + seen[2], (hostile_count() + each - 1) / each);
}

static void hostile_uploads(void **state)
{
    int         port, caller = listener(&port), watch;
    struct pids before = services(), after;
    int64_t     in_run = files_of_services(), in_etc = files_in("etc"), in_work = files_in("work");
    char        event[4096];
    (void)state;
    assert_true(before.n > 5);
    watch = watch_of(hostile_canary());
    are_sent(port);
    are_worked_off();
    end_as_they_should();
    went_well();
    assert_true(read(watch, event, sizeof event) < 0); /* nobody opened it, ... */
    close(open(hostile_canary(), O_RDONLY | O_CLOEXEC));
    assert_true(read(watch, event, sizeof event) > 0); /* ... which would have been seen */
    assert_true(accept(caller, NULL, NULL) < 0);       /* nobody called */
    after = services();
    assert_int_equal(after.n, before.n);
    assert_memory_equal(after.pid, before.pid, before.n * sizeof before.pid[0]);
    assert_int_equal(files_of_services(), in_run);
    assert_int_equal(files_in("etc"), in_etc);
    assert_true(files_in("work") <= in_work); /* what was there before may be cleared away */
    assert_true(access(text_format("%.*s/touched", (int)strlen("/tmp/dailies-hostile.XXXXXX"),
                                   hostile_canary()), F_OK) < 0);
    close(watch);
    close(caller);
}

static void are_deleted(void **state)
{
    (void)state;
    for (size_t i = 0; i < hostile_count(); i += each)
        WANT_STATUS(ASK("DELETE", text_format("/video/my/%s", hash_ids[i]), .token = ada.token), 204);
    assert_int_equal(sql_number("SELECT COUNT(*) FROM video WHERE user_id = ?", ARGS(ARG(uuid_of(ada.id)))), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(hostile_uploads), cmocka_unit_test(are_deleted) };
    const char             *given = getenv("HOSTILE_EACH");
    int                     failed;
    each   = given ? strtoul(given, NULL, 10) : 1;
    ada    = account_new("user");
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    hostile_end();
    return failed;
}
