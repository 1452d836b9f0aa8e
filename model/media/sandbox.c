/* sandbox.c - limits, Landlock, seccomp, in this order: each needs calls that the next forbids. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
#include "model/media/answer.h"
#include "model/media/sandbox.h"

enum { OPEN_FILES = 128, NICENESS = 5, CPU_GRACE_S = 5 };

/* ---- time and other limits ---- */

static volatile sig_atomic_t child_pid;

void sandbox_child(pid_t child) { child_pid = (sig_atomic_t)child; }

/* The parent takes an end without "done" for a failure; the line only tells it which. */
static void on_limit(int signal UNUSED)
{
    static const char line[] = "{\"kind\":\"failed\",\"reason\":\"media_limit\",\"message\":"
                               "\"Processing took longer than allowed\"}\n";
    if (child_pid > 0)
        kill((pid_t)child_pid, SIGKILL);
    if (!answer_is_writing() && write(STDOUT_FILENO, line, sizeof line - 1) < 0)
        _exit(2);
    _exit(1);
}

static int limit_one(struct cx *cx, __rlimit_resource_t what, int64_t soft, int64_t hard)
{
    struct rlimit now, want = { (rlim_t)soft, (rlim_t)hard };
    if (getrlimit(what, &now) < 0)
        return refuse(cx, E_INTERNAL, "A limit cannot be read: %s", strerror(errno));
    /* Whoever started us may have been stricter. */
    if (want.rlim_max > now.rlim_max)
        want.rlim_max = now.rlim_max;
    if (want.rlim_cur > want.rlim_max)
        want.rlim_cur = want.rlim_max;
    if (setrlimit(what, &want) < 0)
        return refuse(cx, E_INTERNAL, "A limit cannot be set: %s", strerror(errno));
    return 0;
}

static int limits_set(struct cx *cx, const struct sandbox *s)
{
    struct sigaction on_end = { .sa_handler = on_limit };
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct itimerval wall   = { .it_value = { .tv_sec = s->wall_s } };
    sigfillset(&on_end.sa_mask);
    sigaction(SIGALRM, &on_end, NULL);
    sigaction(SIGXCPU, &on_end, NULL);
    sigaction(SIGXFSZ, &ignore, NULL); /* write(2) says EFBIG instead */
    if (setpriority(PRIO_PROCESS, 0, NICENESS) < 0)
        errno = 0; /* being less polite is no danger */
    TRY(limit_one(cx, RLIMIT_CORE, 0, 0));
    TRY(limit_one(cx, RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES));
    if (s->cpu_s > 0)
        TRY(limit_one(cx, RLIMIT_CPU, s->cpu_s, s->cpu_s + CPU_GRACE_S));
    if (s->file_bytes > 0)
        TRY(limit_one(cx, RLIMIT_FSIZE, s->file_bytes, s->file_bytes));
#if !defined(__SANITIZE_ADDRESS__) /* whose shadow alone is larger than any limit */
    if (s->memory_bytes > 0)
        TRY(limit_one(cx, RLIMIT_AS, s->memory_bytes, s->memory_bytes));
#endif
    if (s->wall_s > 0 && setitimer(ITIMER_REAL, &wall, NULL) < 0)
        return refuse(cx, E_INTERNAL, "The deadline cannot be set: %s", strerror(errno));
    return 0;
}

/* ---- Landlock: which paths ---- */

/* The headers of older systems lack the later rights; the kernel tells at run time what it has. */
#define FS_REFER (1ULL << 13)
#define FS_TRUNCATE (1ULL << 14)
#define FS_IOCTL_DEV (1ULL << 15)
struct ruleset_attr {
    uint64_t fs, net, scoped;
};
#define FS_FIRST ((1ULL << 13) - 1) /* all rights of the first version */
#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_CHANGE                                                                                  \
    (FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |                       \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                                \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | FS_REFER | FS_TRUNCATE)
