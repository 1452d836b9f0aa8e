/* mails.c - the templates, and how they are filled. */
#include "model/people/mails.h"
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/outbox/outbox.h"
#include "model/people/person.h"

enum { PARAGRAPHS = 4, MAIL_MAX_BYTES = 64 * 1024, DAY_S = 86400, HOUR_S = 3600, MINUTE_S = 60 };

/* {name} {organisation} {link} {code} {life}; a paragraph that is {link} or {code} alone stands
 * out on the page. */
struct template {
    const char *subject, *paragraph[PARAGRAPHS];
};
static const struct language {
    const char *code, *hello, *bye, *unit[3][2]; /* day, hour, minute: one, several */
    struct template mail[ACCOUNT_MAILS];
} languages[] = {
    { "en", "Hello {name},", "Your {organisation} team",
      { { "day", "days" }, { "hour", "hours" }, { "minute", "minutes" } },
      {
        [MAIL_RESET] = { "{organisation}: set a new password",
            { "somebody asked for a new password of your account. With this link you set it:", "{link}",
              "It works once, within {life}. If it was not you, there is nothing to do: your password stays as it is." } },
        [MAIL_INVITE] = { "{organisation}: your account",
            { "there is an account for you. With this link you set your password and sign in:", "{link}",
              "It works once, within {life}." } },
        [MAIL_CHANGED] = { "{organisation}: your password was changed",
            { "the password of your account was changed, and all other sessions were ended.",
              "If it was not you, tell your administrators at once." } },
        [MAIL_CODE] = { "{organisation}: your code to sign in",
            { "this is your code to sign in:", "{code}",
              "It works once, within {life}. If it was not you, somebody knows your password: change it." } },
        [MAIL_FACTORS] = { "{organisation}: two-factor authentication was turned off",
            { "an administrator turned off the two-factor authentication of your account.",
              "Please set it up again. If you did not ask for it, tell your administrators." } },
      } },
    { "fr", "Bonjour {name},", "Votre équipe {organisation}",
      { { "jour", "jours" }, { "heure", "heures" }, { "minute", "minutes" } },
      {
        [MAIL_RESET] = { "{organisation} : choisir un nouveau mot de passe",
            { "quelqu'un a demandé un nouveau mot de passe pour votre compte. Ce lien permet de le choisir :", "{link}",
              "Il est valable une seule fois, pendant {life}. Si ce n'était pas vous, il n'y a rien à faire : votre mot de passe ne change pas." } },
        [MAIL_INVITE] = { "{organisation} : votre compte",
            { "un compte a été créé pour vous. Ce lien permet de choisir votre mot de passe et de vous connecter :", "{link}",
              "Il est valable une seule fois, pendant {life}." } },
        [MAIL_CHANGED] = { "{organisation} : votre mot de passe a changé",
            { "le mot de passe de votre compte a été changé, et toutes les autres sessions sont terminées.",
              "Si ce n'était pas vous, prévenez tout de suite vos administrateurs." } },
        [MAIL_CODE] = { "{organisation} : votre code de connexion",
            { "voici votre code de connexion :", "{code}",
              "Il est valable une seule fois, pendant {life}. Si ce n'était pas vous, quelqu'un connaît votre mot de passe : changez-le." } },
        [MAIL_FACTORS] = { "{organisation} : double authentification désactivée",
            { "un administrateur a désactivé la double authentification de votre compte.",
              "Merci de la configurer à nouveau. Si vous ne l'avez pas demandé, prévenez vos administrateurs." } },
      } },
};
static const char *const topics[ACCOUNT_MAILS] = {
    [MAIL_RESET] = "password_reset",     [MAIL_INVITE] = "invitation",
    [MAIL_CHANGED] = "password_changed", [MAIL_CODE] = "signin_code",
    [MAIL_FACTORS] = "second_factor_removed",
};

struct filling {
    const char *name, *organisation, *link, *code, *life;
};

static const struct language *language_of(const char *locale)
{
    for (size_t i = 0; locale && i < COUNT(languages); i++)
        if (strncmp(locale, languages[i].code, 2) == 0)
            return &languages[i];
    return &languages[0];
}

/* "2 hours": whole days, hours or minutes. */
static const char *life_text(struct cx *cx, const struct language *l, int64_t s)
{
    int     unit = s % DAY_S == 0 ? 0 : s % HOUR_S == 0 ? 1 : 2;
    int64_t n    = s / (unit == 0 ? DAY_S : unit == 1 ? HOUR_S : MINUTE_S);
    return arena_printf(cx->arena, "%lld %s", (long long)n, l->unit[unit][n != 1]);
}

