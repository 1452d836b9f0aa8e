/*
 * mail.h - mails by SMTP.
 *
 * Stands on libcurl.
 * Errors: mail_write E_INVALID for addresses that are none.
 * Memory: the arena.
 */
#ifndef NET_MAIL_H
#define NET_MAIL_H
#include "model/net/send.h"

struct mail {
    struct uuid id;       /* makes its Message-ID: the same at each try */
    const char *from, *to; /* address, or Name <address> */
    const char *subject;  /* one line */
    const char *text, *html; /* html: NULL for none */
    struct utc  date;
};
/* The message as it goes over the wire: lines end with CR LF, ASCII alone, none over 78. */
int mail_write(struct cx *cx, const struct mail *m, const char **text) MUST_USE;

enum mail_tls {
    MAIL_TLS_FITTING, /* none to this machine itself; needed with a password; else if offered */
    MAIL_TLS_OFFERED, MAIL_TLS_NEEDED,
};
struct mail_server {
    const char      *url;            /* smtp://host:port, or smtps:// for TLS from the start */
    const char      *user, *password; /* "": none */
    const char      *helo;           /* how we call ourselves; NULL: the machine's name */
    const char      *ca_file;        /* certificates to trust instead of the system's; NULL */
    enum mail_tls    tls;
    int64_t          wait_ms;
    struct send_stop stop;
};
/* A refusal of the recipient or of the message (5xx) is for good; of everything else, later. */
void mail_send(struct cx *cx, const struct mail_server *server, const struct mail *m,
               struct send_end *end);
/* Does the server answer, and let us in? */
void mail_probe(struct cx *cx, const struct mail_server *server, struct send_end *end);
bool mail_url_check(const char *url);
#endif
