/* docs.c - the API as a page for people: HTML without scripts. */
#include "fcgi/openapi.h"

static void text(struct out *o, const char *t)
{
    for (; *t; t++)
        switch (*t) {
        case '<': out_raw(o, "&lt;"); break;
        case '>': out_raw(o, "&gt;"); break;
        case '&': out_raw(o, "&amp;"); break;
        case '"': out_raw(o, "&quot;"); break;
        default: out_bytes(o, t, 1);
        }
}

static const char *where(const struct family *fam, const struct route *r, const struct field *f)
{
    if (f->flags & PATH)
        return "path";
    if (f->flags & HEADER)
        return "header";
    if (f->type == T_FILE)
        return "form file or raw body";
    if (r->method == GET || r->method == HEAD || (f->flags & QUERY))
        return "query";
    if (r->flags & FORM)
        return "form";
    return (r->flags & STRICT) || fam->body_first ? "JSON body" : "query, JSON or form";
}

static const char *absence(const struct shape *s, const struct field *f)
{
    return !(f->flags & NULLS) ? "" : s->sparse ? "may be absent" : "may be null";
}

static void fields(struct out *o, const struct family *fam, const struct route *r,
                   const struct shape *s, bool in)
{
    static const char *const kinds[] = { [T_BOOL] = "true or false", [T_I64] = "whole number",
                                         [T_F64] = "number",  [T_TEXT] = "text", [T_UUID] = "UUID",
                                         [T_TIME] = "moment", [T_DATE] = "day",  [T_JSON] = "JSON",
                                         [T_IDS] = "UUIDs",   [T_FILE] = "file",
                                         [T_ROWS] = "list",   [T_ROW] = "object" };
    out_raw(o, "<table>");
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        if (in ? !(f->flags & (WRITE | PATH | HEADER | QUERY)) : !(f->flags & READ) || (f->flags & SECRET))
            continue;
        out_raw(o, "<tr><td><code>");
        text(o, f->name);
        out_raw(o, in && (f->flags & NEED) ? "</code> *</td><td>" : "</code></td><td>");
        text(o, kinds[f->type]);
        out_raw(o, "</td><td>");
        text(o, in ? where(fam, r, f) : absence(s, f));
        out_raw(o, "</td><td>");
        text(o, f->doc);
        for (size_t k = 0; f->type != T_FILE && f->choices && f->choices[k]; k++) {
            out_raw(o, k ? ", <code>" : " One of <code>");
            text(o, f->choices[k]);
            out_raw(o, "</code>");
        }
        if (f->def) {
            out_raw(o, " Default <code>");
            text(o, f->def);
            out_raw(o, "</code>.");
        }
        out_raw(o, "</td></tr>");
    }
    out_raw(o, "</table>");
}

static void route_section(struct out *o, const struct family *f, const struct route *r)
{
    int         status[STATUSES_MOST];
    enum reason reason[STATUSES_MOST];
    size_t      n = route_statuses(f, r, status, reason);
    out_raw(o, "<section><h3><b>");
    text(o, method_name(r->method));
    out_raw(o, "</b> <code>");
    text(o, r->path);
    out_raw(o, "</code></h3><p>");
    text(o, r->doc);
    out_raw(o, r->auth == PUBLIC   ? " Open to everybody."
               : r->auth == ADMIN  ? " For administrators."
               : r->auth == PERSON ? " For people, not for programs."
               : r->auth == REFRESH ? " Takes a refresh token."
               : r->auth == OPTIONAL ? " A token may be given."
                                   : " Needs a token.");
    out_raw(o, "</p>");
    if (r->in) {
        out_raw(o, "<h4>Takes</h4>");
        fields(o, f, r, r->in, true);
    }
    if (r->raw) {
        out_raw(o, "<p>Body: <code>");
        text(o, r->raw);
        out_raw(o, "</code></p>");
    }
    if (r->out) {
        out_format(o, "<h4>%d%s</h4>", r->status ? r->status : 200,
                   r->flags & LIST ? ", a list of" : "");
        fields(o, f, r, r->out, false);
    }
    out_raw(o, "<p class=s>");
    if (r->finish)
        out_raw(o, "202 accepted, see Location &middot; ");
    for (size_t i = 0; i < n; i++) {
        out_format(o, "%s%d ", i ? " &middot; " : "", status[i]);
        text(o, reason_meaning(reason[i]));
    }
    out_raw(o, "</p></section>");
}

static void code_table(struct out *o)
{
    out_raw(o, "<h2 id=codes>Codes</h2><table>");
    for (int i = E_NONE + 1; i < E_COUNT; i++) {
        out_format(o, "<tr><td><code>%d</code></td><td><code>%s</code></td><td>%d</td><td>",
                   reason_number((enum reason)i), reason_word((enum reason)i),
                   reason_status((enum reason)i));
        text(o, reason_meaning((enum reason)i));
        out_raw(o, "</td></tr>");
    }
    out_raw(o, "</table>");
}

void docs_write(struct out *o, const struct site *site)
{
    const struct family *last = NULL;
    out_raw(o, "<!doctype html><html lang=en><meta charset=utf-8>"
               "<meta name=viewport content='width=device-width'><title>Dailies API</title><style>"
               "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;"
               "padding:0 1rem}code{font-size:.9em}table{border-collapse:collapse;width:100%}"
               "td{border-top:1px solid #ddd;padding:.2rem .6rem .2rem 0;vertical-align:top}"
               "section{border-top:3px solid #eee;margin-top:1.5rem}h3{margin-bottom:0}"
               "h4{margin:.6rem 0 0}.s{color:#555;font-size:.9em}</style>"
               "<h1>Dailies API</h1><p>For programs: <a href=/openapi.json>openapi.json</a>. "
               "Send <code>Authorization: Bearer &lt;token&gt;</code>. "
               "Everything is also served below <code>/api</code>. * is required.</p>");
    for (const struct route_list *const *l = site->lists; *l; l++) {
        if ((*l)->family != last) {
            last = (*l)->family;
            out_raw(o, "<h2>");
            text(o, last->doc);
            out_raw(o, "</h2>");
        }
        for (size_t i = 0; i < (*l)->count; i++)
            if (!((*l)->routes[i].flags & HIDDEN))
                route_section(o, last, &(*l)->routes[i]);
    }
    code_table(o);
    out_raw(o, "</html>\n");
}
