/*
 * mails.h - what people are told by mail about their account, in their language.
 *
 * Stands on outbox: a mail is added in the transaction of what it tells of, and rung after it.
 * Errors: those of outbox.h.
 */
#ifndef PEOPLE_MAILS_H
#define PEOPLE_MAILS_H
#include "model/base/field.h"

enum account_mail {
    MAIL_RESET,    /* a link to set a password       */
    MAIL_INVITE,   /* the same, to somebody new      */
    MAIL_CHANGED,  /* the password was changed       */
    MAIL_CODE,     /* a one-time code                */
    MAIL_FACTORS,  /* an administrator removed the second factors */
    ACCOUNT_MAILS
};
struct mail_to {
    const char *email, *first_name, *locale; /* locale: "fr_FR"; NULL: English */
};
struct mail_words { /* what stands in the places of {...}; NULL where there is no such place */
    const char *link, *code;
    int64_t     life_s; /* of the link or code */
};

/* The text and the page of a mail, without its organisation's name: for tests. */
struct mail_page {
    const char *topic, *subject, *text, *html;
};
int account_mail_write(struct cx *cx, enum account_mail which, const struct mail_to *to,
                       const struct mail_words *words, const char *organisation,
                       struct mail_page *page) MUST_USE;
/* id: see outbox_new. */
int account_mail_add(struct cx *cx, enum account_mail which, const struct mail_to *to,
                     const struct mail_words *words, struct uuid id) MUST_USE;
#endif
