/* mail_write.c - a mail as text: headers by RFC 5322 and 2047, parts in quoted-printable. */
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/net/mail.h"
#include "model/net/mailbox.h"

enum {
    MAIL_MAX_BYTES = 16 << 20,
    WORD_BYTES     = 42, /* of an encoded word: 56 letters of base64 and 12 around them */
    PLAIN_MAX      = 66, /* a header's value that stays on its line */
    LINE_MAX_QP    = 76,
};

static bool is_plain(const char *t)
{
    for (const char *c = t; *c; c++)
        if ((unsigned char)*c >= 0x7f || (unsigned char)*c < 0x20)
            return false;
    return strlen(t) <= PLAIN_MAX && !strstr(t, "=?");
}

/* Bytes of the characters at t that go into one encoded word. */
static size_t word_bytes(const char *t)
{
    size_t n = strlen(t);
    if (n <= WORD_BYTES)
        return n;
    n = WORD_BYTES;
    while (n > 0 && ((unsigned char)t[n] & 0xc0) == 0x80)
        n--;
    return n;
}

static void write_words(struct out *o, const char *t)
{
    while (*t) {
        char   coded[BASE64_SIZE(WORD_BYTES)];
        size_t n = word_bytes(t);
        base64_write(t, n, coded);
        out_format(o, "=?UTF-8?B?%s?=", coded);
        t += n;
        if (*t)
            out_raw(o, "\r\n ");
    }
}

static void write_box(struct out *o, const char *header, const struct mailbox *box)
{
    out_format(o, "%s: ", header);
    if (!box->name[0]) {
        out_format(o, "%s\r\n", box->address);
        return;
    }
    if (is_plain(box->name))
        out_format(o, "\"%s\"", box->name);
    else
        write_words(o, box->name);
    out_format(o, "\r\n <%s>\r\n", box->address);
}

static void write_date(struct out *o, struct utc at)
{
    static const char days[][4]   = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
    static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int64_t  seconds = at.us / 1000000, day = seconds / 86400, year;
    unsigned month, mday, rest = (unsigned)(seconds % 86400);
    civil_from_days(day, &year, &month, &mday);
    out_format(o, "Date: %s, %u %s %lld %02u:%02u:%02u +0000\r\n", days[day % 7], mday,
               months[month - 1], (long long)year, rest / 3600, rest / 60 % 60, rest % 60);
}

/* How many letters byte c takes; blanks at the end of a line have to be encoded. */
static bool is_safe(char c, bool is_last)
{
    unsigned char u = (unsigned char)c;
    return u != '=' && ((u > ' ' && u < 0x7f) || ((u == ' ' || u == '\t') && !is_last));
}

static size_t line_end(const char *t) /* letters before the line's end */
{
    size_t n = strcspn(t, "\n");
    return n > 0 && t[n] && t[n - 1] == '\r' ? n - 1 : n;
}

static void write_line(struct out *o, const char *t, size_t n)
{
    size_t column = 0;
    for (size_t i = 0; i < n; i++) {
        bool   safe = is_safe(t[i], i + 1 == n);
        size_t room = safe ? 1 : 3;
        if (column + room > LINE_MAX_QP - 1) {
            out_raw(o, "=\r\n");
            column = 0;
        }
        if (safe)
            out_bytes(o, &t[i], 1);
        else
            out_format(o, "=%02X", (unsigned)(unsigned char)t[i]);
        column += room;
    }
    out_raw(o, "\r\n");
}

static void write_part(struct out *o, const char *type, const char *t)
{
    out_format(o, "Content-Type: %s; charset=utf-8\r\n"
                  "Content-Transfer-Encoding: quoted-printable\r\n\r\n", type);
    while (*t) {
        size_t n = line_end(t);
        write_line(o, t, n);
        t += n + (t[n] == '\r');
        t += *t == '\n';
    }
}

static void write_parts(struct out *o, const struct mail *m, const char *id)
{
    if (!m->html) {
        write_part(o, "text/plain", m->text);
        return;
    }
    /* Quoted-printable has no line that begins like this one; the line's end before it is its own. */
    out_format(o, "Content-Type: multipart/alternative;\r\n boundary=\"=_%s\"\r\n\r\n", id);
    out_format(o, "--=_%s\r\n", id);
    write_part(o, "text/plain", m->text);
    out_format(o, "\r\n--=_%s\r\n", id);
    write_part(o, "text/html", m->html);
    out_format(o, "\r\n--=_%s--\r\n", id);
}

int mail_write(struct cx *cx, const struct mail *m, const char **text)
{
    struct out     o = out_in_arena(cx->arena, MAIL_MAX_BYTES);
    struct mailbox from, to;
    char           id[UUID_TEXT];
    if (!mailbox_read(cx->arena, m->from, &from))
        return refuse(cx, E_INVALID, "The sender is no address");
    if (!mailbox_read(cx->arena, m->to, &to))
        return refuse(cx, E_INVALID, "The recipient is no address");
    uuid_format(m->id, id);
    write_box(&o, "From", &from);
    write_box(&o, "To", &to);
    out_raw(&o, "Subject: ");
    if (is_plain(m->subject))
        out_raw(&o, m->subject);
    else
        write_words(&o, m->subject);
    out_raw(&o, "\r\n");
    write_date(&o, m->date);
    out_format(&o, "Message-ID: <%s@%s>\r\n", id, strrchr(from.address, '@') + 1);
    out_raw(&o, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
    write_parts(&o, m, id);
    *text = out_done(&o);
    return *text ? 0 : refuse(cx, E_INVALID, "The mail is too long");
}
