/* mailbox.c - see mailbox.h. */
#include "t/e2e/mailbox.h"
#include <curl/curl.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "t/e2e/http.h"

enum { CODE_DIGITS = 6, TRIES = 500, PAUSE_US = 20000, MAIL_BYTES = 16384 };

static struct cx *database(void)
{
    static struct cx   cx;
    static struct conf conf;
    if (!cx.arena) {
        cx.arena = arena_new(16 << 20);
        assert_int_equal(conf_load(&cx, env_need("DAILIES_TEST_CONF"), true, &conf), 0);
        cx.conf = &conf;
        cx.db   = db_new(&conf);
    }
    return &cx;
}

/* Of quoted-printable (RFC 2045, 6.7). */
static void decode(char *text)
{
    char *to = text;
    for (const char *at = text; *at; at++) {
        unsigned byte;
        if (*at == '\r')
            continue;
        if (*at != '=') {
            *to++ = *at;
        } else if (strncmp(at, "=\r\n", 3) == 0 || strncmp(at, "=\n", 2) == 0) {
            at += at[1] == '\r' ? 2 : 1;
        } else if (sscanf(at, "=%2X", &byte) == 1) {
            *to++ = (char)byte;
            at += 2;
        }
    }
    *to = 0;
}

/* Its plain text, from the Maildir. */
static char *text_of(const char *path)
{
    static char text[MAIL_BYTES];
    FILE       *f = fopen(path, "r");
    size_t      n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    char       *from, *end;
    if (f)
        fclose(f);
    text[n] = 0;
    from    = strstr(text, "Content-Type: text/plain");
    from    = from ? strstr(from, "\n\n") : NULL;
    end     = from ? strstr(from, "\n--") : NULL;
    if (!end)
        return NULL;
    *end = 0;
    decode(from);
    return from;
}

static bool has_arrived(const char *path, const char *id)
{
    char   head[1024];
    FILE  *f = fopen(path, "r");
    size_t n = f ? fread(head, 1, sizeof head - 1, f) : 0;
    if (f)
        fclose(f);
    head[n] = 0;
    return strstr(head, text_format("Message-ID: <%s@", id)) != NULL;
}

static const char *arrived(const char *id)
{
    const char    *folder = text_format("%s/new", env_need("DAILIES_TEST_MAIL")), *found = NULL;
    DIR           *d      = opendir(folder);
    struct dirent *e;
    while (d && !found && (e = readdir(d)))
        if (has_arrived(text_format("%s/%s", folder, e->d_name), id))
            found = text_format("%s/%s", folder, e->d_name);
    if (d)
        closedir(d);
    return found;
}

static const char *line_of(const char *text)
{
    while (*text) {
        int n = (int)strcspn(text, "\n");
        if (strncmp(text, "https://", 8) == 0 || (n == CODE_DIGITS && (int)strspn(text, "0123456789") == n))
            return text_format("%.*s", n, text);
        text += n + (text[n] == '\n');
    }
    return "";
}

static const char *last_mail(const char *address, const char *topic)
{
    static const char sql[] = "SELECT id FROM outbox WHERE recipient = ? AND topic = ?"
                              " ORDER BY created_at DESC LIMIT 1";
    char        id[UUID_TEXT];
    struct uuid row;
    bool        found;
    assert_int_equal(db_id(database(), sql, ARGS(ARG(address), ARG(topic)), &row, &found), 0);
    uuid_format(row, id);
    return found ? text_format("%s", id) : NULL;
}

/* Some are sent behind the answer, so that it takes the same time for everybody. */
const char *mailed(const char *address, const char *topic, const char *but)
{
    for (int i = 0; i < TRIES; i++) {
        const char *id   = last_mail(address, topic);
        const char *path = id ? arrived(id) : NULL;
        const char *text = path ? text_of(path) : NULL;
        const char *line = text ? line_of(text) : NULL;
        if (line && (!but || strcmp(line, but) != 0))
            return line;
        usleep(PAUSE_US);
    }
    return NULL;
}

bool unmailed(const char *address, const char *topic) { return last_mail(address, topic) == NULL; }

const char *link_value(const char *link, const char *name)
{
    const char *at = link ? strstr(link, text_format("%s=", name)) : NULL;
    char       *plain;
    const char *kept;
    if (!at)
        return NULL;
    at += strlen(name) + 1;
    plain = curl_easy_unescape(NULL, at, (int)strcspn(at, "&"), NULL);
    kept  = text_format("%s", plain);
    curl_free(plain);
    return kept;
}
