/* own.c - what database tests begin and end with. */
#include "t/db/own.h"
#include <ftw.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"

enum { ARENA_BYTES = 512 << 20 };

struct conf          own_conf;
static struct arena *keep;
static char          folder[64], program_folder[4096];

static void must(struct cx *cx, int rc, const char *what)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "%s: %s\n", what, cx->err.message);
    abort();
}

static const char *account(void)
{
    const struct passwd *me = getpwuid(getuid());
    return me ? arena_text(keep, me->pw_name) : "root";
}

static void program_find(void)
{
    ssize_t n = readlink("/proc/self/exe", program_folder, sizeof program_folder - 1);
    program_folder[n > 0 ? n : 0] = 0;
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(program_folder, '/');
        if (slash)
            *slash = 0;
    }
}

const char *own_program(const char *name) { return arena_printf(keep, "%s/%s", program_folder, name); }

static void conf_fill(const char *program)
{
    struct cx cx = { .arena = keep };
    must(&cx, conf_defaults(&cx, false, &own_conf), "settings");
    snprintf(folder, sizeof folder, "/tmp/dailies-%s.XXXXXX", program);
    if (!mkdtemp(folder))
        abort();
    own_conf.state_dir   = folder;
    own_conf.db_socket   = getenv("DAILIES_TEST_DB_SOCKET");
    own_conf.db_user     = account();
    own_conf.db_password = "";
    own_conf.db_name     = "";
    own_conf.media_program = own_program("fake/media");
    own_conf.stills_program = own_conf.media_program;
    own_conf.job_poll_ms   = 20;
}

void own_begin(const char *program)
{
    const char *source = getenv("srcdir");
    struct cx   cx;
    int         applied;
    if (!getenv("DAILIES_TEST_DB_SOCKET")) {
        fputs("DAILIES_TEST_DB_SOCKET is not set\n", stderr);
        exit(OWN_SKIP);
    }
    keep = arena_new(16 << 20);
    program_find();
    conf_fill(program);
    const char *name = arena_printf(keep, "dailies_test_%s_%d", program, (int)getpid());
    cx               = own_open();
    own_do(&cx, arena_printf(keep, "CREATE DATABASE %s", name), NO_ARGS);
    own_close(&cx);
    own_conf.db_name = name;
    cx               = own_open();
    must(&cx, db_migrate(&cx, arena_printf(keep, "%s/sql", source ? source : "."), &applied),
         "migrations");
    own_close(&cx);
}

static int gone(const char *path, UNUSED const struct stat *st, UNUSED int type,
                UNUSED struct FTW *at)
{
    return remove(path);
}

void own_end(void)
{
    struct cx cx = own_open();
    own_do(&cx, arena_printf(keep, "DROP DATABASE %s", own_conf.db_name), NO_ARGS);
    own_close(&cx);
    nftw(folder, gone, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(keep);
}

struct cx own_open(void)
{
    return (struct cx){ .arena = arena_new(ARENA_BYTES), .db = db_new(&own_conf),
                        .conf = &own_conf, .now = utc_now() };
}

void own_close(struct cx *cx)
{
    db_free(cx->db);
    arena_free(cx->arena);
}

struct number {
    struct row row;
    int64_t    n;
};
struct text {
    struct row  row;
    const char *t;
};
#define ROW struct number
static const struct field number_fields[] = { FIELD(n, READ, .doc = "A number.") };
#undef ROW
#define ROW struct text
static const struct field text_fields[] = { FIELD(t, READ | NULLS, .doc = "A text.") };
#undef ROW
static const struct shape number_shape = SHAPE(struct number, number_fields);
static const struct shape text_shape   = SHAPE(struct text, text_fields);

int64_t own_number(struct cx *cx, const char *sql)
{
    struct number v = { 0 };
    bool          found;
    must(cx, db_one(cx, sql, NO_ARGS, &number_shape, &v, &found), sql);
    return found ? v.n : 0;
}

int64_t own_executed(struct cx *cx)
{
    return own_number(cx, "SELECT CAST(VARIABLE_VALUE AS INT) FROM information_schema.SESSION_STATUS"
                          " WHERE VARIABLE_NAME = 'COM_STMT_EXECUTE'");
}

const char *own_text(struct cx *cx, const char *sql)
{
    struct text v = { 0 };
    bool        found;
    must(cx, db_one(cx, sql, NO_ARGS, &text_shape, &v, &found), sql);
    return found ? v.t : NULL;
}

void own_do(struct cx *cx, const char *sql, const struct arg *args, size_t nargs)
{
    must(cx, db_do(cx, sql, args, nargs, NULL), sql);
}

struct uuid own_person(struct cx *cx)
{
    struct uuid id = uuid_new();
    char        text[UUID_TEXT];
    uuid_format(id, text);
    own_do(cx, "INSERT INTO person (id, first_name, last_name, email) VALUES (?, 'A', 'B', ?)",
           ARGS(ARG(id), ARG(arena_printf(cx->arena, "%s@example.com", text))));
    return id;
}

struct uuid own_project(struct cx *cx, struct uuid owner_id)
{
    struct uuid id = uuid_new();
    char        text[UUID_TEXT];
    uuid_format(id, text);
    own_do(cx, "INSERT INTO project (id, name, owner_id) VALUES (?, ?, ?)",
           ARGS(ARG(id), arg_text(text), ARG(owner_id)));
    return id;
}
