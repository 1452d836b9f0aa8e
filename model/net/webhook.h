/*
 * webhook.h - JSON, signed, to an address of the settings.
 *
 *     X-Dailies-Delivery:  the message's id, the same at each try
 *     X-Dailies-Timestamp: seconds since 1970, of this try
 *     X-Dailies-Signature: sha256= and hex HMAC-SHA256(secret, timestamp "." body)
 *
 * Follows no redirect and uses no proxy. 2xx is success; 400, 410, 413, 414, 415 and 422 say that
 * this message is not taken; after everything else it is worth another try.
 *
 * Stands on libcurl.
 */
#ifndef NET_WEBHOOK_H
#define NET_WEBHOOK_H
#include "model/net/send.h"

struct webhook {
    const char      *url;
    const char      *secret; /* "": no signature */
    struct uuid      id;
    const char      *body; /* JSON */
    int64_t          wait_ms;
    struct send_stop stop;
};
void webhook_send(struct cx *cx, const struct webhook *w, struct send_end *end);
/* Is it an address that can be used? */
bool webhook_url_check(const char *url);
#endif
