/*
 * bare - what our programs are measured against: FastCGI and one prepared
 * SELECT by primary key, with nothing around it. Each request at .../ID?BYTES
 * looks up the project ID and answers with BYTES bytes of a constant text.
 *
 * Takes the listening socket on descriptor 0 and BENCH_DB_SOCKET, BENCH_DB_USER,
 * BENCH_DB_PASSWORD and BENCH_DB_NAME from the environment.
 */
#include <fcgiapp.h>
#include <mysql.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_BYTES = 64 * 1024, ID_BYTES = 36, NAME_BYTES = 256 };

static char          answer[ANSWER_BYTES];
static char          id[ID_BYTES + 1], found[ID_BYTES + 1], name[NAME_BYTES];
static unsigned long id_len, found_len, name_len;
static MYSQL_TIME    created_at;

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "bare: %s: %s\n", what, why);
    exit(1);
}

static MYSQL_STMT *prepare(MYSQL *db)
{
    static const char sql[] = "SELECT id, name, created_at FROM project WHERE id = ?";
    MYSQL_BIND        in    = { .buffer_type = MYSQL_TYPE_STRING, .buffer = id,
                                .buffer_length = ID_BYTES, .length = &id_len };
    MYSQL_BIND        out[] = {
        { .buffer_type = MYSQL_TYPE_STRING, .buffer = found, .buffer_length = sizeof found,
                 .length = &found_len },
        { .buffer_type = MYSQL_TYPE_STRING, .buffer = name, .buffer_length = sizeof name,
                 .length = &name_len },
        { .buffer_type = MYSQL_TYPE_DATETIME, .buffer = &created_at },
    };
    MYSQL_STMT *stmt = mysql_stmt_init(db);
    if (!stmt || mysql_stmt_prepare(stmt, sql, sizeof sql - 1) || mysql_stmt_bind_param(stmt, &in) ||
        mysql_stmt_bind_result(stmt, out))
        fail("prepare", stmt ? mysql_stmt_error(stmt) : "no memory");
    return stmt;
}

/* Whether there is such a project. */
static int look_up(MYSQL_STMT *stmt, const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    int         rc;
    id_len = slash ? strlen(slash + 1) : 0;
    if (id_len != ID_BYTES)
        return 0;
    memcpy(id, slash + 1, ID_BYTES);
    if (mysql_stmt_execute(stmt))
        fail("execute", mysql_stmt_error(stmt));
    rc = mysql_stmt_fetch(stmt);
    mysql_stmt_free_result(stmt);
    return rc == 0 || rc == MYSQL_DATA_TRUNCATED;
}

int main(void)
{
    MYSQL       *db = mysql_init(NULL);
    MYSQL_STMT  *stmt;
    FCGX_Request r;
    signal(SIGPIPE, SIG_IGN);
    memset(answer, 'x', sizeof answer);
    if (!db || !mysql_real_connect(db, NULL, getenv("BENCH_DB_USER"), getenv("BENCH_DB_PASSWORD"),
                                   getenv("BENCH_DB_NAME"), 0, getenv("BENCH_DB_SOCKET"), 0))
        fail("connect", db ? mysql_error(db) : "no memory");
    stmt = prepare(db);
    if (FCGX_Init() || FCGX_InitRequest(&r, 0, 0))
        fail("FastCGI", "cannot begin");
    while (FCGX_Accept_r(&r) >= 0) {
        const char   *query = FCGX_GetParam("QUERY_STRING", r.envp);
        unsigned long bytes = query ? strtoul(query, NULL, 10) : 0;
        if (bytes > sizeof answer)
            bytes = sizeof answer;
        if (look_up(stmt, FCGX_GetParam("DOCUMENT_URI", r.envp))) {
            FCGX_FPrintF(r.out, "Content-Type: application/json\r\nContent-Length: %lu\r\n\r\n", bytes);
            FCGX_PutStr(answer, (int)bytes, r.out);
        } else {
            FCGX_PutS("Status: 404 Not Found\r\n\r\n", r.out);
        }
        FCGX_Finish_r(&r);
    }
    return 0;
}
