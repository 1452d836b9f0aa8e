/* deliver.c - from a row to the wire. */
#include "model/outbox/deliver.h"
#include <stdarg.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/net/mail.h"
#include "model/net/webhook.h"

enum { BODY_MAX_BYTES = 16 << 20 };

struct words { /* of a payload */
    struct row  row;
    const char *subject, *text, *html;
};
#define ROW struct words
static const struct field words_fields[] = {
    FIELD(subject, READ, .def = "", .doc = "Of a mail."),
    FIELD(text, READ | NEED, .doc = "Plain."),
    FIELD(html, READ, .doc = "Page."),
};
#undef ROW
static const struct shape words_shape = SHAPE(struct words, words_fields);

static void never(struct send_end *end, const char *why)
{
    *end = (struct send_end){ .fate = SEND_NEVER };
    snprintf(end->why, sizeof end->why, "%s", why);
}

/* What is not set may be set soon. */
static void not_yet(struct send_end *end, const char *why)
{
    *end = (struct send_end){ .fate = SEND_LATER };
    snprintf(end->why, sizeof end->why, "%s", why);
}

static void by_webhook(struct cx *cx, const struct letter *letter, const struct words *words,
                       struct send_stop stop, struct send_end *end)
{
    const struct conf_net *net = &cx->conf->net;
    struct out             o   = out_in_arena(cx->arena, BODY_MAX_BYTES);
    struct webhook         w   = { .url     = net->webhook_url,
                                   .secret  = net->webhook_secret,
                                   .id      = letter->id,
                                   .wait_ms = net->outbox_wait_s * 1000,
                                   .stop    = stop };
    out_object(&o);
    OUT_STR(&o, "text", words->text);
    out_object_end(&o);
    w.body = out_done(&o);
    if (!w.body)
        never(end, "The message is too long");
    else if (!webhook_url_check(w.url))
        not_yet(end, "webhook_url of the settings is no address");
    else
        webhook_send(cx, &w, end);
}

/* The name in public_url. */
static const char *own_name(struct cx *cx)
{
    const char *name = strstr(cx->conf->public_url, "://");
    name             = name ? name + 3 : cx->conf->public_url;
    return *name == '[' ? NULL : arena_copy(cx->arena, name, strcspn(name, ":/"));
}

struct mail_server outbox_mail_server(struct cx *cx, struct send_stop stop)
{
    const struct conf_net *net = &cx->conf->net;
    return (struct mail_server){ .url      = net->smtp_url,
                                 .user     = net->smtp_user,
                                 .password = net->smtp_password,
                                 .helo     = own_name(cx),
                                 .wait_ms  = net->outbox_wait_s * 1000,
                                 .stop     = stop };
}

static void by_mail(struct cx *cx, const struct letter *letter, const struct words *words,
                    struct send_stop stop, struct send_end *end)
{
    struct mail_server server = outbox_mail_server(cx, stop);
    struct mail        mail   = { .id = letter->id, .from = cx->conf->net.mail_from,
                                  .to = letter->to ? letter->to : "", .subject = words->subject,
                                  .text = words->text, .html = words->html, .date = cx->now };
    if (!mail_url_check(server.url))
        not_yet(end, "smtp_url of the settings is no address of a mail server");
    else if (!outbox_address(mail.from))
        not_yet(end, "mail_from of the settings is no address");
    else
        mail_send(cx, &server, &mail, end);
}

void letter_deliver(struct cx *cx, const struct letter *letter, struct send_stop stop,
                    struct send_end *end)
{
    struct words        words = { 0 };
    struct json_object *v;
    const char         *text  = letter->payload.text;
    if (!text || !json_read(cx->arena, text, strlen(text), &v) ||
        row_from_json(cx, &words_shape, v, READ, false, &words) < 0 ||
        row_defaults(cx, &words_shape, &words, true) < 0) {
        err_clear(cx);
        never(end, "The message cannot be read");
        return;
    }
    if (strcmp(letter->channel, OUTBOX_MAIL) == 0)
        by_mail(cx, letter, &words, stop, end);
    else
        by_webhook(cx, letter, &words, stop, end);
}
