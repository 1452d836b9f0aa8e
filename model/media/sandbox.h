/*
 * sandbox.h - the process locks itself in before it opens a stranger's file.
 *
 * Limits (processor time, memory, file size, descriptors, wall clock), Landlock
 * (which paths) and seccomp (which calls); none can be taken off again.
 *
 * Stands on base and libseccomp.
 * Errors: E_INTERNAL when a part that the kernel has cannot be put in force.
 */
#ifndef MEDIA_SANDBOX_H
#define MEDIA_SANDBOX_H
#include <sys/types.h>
#include "model/base/base.h"

enum sandbox_profile {
    SANDBOX_CLOSED, /* threads, but no other process and no new code           */
    SANDBOX_TOOL,   /* may also run `tool` and what lies below /usr: for render */
};

struct sandbox {
    enum sandbox_profile profile;
    const char          *input;  /* file, to read; NULL: inputs            */
    const char          *output; /* folder, to write below; NULL: none     */
    const char          *tool;   /* program that may run; NULL: none       */
    int64_t              cpu_s, wall_s, memory_bytes, file_bytes; /* 0: no limit */
    const char *const   *inputs; /* more files, to read */
    size_t               inputs_n;
};

/* missing: what this kernel cannot enforce, or NULL; the caller says so. */
int sandbox_enter(struct cx *cx, const struct sandbox *s, const char **missing) MUST_USE;

/* When time runs out the process answers `media_limit` and ends; a child named
 * here is ended with it. 0: there is none any more. */
void sandbox_child(pid_t child);
#endif