static const char *value_of(const struct filling *f, const char *name, size_t n)
{
    const struct { const char *name, *value; } places[] = {
        { "name", f->name }, { "organisation", f->organisation },
        { "link", f->link }, { "code", f->code }, { "life", f->life },
    };
    for (size_t i = 0; i < COUNT(places); i++)
        if (strlen(places[i].name) == n && memcmp(places[i].name, name, n) == 0)
            return places[i].value;
    return NULL;
}

static void html_text(struct out *o, const char *text)
{
    for (const char *c = text; *c; c++)
        switch (*c) {
        case '<': out_raw(o, "&lt;"); break;
        case '>': out_raw(o, "&gt;"); break;
        case '&': out_raw(o, "&amp;"); break;
        case '"': out_raw(o, "&quot;"); break;
        default: out_bytes(o, c, 1);
        }
}

static void fill(struct out *o, const char *template, const struct filling *f, bool html)
{
    for (const char *at = template; *at;) {
        size_t      n     = strcspn(at, "{");
        const char *place = at + n;
        size_t      len   = *place ? strcspn(place, "}") : 0;
        const char *value = len ? value_of(f, place + 1, len - 1) : NULL;
        out_bytes(o, at, n);
        if (value && html)
            html_text(o, value);
        else if (value)
            out_raw(o, value);
        at = len ? place + len + 1 : place;
    }
}

static void paragraph_html(struct out *o, const char *template, const struct filling *f)
{
    if (strcmp(template, "{link}") == 0) {
        out_raw(o, "<p><a href=\"");
        html_text(o, f->link);
        out_raw(o, "\">");
        html_text(o, f->link);
        out_raw(o, "</a></p>\n");
        return;
    }
    out_raw(o, strcmp(template, "{code}") == 0
                   ? "<p style=\"font-size:2em;letter-spacing:0.2em\"><strong>"
                   : "<p>");
    fill(o, template, f, true);
    out_raw(o, strcmp(template, "{code}") == 0 ? "</strong></p>\n" : "</p>\n");
}

static void both(struct out *text, struct out *html, const char *template, const struct filling *f)
{
    fill(text, template, f, false);
    out_raw(text, "\n\n");
    paragraph_html(html, template, f);
}

/* A subject is one line, whatever an organisation is called. */
static const char *one_line(struct cx *cx, const char *template, const struct filling *f)
{
    struct out o = out_in_arena(cx->arena, MAIL_MAX_BYTES);
    char      *text;
    fill(&o, template, f, false);
    text = arena_text(cx->arena, out_done(&o));
    for (char *c = text; c && *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = ' ';
    return text;
}

int account_mail_write(struct cx *cx, enum account_mail which, const struct mail_to *to,
                       const struct mail_words *words, const char *organisation,
                       struct mail_page *page)
{
    const struct language *l = language_of(to->locale);
    const struct template *t = &l->mail[which];
    struct filling         f = { to->first_name, organisation, words->link, words->code,
                                 life_text(cx, l, words->life_s) };
    struct out text = out_in_arena(cx->arena, MAIL_MAX_BYTES);
    struct out html = out_in_arena(cx->arena, MAIL_MAX_BYTES);
    out_format(&html, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"></head>"
                      "<body style=\"font-family:sans-serif\">\n", l->code);
    both(&text, &html, l->hello, &f);
    for (size_t i = 0; i < PARAGRAPHS && t->paragraph[i]; i++)
        both(&text, &html, t->paragraph[i], &f);
    fill(&text, l->bye, &f, false);
    out_raw(&text, "\n");
    paragraph_html(&html, l->bye, &f);
    out_raw(&html, "</body></html>\n");
    *page = (struct mail_page){ topics[which], one_line(cx, t->subject, &f), out_done(&text),
                                out_done(&html) };
    if (!page->subject || !page->text || !page->html)
        return refuse(cx, E_INTERNAL, "A mail is too long");
    return 0;
}

int account_mail_add(struct cx *cx, enum account_mail which, const struct mail_to *to,
                     const struct mail_words *words, struct uuid id)
{
    struct mail_page page;
    const char      *organisation;
    TRY(organisation_name(cx, &organisation));
    TRY(account_mail_write(cx, which, to, words, organisation, &page));
    return outbox_add(cx,
                      &(struct outbox_new){ .id = id, .channel = OUTBOX_MAIL, .topic = page.topic,
                                            .to = to->email, .subject = page.subject,
                                            .text = page.text, .html = page.html,
                                            .expires_s = words->life_s },
                      NULL);
}
