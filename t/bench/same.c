/*
 * same - what routes of the tracker are measured against: the statements that our
 * program ran for a request, with nothing around them. BENCH_STATEMENTS is a file
 * with one statement per line; each is prepared once, and its rows are thrown away.
 *
 * Without arguments it is a FastCGI program on descriptor 0 that runs them for each
 * request and answers with the bytes of the file BENCH_ANSWER. With one argument it
 * runs them that many times, and prints the processor time that it took, in ms.
 *
 * BENCH_DB_SOCKET, BENCH_DB_USER, BENCH_DB_PASSWORD and BENCH_DB_NAME: the database.
 */
#include <fcgiapp.h>
#include <mysql.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STATEMENTS_MOST = 64 };

static MYSQL_STMT *statement[STATEMENTS_MOST];
static size_t      statements;

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "same: %s: %s\n", what, why);
    exit(1);
}

static MYSQL *open_database(void)
{
    static const char how[] = "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED'";
    MYSQL            *db    = mysql_init(NULL);
    if (db)
        mysql_options(db, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (!db || !mysql_real_connect(db, NULL, getenv("BENCH_DB_USER"), getenv("BENCH_DB_PASSWORD"),
                                   getenv("BENCH_DB_NAME"), 0, getenv("BENCH_DB_SOCKET"), 0) ||
        mysql_real_query(db, how, sizeof how - 1))
        fail("connect", db ? mysql_error(db) : "no memory");
    return db;
}

static void prepare_all(MYSQL *db)
{
    const char *path = getenv("BENCH_STATEMENTS");
    FILE       *f    = path ? fopen(path, "r") : NULL;
    char       *line = NULL;
    size_t      room = 0;
    ssize_t     n;
    if (!f)
        fail("statements", "cannot be read");
    while ((n = getline(&line, &room, f)) > 1) {
        MYSQL_STMT *stmt = mysql_stmt_init(db);
        if (statements == STATEMENTS_MOST || !stmt ||
            mysql_stmt_prepare(stmt, line, (unsigned long)n - 1))
            fail(line, stmt ? mysql_stmt_error(stmt) : "no memory");
        statement[statements++] = stmt;
    }
    free(line);
    fclose(f);
}

static void run_all(void)
{
    for (size_t i = 0; i < statements; i++) {
        if (mysql_stmt_execute(statement[i]))
            fail("execute", mysql_stmt_error(statement[i]));
        if (mysql_stmt_field_count(statement[i]) > 0)
            while (mysql_stmt_fetch(statement[i]) == 0)
                ;
        mysql_stmt_free_result(statement[i]);
    }
}

static char *read_answer(int *bytes)
{
    const char *path = getenv("BENCH_ANSWER");
    FILE       *f    = path ? fopen(path, "r") : NULL;
    char       *text = NULL;
    size_t      room = 0;
    ssize_t     n    = f ? getdelim(&text, &room, 0, f) : -1;
    if (n < 0)
        fail("answer", "cannot be read");
    fclose(f);
    *bytes = (int)n;
    return text;
}

static void serve(void)
{
    FCGX_Request r;
    int          bytes;
    char        *answer = read_answer(&bytes);
    signal(SIGPIPE, SIG_IGN);
    if (FCGX_Init() || FCGX_InitRequest(&r, 0, 0))
        fail("FastCGI", "cannot begin");
    while (FCGX_Accept_r(&r) >= 0) {
        run_all();
        FCGX_FPrintF(r.out, "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", bytes);
        FCGX_PutStr(answer, bytes, r.out);
        FCGX_Finish_r(&r);
    }
    free(answer);
}

int main(int argc, char **argv)
{
    prepare_all(open_database());
    if (argc < 2) {
        serve();
        return 0;
    }
    for (long n = strtol(argv[1], NULL, 10); n > 0; n--)
        run_all();
    printf("%.1f\n", (double)clock() * 1000 / CLOCKS_PER_SEC);
    return 0;
}
