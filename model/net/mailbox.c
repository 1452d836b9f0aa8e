/* mailbox.c - reading the address of a mail. */
#include "model/net/mailbox.h"
#include "model/base/arena.h"
#include "model/base/text.h"

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_atom(char c) { return is_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c)); }

static bool local_is_good(const char *t, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_atom(t[i]) && (t[i] != '.' || i == 0 || i + 1 == n || t[i - 1] == '.'))
            return false;
    return n > 0 && n <= 64;
}

static bool label_is_good(const char *t, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_alnum(t[i]) && (t[i] != '-' || i == 0 || i + 1 == n))
            return false;
    return n > 0 && n <= 63;
}

static bool host_is_good(const char *t, size_t n)
{
    if (n > 2 && t[0] == '[' && t[n - 1] == ']')
        return strspn(t + 1, "0123456789abcdefABCDEF.:IPv") == n - 2;
    while (n > 0) {
        const char *dot = memchr(t, '.', n);
        size_t      m   = dot ? (size_t)(dot - t) : n;
        if (!label_is_good(t, m) || m + 1 == n)
            return false;
        t += m + (dot != NULL);
        n -= m + (dot != NULL);
        if (!dot)
            return true;
    }
    return false;
}

static bool address_is_good(const char *t, size_t n)
{
    const char *at = memrchr(t, '@', n);
    size_t      m  = at ? (size_t)(at - t) : 0;
    return at && n <= MAIL_ADDRESS_MAX && local_is_good(t, m) && host_is_good(at + 1, n - m - 1);
}

bool mailbox_read(struct arena *a, const char *text, struct mailbox *to)
{
    size_t      len = strlen(text), name_len = 0, points;
    const char *name = text, *open = strrchr(text, '<');
    bool        control;
    if (len > MAILBOX_MAX || !utf8_check(text, len, &points, &control) || control)
        return false;
    if (open && text[len - 1] == '>') {
        name_len = (size_t)(open - text);
        len      = len - name_len - 2;
        text     = open + 1;
    }
    text_trim(&name, &name_len);
    if (name_len >= 2 && name[0] == '"' && name[name_len - 1] == '"')
        name++, name_len -= 2;
    if (memchr(name, '"', name_len) || memchr(name, '\\', name_len) || memchr(name, '<', name_len))
        return false;
    text_trim(&text, &len);
    if (!address_is_good(text, len))
        return false;
    *to = (struct mailbox){ arena_copy(a, name, name_len), arena_copy(a, text, len) };
    return true;
}
