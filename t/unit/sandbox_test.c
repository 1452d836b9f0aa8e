/* sandbox_test.c - what is forbidden inside fails or ends the process, what is needed works. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/media/sandbox.h"

enum { FINE = 0, REFUSED = 1, WRONG = 2, KILLED = 100 }; /* how a child ends; KILLED + signal */

static char folder[] = "/tmp/dailies-sandbox.XXXXXX";
static char input[64], other[64], output[64];

static void make(char path[64], const char *name)
{
    snprintf(path, 64, "%s/%s", folder, name);
    int fd = open(path, O_CREAT | O_WRONLY, 0644);
    assert_true(fd >= 0 && write(fd, "text", 4) == 4);
    close(fd);
}

static int begin(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    make(input, "input");
    make(other, "other");
    snprintf(output, sizeof output, "%s/out", folder);
    return mkdir(output, 0755);
}

static int end(void **state)
{
    char made[80];
    (void)state;
    snprintf(made, sizeof made, "%s/file", output);
    unlink(made);
    unlink(input);
    unlink(other);
    rmdir(output);
    return rmdir(folder);
}

static int opens(const char *path, int flags)
{
    int fd = open(path, flags, 0644);
    return fd >= 0 ? FINE : REFUSED;
}
static int reads_input(void) { return opens(input, O_RDONLY); }
static int writes_input(void) { return opens(input, O_WRONLY); }
static int reads_other(void) { return opens(other, O_RDONLY); }
static int reads_password(void) { return opens("/etc/passwd", O_RDONLY); }
static int reads_program(void) { return opens("/usr/bin/env", O_RDONLY); }
static int lists_root(void) { return opens("/", O_RDONLY | O_DIRECTORY); }
static int writes_output(void)
{
    char path[80];
    snprintf(path, sizeof path, "%s/file", output);
    return opens(path, O_CREAT | O_WRONLY | O_TRUNC);
}
static int writes_beside(void)
{
    char path[80];
    snprintf(path, sizeof path, "%s/beside", folder);
    return opens(path, O_CREAT | O_WRONLY);
}
static int calls_network(void) { return socket(AF_INET, SOCK_STREAM, 0) < 0 ? REFUSED : FINE; }
static int calls_local(void) { return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? REFUSED : FINE; }
static int traces(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 ? REFUSED : FINE; }
static int forks(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child < 0 ? REFUSED : waitpid(child, NULL, 0) == child ? FINE : WRONG;
}
static int executes(void)
{
    static char  name[] = "true";
    static char *argv[] = { name, NULL };
    execve("/usr/bin/true", argv, argv + 1);
    return REFUSED;
}
static int executes_other(void)
{
    static char  name[] = "input";
    static char *argv[] = { name, NULL };
    chmod(input, 0755);
    execve(input, argv, argv + 1);
    return errno == EACCES ? REFUSED : WRONG;
}
static int makes_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) == MAP_FAILED
               ? REFUSED
               : FINE;
}
static void *nothing(void *u) { return u; }
static int   threads(void)
{
    pthread_t t;
    return pthread_create(&t, NULL, nothing, NULL) == 0 && pthread_join(t, NULL) == 0 ? FINE : WRONG;
}
static int spins(void)
{
    for (volatile unsigned n = 0; n < UINT_MAX; n++)
        continue;
    return FINE;
}
static int sleeps(void)
{
    sleep(20);
    return FINE;
}

static const struct {
    const char *what;
    int (*act)(void);
    int closed, tool; /* how it must end in each profile */
} acts[] = {
    { "reads its input", reads_input, FINE, FINE },
    { "does not write it", writes_input, REFUSED, REFUSED },
    { "reads no other file", reads_other, REFUSED, REFUSED },
    { "reads no password file", reads_password, REFUSED, REFUSED },
    { "reads programs only to run one", reads_program, REFUSED, FINE },
    { "lists no folder", lists_root, REFUSED, REFUSED },
    { "writes its output", writes_output, FINE, FINE },
    { "writes nothing beside", writes_beside, REFUSED, REFUSED },
    { "has no network", calls_network, KILLED + SIGSYS, KILLED + SIGSYS },
    { "has no local sockets", calls_local, KILLED + SIGSYS, KILLED + SIGSYS },
    { "traces nobody", traces, KILLED + SIGSYS, KILLED + SIGSYS },
    { "forks only for a tool", forks, REFUSED, FINE },
    { "runs only a tool", executes, KILLED + SIGSYS, FINE },
    { "does not run its input", executes_other, KILLED + SIGSYS, REFUSED },
    { "makes no code", makes_code, REFUSED, FINE },
    { "has threads", threads, FINE, FINE },
    { "ends when its time is used", spins, 1, 1 },
    { "ends at its deadline", sleeps, 1, 1 },
};

static int run(enum sandbox_profile profile, int (*act)(void))
{
    const struct sandbox box = { profile, input, output, "/usr/bin/true",
                                 1, act == sleeps ? 1 : 10, 0, 1 << 20, NULL, 0 };
    int                  status;
    pid_t                child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct cx   cx = { .arena = arena_new(1 << 20) };
        const char *missing;
        int         null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        if (sandbox_enter(&cx, &box, &missing) < 0)
            _exit(WRONG);
        _exit(act());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : WEXITSTATUS(status);
}

static void holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(acts); i++) {
        int closed = run(SANDBOX_CLOSED, acts[i].act), tool = run(SANDBOX_TOOL, acts[i].act);
        if (closed != acts[i].closed || tool != acts[i].tool)
            fail_msg("%s: closed %d, tool %d", acts[i].what, closed, tool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(holds) };
    return cmocka_run_group_tests(tests, begin, end);
}
