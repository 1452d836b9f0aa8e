/* migrate_test.c - migrations from nothing, again, at once, and broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "t/db/own.h"

static char folder[4096]; /* sql/ of the working copy */

static int64_t files_in(const char *path)
{
    DIR           *d = opendir(path);
    struct dirent *e;
    int64_t        n = 0;
    assert_non_null(d);
    while ((e = readdir(d)))
        n += strlen(e->d_name) > 4 && strcmp(e->d_name + strlen(e->d_name) - 4, ".sql") == 0;
    closedir(d);
    return n;
}

/* An empty database of this test's, named in a copy of the settings. */
static struct cx empty_open(struct conf *conf, const char *suffix)
{
    struct cx cx  = own_open();
    *conf         = own_conf;
    conf->db_name = arena_printf(cx.arena, "%s_%s", own_conf.db_name, suffix);
    own_do(&cx, arena_printf(cx.arena, "CREATE DATABASE %s", conf->db_name), NO_ARGS);
    db_free(cx.db);
    cx.db = db_new(conf);
    return cx;
}

static void empty_close(struct cx *cx, struct conf *conf)
{
    own_do(cx, arena_printf(cx->arena, "DROP DATABASE %s", conf->db_name), NO_ARGS);
    own_close(cx);
}

static void from_nothing_and_again(void **state)
{
    struct conf conf;
    struct cx   cx      = empty_open(&conf, "fresh");
    int         applied = -1;
    int64_t     version = -1, files = files_in(folder);
    (void)state;
    assert_int_equal(db_migrate(&cx, folder, &applied), 0);
    assert_int_equal(applied, files);
    assert_int_equal(db_version(&cx, &version), 0);
    assert_int_equal(version, files); /* numbered without gaps */
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM migration"), files);
    assert_int_equal(own_number(&cx, "SELECT holder IS NULL FROM migration_lock"), 1);
    assert_int_equal(db_migrate(&cx, folder, &applied), 0);
    assert_int_equal(applied, 0);
    empty_close(&cx, &conf);
}

/* A migration that stopped in its middle is run again from its beginning. */
static void every_file_bears_repetition(void **state)
{
    struct conf conf;
    struct cx   cx = empty_open(&conf, "again");
    int         applied;
    int64_t     rows;
    (void)state;
    assert_int_equal(db_migrate(&cx, folder, &applied), 0);
    rows = own_number(
        &cx, "SELECT (SELECT COUNT(*) FROM department) + (SELECT COUNT(*) FROM organisation)");
    own_do(&cx, "DELETE FROM migration", NO_ARGS);
    assert_int_equal(db_migrate(&cx, folder, &applied), 0);
    assert_int_equal(applied, files_in(folder));
    assert_int_equal(
        own_number(
            &cx, "SELECT (SELECT COUNT(*) FROM department) + (SELECT COUNT(*) FROM organisation)"),
        rows);
    empty_close(&cx, &conf);
}

static void several_at_once(void **state)
{
    enum { MACHINES = 4 };
    struct conf conf;
    struct cx   cx = empty_open(&conf, "crowd");
    pid_t       child[MACHINES];
    int         total = 0;
    (void)state;
    for (int i = 0; i < MACHINES; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        if (child[i] == 0) {
            struct cx mine = {
                .arena = arena_new(512 << 20), .db = db_new(&conf), .conf = &conf, .now = utc_now()
            };
            int applied = 0;
            int rc      = db_migrate(&mine, folder, &applied);
            if (rc < 0)
                fprintf(stderr, "%s\n", mine.err.message);
            _exit(rc < 0 ? 99 : applied);
        }
    }
    for (int i = 0; i < MACHINES; i++) {
        int status;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_true(WIFEXITED(status));
        assert_int_not_equal(WEXITSTATUS(status), 99);
        total += WEXITSTATUS(status);
    }
    assert_int_equal(total, files_in(folder)); /* each file by one of them */
    empty_close(&cx, &conf);
}