#define FS_OF_FILES                                                                                \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |   \
     FS_TRUNCATE)

struct lock {
    int      fd;
    uint64_t handled;
};

static struct ruleset_attr rights_of(long abi)
{
    struct ruleset_attr a = { .fs = FS_FIRST };
    if (abi >= 2)
        a.fs |= FS_REFER;
    if (abi >= 3)
        a.fs |= FS_TRUNCATE;
    if (abi >= 4)
        a.net = 3; /* bind and connect of TCP */
    if (abi >= 5)
        a.fs |= FS_IOCTL_DEV;
    if (abi >= 6)
        a.scoped = 3; /* abstract sockets and signals stay inside */
    return a;
}

/* may_lack: a path that some systems do not have. */
static int lock_allow(struct cx *cx, const struct lock *lock, const char *path, uint64_t rights,
                      bool is_file, bool may_lack)
{
    struct landlock_path_beneath_attr rule = { .allowed_access = rights & lock->handled };
    long                              rc;
    if (is_file)
        rule.allowed_access &= FS_OF_FILES;
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0 && errno == ENOENT && may_lack)
        return 0;
    if (rule.parent_fd < 0)
        return refuse(cx, E_INTERNAL, "A path of the job cannot be opened: %s", strerror(errno));
    rc = syscall(SYS_landlock_add_rule, lock->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
    if (rc < 0)
        return refuse(cx, E_INTERNAL, "Landlock refuses a rule: %s", strerror(errno));
    return 0;
}

static int lock_rules(struct cx *cx, const struct lock *lock, const struct sandbox *s)
{
    static const char *const programs[] = { "/usr", "/lib", "/lib64", "/etc/ld.so.cache" };
    if (s->input)
        TRY(lock_allow(cx, lock, s->input, LANDLOCK_ACCESS_FS_READ_FILE, true, false));
    for (size_t i = 0; i < s->inputs_n; i++)
        TRY(lock_allow(cx, lock, s->inputs[i], LANDLOCK_ACCESS_FS_READ_FILE, true, false));
    if (s->output)
        TRY(lock_allow(cx, lock, s->output, FS_CHANGE, false, false));
    if (s->profile != SANDBOX_TOOL)
        return 0;
    for (size_t i = 0; i < COUNT(programs); i++)
        TRY(lock_allow(cx, lock, programs[i], FS_READ | LANDLOCK_ACCESS_FS_EXECUTE,
                       i == COUNT(programs) - 1, true));
    TRY(lock_allow(cx, lock, s->tool, LANDLOCK_ACCESS_FS_EXECUTE | FS_READ, true, false));
    return lock_allow(cx, lock, "/dev/null", FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE, true, false);
}

static int paths_lock(struct cx *cx, const struct sandbox *s, const char **missing)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 0 && (errno == ENOSYS || errno == EOPNOTSUPP)) {
        *missing = "This kernel has no Landlock: paths are not restricted";
        return 0;
    }
    struct ruleset_attr attr = rights_of(abi);
    size_t              size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    struct lock         lock = { .handled = attr.fs };
    int                 rc;
    lock.fd = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
    if (abi < 0 || lock.fd < 0)
        return refuse(cx, E_INTERNAL, "Landlock cannot be used: %s", strerror(errno));
    rc = lock_rules(cx, &lock, s);
    if (rc == 0 && syscall(SYS_landlock_restrict_self, lock.fd, 0) < 0)
        rc = refuse(cx, E_INTERNAL, "Landlock cannot be put in force: %s", strerror(errno));
    close(lock.fd);
    return rc;
}

/* ---- seccomp: which calls ---- */

/*
 * A list of what is allowed, because what a decoder asks of the kernel is short
 * and hardly changes, and doors that kernels will grow stay shut. What is not
 * listed fails with ENOSYS, which the C library takes as a reason to fall back
 * to an older call; calls that only an intruder makes end the process.
 */
