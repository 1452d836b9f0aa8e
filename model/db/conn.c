/* conn.c - the connection, its errors, transactions. */
#include "model/db/conn.h"
#include <errmsg.h>
#include <mysqld_error.h>
#include "model/base/conf.h"
#include "model/base/log.h"
#include "model/base/text.h"

enum { TX_TRIES = 8, CONNECT_TIMEOUT_S = 2, IO_TIMEOUT_S = 120 };

struct db *db_new(const struct conf *conf)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->conf = conf;
    return db;
}

void conn_drop(struct db *db)
{
    for (size_t i = 0; i < STMT_SLOTS; i++) {
        if (db->slot[i].stmt)
            mysql_stmt_close(db->slot[i].stmt);
        free(db->slot[i].sql);
        db->slot[i] = (struct slot){ 0 };
    }
    if (db->conn)
        mysql_close(db->conn);
    db->conn = NULL;
}

void db_free(struct db *db)
{
    conn_drop(db);
    free(db);
}

int conn_need(struct cx *cx)
{
    /* Strict mode; UTC; read committed keeps gap locks and so deadlocks few. */
    static const char session[] =
        "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
        "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 5,"
        " tx_isolation = 'READ-COMMITTED', autocommit = 1";
    struct db         *db      = cx->db;
    const struct conf *conf    = db->conf;
    unsigned           connect = CONNECT_TIMEOUT_S, io = IO_TIMEOUT_S;
    bool               socket  = conf->db_socket && *conf->db_socket;
    if (db->conn)
        return 0;
    db->conn = mysql_init(NULL);
    if (!db->conn)
        abort();
    mysql_options(db->conn, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
    mysql_options(db->conn, MYSQL_OPT_READ_TIMEOUT, &io);
    mysql_options(db->conn, MYSQL_OPT_WRITE_TIMEOUT, &io);
    mysql_options(db->conn, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(db->conn, MYSQL_INIT_COMMAND, session);
    if (!mysql_real_connect(db->conn, socket ? NULL : conf->db_host, conf->db_user,
                            conf->db_password, conf->db_name,
                            socket ? 0 : (unsigned)conf->db_port, socket ? conf->db_socket : NULL,
                            CLIENT_FOUND_ROWS)) {
        log_text(LOG_DEBUG, "db_connect", "%s", mysql_error(db->conn));
        conn_drop(db);
        return refuse(cx, E_RETRY, "The database is away");
    }
    return 0;
}

bool conn_lost_code(unsigned code)
{
    return code == CR_SERVER_GONE_ERROR || code == CR_SERVER_LOST || code == CR_CONNECTION_ERROR ||
           code == CR_CONN_HOST_ERROR || code == ER_SERVER_SHUTDOWN ||
           code == ER_CONNECTION_KILLED || code == CR_COMMANDS_OUT_OF_SYNC;
}

int conn_failed(struct cx *cx, unsigned code, const char *text, bool sent)
{
    struct db *db = cx->db;
    log_text(LOG_DEBUG, "db_error", "%u %s", code, text);
    if (conn_lost_code(code)) {
        conn_drop(db);
        db->lost = db->again = db->in_tx;
        if (db->in_tx || !sent)
            return refuse(cx, E_RETRY, "The database is away");
        return refuse(cx, E_UNCERTAIN, "The database was lost");
    }
    switch (code) {
    case ER_DUP_ENTRY:
        return refuse(cx, E_CONFLICT, "A record with the same unique values exists");
    case ER_NO_REFERENCED_ROW_2:
        return refuse(cx, E_INVALID, "A record that is referred to does not exist");
    case ER_ROW_IS_REFERENCED_2:
        return refuse(cx, E_CONFLICT, "Other records refer to this one");
    case ER_DATA_TOO_LONG:
    case ER_WARN_DATA_OUT_OF_RANGE:
    case ER_BAD_NULL_ERROR:
    case ER_NO_DEFAULT_FOR_FIELD:
    case ER_CONSTRAINT_FAILED:
        return refuse(cx, E_INVALID, "A value is missing, too large or not among the possible ones");
    case ER_LOCK_DEADLOCK:
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_CHECKREAD:
        db->again = db->in_tx;
        return refuse(cx, E_RETRY, "The database is busy");
    default:
        log_text(LOG_ERROR, "db_error", "%u %s", code, text);
        return refuse(cx, E_INTERNAL, "Database error %u", code);
    }
}

int conn_text(struct cx *cx, const char *sql)
{
    struct db *db = cx->db;
    TRY(conn_need(cx));
    if (mysql_real_query(db->conn, sql, strlen(sql)))
        return conn_failed(cx, mysql_errno(db->conn), mysql_error(db->conn), true);
    return 0;
}

int db_ping(struct cx *cx)
{
    struct db *db = cx->db;
    TRY(conn_need(cx));
    if (mysql_ping(db->conn)) {
        conn_drop(db);
        TRY(conn_need(cx));
        if (mysql_ping(db->conn))
            return conn_failed(cx, mysql_errno(db->conn), mysql_error(db->conn), false);
    }
    return 0;
}

void db_rest(struct cx *cx)
{
    if (!cx->db->in_tx)
        conn_drop(cx->db);
}

bool    db_in_tx(const struct cx *cx) { return cx->db->in_tx; }
void db_expected(struct cx *cx)
{
    if (!cx->db->lost)
        cx->db->again = false;
    err_clear(cx);
}
int64_t db_tx_repeats(const struct db *db) { return db->tx_repeats; }

static void nap(int try)
{
    struct timespec ts = { 0, (long)(2000000 << (try < 5 ? try : 5)) };
    ts.tv_nsec += (long)(utc_now().us % 1000) * 1000; /* so that two do not meet again */
    nanosleep(&ts, NULL);
}

/* START TRANSACTION, on a connection that may have died while it was idle. */
static int tx_begin(struct cx *cx)
{
    bool had = cx->db->conn != NULL;
    int  rc  = conn_text(cx, "START TRANSACTION");
    if (rc < 0 && had && !cx->db->conn) {
        err_clear(cx);
        rc = conn_text(cx, "START TRANSACTION");
    }
    return rc;
}

int db_tx(struct cx *cx, int flags, int (*fn)(struct cx *cx, void *u), void *u)
{
    struct db *db = cx->db;
    int        rc = 0;
    if (db->in_tx)
        return fn(cx, u);
    for (int try = 0; try < TX_TRIES; try++) {
        if (try) {
            db->tx_repeats++;
            err_clear(cx);
            nap(try);
        }
        TRY(tx_begin(cx));
        db->in_tx = true;
        db->lost = db->again = false;
        rc                   = fn(cx, u);
        if (rc >= 0 && !db->lost) {
            rc = conn_text(cx, "COMMIT");
            if (rc < 0 && db->lost && !(flags & TX_REPEATABLE)) {
                db->in_tx = false;
                err_clear(cx);
                return refuse(cx, E_UNCERTAIN, "The database was lost while it stored this");
            }
        }
        db->in_tx = false;
        if (rc >= 0 && !db->lost)
            return 0;
        if (db->conn && mysql_real_query(db->conn, "ROLLBACK", 8))
            conn_drop(db);
        if (!db->again)
            return rc;
    }
    return rc < 0 ? rc : refuse(cx, E_RETRY, "The database is away");
}