static void put(const char *path, const char *name, const char *text)
{
    char  whole[4200];
    FILE *f;
    snprintf(whole, sizeof whole, "%s/%s", path, name);
    f = fopen(whole, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void a_broken_file_stops_there(void **state)
{
    struct conf conf;
    struct cx   cx      = empty_open(&conf, "broken");
    char        mine[]  = "/tmp/dailies-migrate.XXXXXX";
    int         applied = -1;
    int64_t     version;
    (void)state;
    assert_non_null(mkdtemp(mine));
    put(mine, "0001_good.sql",
        "CREATE TABLE IF NOT EXISTS a (id INT);\n\n-- a remark\nINSERT INTO a VALUES (1);\n");
    put(mine, "0002_bad.sql", "CREATE TABLE IF NOT EXISTS b (id INT);\nCREATE TABLE nonsense;\n");
    put(mine, "0003_later.sql", "CREATE TABLE c (id INT);\n");
    put(mine, "README", "not for the database");
    put(mine, "0004_draft.sql.old", "CREATE TABLE d (id INT);\n");
    assert_int_equal(db_migrate(&cx, mine, &applied), -E_INTERNAL);
    assert_non_null(strstr(cx.err.message, "0002_bad.sql"));
    assert_int_equal(applied, 1);
    err_clear(&cx);
    assert_int_equal(db_version(&cx, &version), 0);
    assert_int_equal(version, 1);
    assert_int_equal(own_number(&cx, "SELECT holder IS NULL FROM migration_lock"),
                     1); /* others may try */
    put(mine, "0002_bad.sql", "CREATE TABLE IF NOT EXISTS b (id INT);\n");
    assert_int_equal(db_migrate(&cx, mine, &applied), 0);
    assert_int_equal(applied, 2);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM a"), 1);
    assert_int_equal(db_migrate(&cx, "/nonexistent", &applied), -E_NOT_FOUND);
    err_clear(&cx);
    for (int i = 0; i < 5; i++) {
        static const char *const names[] = { "0001_good.sql", "0002_bad.sql", "0003_later.sql",
                                             "README", "0004_draft.sql.old" };
        char                     whole[4200];
        snprintf(whole, sizeof whole, "%s/%s", mine, names[i]);
        unlink(whole);
    }
    rmdir(mine);
    empty_close(&cx, &conf);
}

/* A machine that died while it migrated holds the lock until its lease is over. */
static void a_dead_holder_is_waited_for(void **state)
{
    struct conf conf;
    struct cx   cx      = empty_open(&conf, "lease");
    int         applied = 0;
    struct utc  from;
    (void)state;
    assert_int_equal(db_migrate(&cx, folder, &applied), 0);
    own_do(&cx,
           "UPDATE migration_lock SET holder = 'somebody', held_until = CURRENT_TIMESTAMP(6) + "
           "INTERVAL 2 SECOND",
           NO_ARGS);
    from = utc_now();
    assert_int_equal(db_migrate(&cx, folder, &applied), 0);
    assert_true(utc_now().us - from.us >= 1000000);
    assert_true(utc_now().us - from.us < 10000000);
    empty_close(&cx, &conf);
}

/* The house's rules for tables: each is explained, and keeps text as UTF-8. */
static void tables_follow_the_rules(void **state)
{
    struct cx cx = own_open();
    (void)state;
    assert_null(own_text(
        &cx, "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
             " AND TABLE_COMMENT = '' LIMIT 1"));
    assert_null(own_text(
        &cx, "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
             " AND ENGINE <> 'InnoDB' LIMIT 1"));
    assert_null(
        own_text(&cx, "SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME) FROM information_schema.COLUMNS"
                      " WHERE TABLE_SCHEMA = DATABASE() AND CHARACTER_SET_NAME NOT IN ('utf8mb4', "
                      "'ascii') LIMIT 1"));
    assert_null(
        own_text(&cx, "SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME) FROM information_schema.COLUMNS"
                      " WHERE TABLE_SCHEMA = DATABASE() AND DATA_TYPE = 'timestamp' LIMIT 1"));
    assert_null(own_text(
        &cx,
        "SELECT t.TABLE_NAME FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = DATABASE()"
        " AND NOT EXISTS (SELECT 1 FROM information_schema.STATISTICS s WHERE s.TABLE_SCHEMA = "
        "t.TABLE_SCHEMA"
        " AND s.TABLE_NAME = t.TABLE_NAME AND s.INDEX_NAME = 'PRIMARY') LIMIT 1"));
    own_close(&cx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_nothing_and_again),
        cmocka_unit_test(every_file_bears_repetition),
        cmocka_unit_test(several_at_once),
        cmocka_unit_test(a_broken_file_stops_there),
        cmocka_unit_test(a_dead_holder_is_waited_for),
        cmocka_unit_test(tables_follow_the_rules),
    };
    const char *source = getenv("srcdir");
    int         failed;
    snprintf(folder, sizeof folder, "%s/sql", source ? source : ".");
    own_begin("migrate");
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    own_end();
    return failed;
}