// clang-format off
static const int allowed[] = {
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64),
    SCMP_SYS(pwrite64), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
    SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(open), SCMP_SYS(openat),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(fcntl), SCMP_SYS(dup),
    SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(ftruncate), SCMP_SYS(fallocate), SCMP_SYS(fsync),
    SCMP_SYS(fdatasync), SCMP_SYS(fadvise64), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
    SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rmdir), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk),
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(membarrier),
    SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_setaffinity),
    SCMP_SYS(set_tid_address), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid),
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getrlimit), SCMP_SYS(getrusage),
    SCMP_SYS(times), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6),
};
static const int allowed_tool[] = {
    SCMP_SYS(execve), SCMP_SYS(vfork), SCMP_SYS(wait4), SCMP_SYS(waitid), SCMP_SYS(kill),
    SCMP_SYS(tgkill), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(mmap), SCMP_SYS(mprotect),
    SCMP_SYS(arch_prctl), SCMP_SYS(prlimit64), SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_getscheduler), SCMP_SYS(eventfd2), SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(get_mempolicy),
};
static const int deadly[] = {
    SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd),
    SCMP_SYS(bpf), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(mount),
    SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare),
    SCMP_SYS(setns), SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(kexec_load),
    SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup),
    SCMP_SYS(open_by_handle_at), SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setresuid),
};
static const int deadly_closed[] = { SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),
                                     SCMP_SYS(vfork), SCMP_SYS(kill) };
// clang-format on

static int rules_add(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = seccomp_rule_add(filter, action, calls[i], 0);
    return rc;
}

/* Threads yes, processes no; memory is never executable that was not so at the start. */
static int rules_closed(scmp_filter_ctx filter)
{
    static const int maps[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
    int rc = rules_add(filter, SCMP_ACT_KILL_PROCESS, deadly_closed, COUNT(deadly_closed));
    for (size_t i = 0; i < COUNT(maps) && rc == 0; i++)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, maps[i], 1,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                              SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    /* abort(3) raises a signal in the calling process. */
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                              SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                              SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0));
    return rc;
}

static int rules_tool(scmp_filter_ctx filter)
{
    static const int prctls[] = { PR_SET_NAME, PR_SET_PDEATHSIG };
    const uint64_t   spaces   = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                            CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
    int rc = rules_add(filter, SCMP_ACT_ALLOW, allowed_tool, COUNT(allowed_tool));
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                              SCMP_A0(SCMP_CMP_MASKED_EQ, spaces, 0));
    for (size_t i = 0; i < COUNT(prctls) && rc == 0; i++)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                              SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)prctls[i], 0));
    return rc;
}

static int calls_lock(struct cx *cx, enum sandbox_profile profile)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    int             rc     = filter ? 0 : -ENOMEM;
    if (rc == 0)
        rc = rules_add(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
    if (rc == 0)
        rc = rules_add(filter, SCMP_ACT_KILL_PROCESS, deadly, COUNT(deadly));
    if (rc == 0)
        rc = profile == SANDBOX_CLOSED ? rules_closed(filter) : rules_tool(filter);
    if (rc == 0)
        rc = seccomp_load(filter);
    seccomp_release(filter);
    if (rc < 0)
        return refuse(cx, E_INTERNAL, "The call filter cannot be put in force: %s", strerror(-rc));
    return 0;
}

int sandbox_enter(struct cx *cx, const struct sandbox *s, const char **missing)
{
    *missing = NULL;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_DUMPABLE, 0) < 0)
        return refuse(cx, E_INTERNAL, "The process cannot be locked in: %s", strerror(errno));
    close_range(STDERR_FILENO + 1, ~0U, 0); /* whatever the parent forgot to close */
    TRY(limits_set(cx, s));
    TRY(paths_lock(cx, s, missing));
    return calls_lock(cx, s->profile);
}
