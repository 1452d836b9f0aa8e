/* conn.h - what the files of this folder share. */
#ifndef DB_CONN_H
#define DB_CONN_H
#include <mysql.h>
#include "model/db/db.h"

enum { STMT_SLOTS = 256 };
struct slot {
    char       *sql;
    uint64_t    hash, used; /* tick of the last use */
    MYSQL_STMT *stmt;
};
struct db {
    const struct conf *conf;
    MYSQL             *conn; /* NULL: not connected */
    struct slot        slot[STMT_SLOTS];
    uint64_t           tick;
    int64_t            tx_repeats;
    bool               in_tx;
    bool               lost; /* the running transaction lost its connection or was rolled back */
    bool               again; /* ... and may be run again */
};

int  conn_need(struct cx *cx);       /* connect unless connected */
void conn_drop(struct db *db);       /* forget the connection and its statements */
bool conn_lost_code(unsigned code);  /* is the connection gone with this error? */
/* Turn a server error into a reason. sent: the statement had left for the server. */
int conn_failed(struct cx *cx, unsigned code, const char *text, bool sent);
int conn_text(struct cx *cx, const char *sql); /* a constant text without arguments or rows */
#endif
