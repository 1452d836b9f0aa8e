/* migrate.c - forward-only migrations under a lock row with a lease. */
#include "model/db/conn.h"
#include <dirent.h>
#include <errno.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"

/* A lease and not a row lock: data definition commits, which would release a row lock; and on
 * a cluster the conditional UPDATE is certified, so that one machine alone wins. */
enum { LEASE_S = 600, WAIT_S = 900 };

struct head {
    struct row row;
    int64_t    version;
};
#define ROW struct head
static const struct field head_fields[] = {
    FIELD(version, READ, .doc = "Highest version."),
};
#undef ROW
static const struct shape head_shape = SHAPE(struct head, head_fields);

int db_version(struct cx *cx, int64_t *version)
{
    struct head h = { 0 };
    bool        found;
    TRY(db_one(cx, "SELECT COALESCE(MAX(version), 0) FROM migration", NO_ARGS, &head_shape, &h,
               &found));
    *version = h.version;
    return 0;
}

static int make_tables(struct cx *cx)
{
    TRY(conn_text(cx, "CREATE TABLE IF NOT EXISTS migration ("
                      " version INT NOT NULL PRIMARY KEY,"
                      " name VARCHAR(255) NOT NULL,"
                      " sha256 CHAR(64) NOT NULL,"
                      " applied_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)"
                      ") ENGINE=InnoDB COMMENT='Which files of sql/ have been applied'"));
    TRY(conn_text(cx, "CREATE TABLE IF NOT EXISTS migration_lock ("
                      " id INT NOT NULL PRIMARY KEY,"
                      " holder CHAR(36) NULL,"
                      " held_until DATETIME(6) NULL"
                      ") ENGINE=InnoDB COMMENT='One row: who migrates, and until when'"));
    return conn_text(cx, "INSERT IGNORE INTO migration_lock (id) VALUES (1)");
}

static int lock_take(struct cx *cx, struct uuid me)
{
    for (int waited = 0; waited < WAIT_S; waited++) {
        int64_t         won = 0;
        struct timespec second = { 1, 0 };
        TRY(db_do(cx,
                  "UPDATE migration_lock SET holder = ?,"
                  " held_until = CURRENT_TIMESTAMP(6) + INTERVAL ? SECOND"
                  " WHERE id = 1 AND (holder IS NULL OR held_until < CURRENT_TIMESTAMP(6))",
                  ARGS(ARG(me), ARG((int64_t)LEASE_S)), &won));
        if (won)
            return 0;
        nanosleep(&second, NULL);
    }
    return refuse(cx, E_RETRY, "Another machine holds the migration lock");
}

static int lock_release(struct cx *cx, struct uuid me)
{
    return db_do(cx,
                 "UPDATE migration_lock SET holder = NULL, held_until = NULL"
                 " WHERE id = 1 AND holder = ?",
                 ARGS(ARG(me)), NULL);
}

static int read_file(struct cx *cx, const char *path, const char **text, size_t *n)
{
    enum { MOST = 4 << 20 };
    FILE *f   = fopen(path, "re");
    char *buf = arena_alloc(cx->arena, MOST);
    if (!f)
        return refuse(cx, E_NOT_FOUND, "%s: %s", path, strerror(errno));
    *n = fread(buf, 1, MOST - 1, f);
    fclose(f);
    *text = buf;
    return 0;
}

/* The statements of a file end with a semicolon at the end of a line. */
static int run_file(struct cx *cx, const char *name, const char *text)
{
    while (*text) {
        const char *end = strstr(text, ";\n");
        size_t      n   = end ? (size_t)(end - text) : strlen(text);
        char       *sql = arena_copy(cx->arena, text, n);
        if (strspn(sql, " \t\r\n") < n && conn_text(cx, sql) < 0) {
            unsigned code = cx->db->conn ? mysql_errno(cx->db->conn) : 0;
            char     why[300];
            snprintf(why, sizeof why, "%s", cx->db->conn ? mysql_error(cx->db->conn) : "lost");
            err_clear(cx);
            return refuse(cx, E_INTERNAL, "%s: %u %s", name, code, why);
        }
        text += end ? n + 2 : n;
    }
    return 0;
}

static int apply(struct cx *cx, const char *folder, const char *name, int64_t version)
{
    const char *text;
    size_t      n;
    uint8_t     sum[SHA256_BYTES];
    char        hex[SHA256_HEX_SIZE];
    TRY(read_file(cx, arena_printf(cx->arena, "%s/%s", folder, name), &text, &n));
    TRY(run_file(cx, name, text));
    sha256_of(text, n, sum);
    hex_write(sum, sizeof sum, hex);
    return db_do(cx, "INSERT IGNORE INTO migration (version, name, sha256) VALUES (?, ?, ?)",
                 ARGS(ARG(version), ARG(name), ARG((const char *)hex)), NULL);
}

static int is_migration(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 9 && strspn(e->d_name, "0123456789") == 4 && e->d_name[4] == '_' &&
           strcmp(e->d_name + n - 4, ".sql") == 0;
}

static int apply_new(struct cx *cx, const char *folder, int *applied)
{
    struct dirent **names;
    int64_t         have;
    int             n, rc = 0;
    TRY(db_version(cx, &have));
    n = scandir(folder, &names, is_migration, alphasort);
    if (n < 0)
        return refuse(cx, E_NOT_FOUND, "%s: %s", folder, strerror(errno));
    for (int i = 0; i < n; i++) {
        int64_t version;
        if (rc >= 0 && i64_parse(names[i]->d_name, 4, &version) && version > have) {
            rc = apply(cx, folder, names[i]->d_name, version);
            *applied += rc >= 0;
        }
        free(names[i]);
    }
    free(names);
    return rc;
}

int db_migrate(struct cx *cx, const char *folder, int *applied)
{
    struct uuid me = uuid_new();
    struct err  why;
    int         rc;
    *applied = 0;
    TRY(make_tables(cx));
    TRY(lock_take(cx, me));
    rc  = apply_new(cx, folder, applied);
    why = cx->err;
    err_clear(cx);
    if (lock_release(cx, me) < 0 && rc >= 0)
        return -(int)cx->err.reason;
    cx->err = why;
    return rc;
}
