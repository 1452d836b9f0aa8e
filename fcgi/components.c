/* components.c - what the API document refers to by name: schemas, and ways to say who asks. */
#include "fcgi/components.h"
#include <stdlib.h>
#include "fcgi/schema.h"

enum { NAMED_MOST = 256 };

bool family_is_before(const struct site *site, const struct route_list *const *upto)
{
    for (const struct route_list *const *l = site->lists; l < upto; l++)
        if ((*l)->family == (*upto)->family)
            return true;
    return false;
}

/* ---- ways to say who asks ---- */

static void security_schemes(struct out *o, const struct site *site)
{
    out_object(o);
    out_key(o, "bearer");
    out_json(o, "{\"type\":\"http\",\"scheme\":\"bearer\"}");
    out_key(o, "token");
    out_json(o, "{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"token\"}");
    for (const struct route_list *const *l = site->lists; *l; l++) {
        const struct schema *s = (*l)->family->security;
        if (!s || family_is_before(site, l))
            continue;
        out_key(o, s->name);
        out_json(o, s->json);
    }
    out_object_end(o);
}

/* ---- schemas ---- */

/* The described kinds that have a name, and the fields with named choices, each once. */
struct named {
    const struct shape *shape[NAMED_MOST];
    unsigned            flag[NAMED_MOST]; /* of the members */
    size_t              shapes;
    const struct field *words[NAMED_MOST];
    size_t              fields;
};

static void note_words(struct named *l, const struct field *f)
{
    for (size_t i = 0; i < l->fields; i++)
        if (strcmp(l->words[i]->schema, f->schema) == 0)
            return;
    if (l->fields == NAMED_MOST)
        abort(); /* a fault of the tables */
    l->words[l->fields++] = f;
}

static void note_shape(struct named *l, const struct shape *s, unsigned flag);

/* The kinds of what is inside. */
static void note_members(struct named *l, const struct shape *s, unsigned flag)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        if (f->of && (f->flags & flag))
            note_shape(l, f->of, flag);
        if (f->type == T_TEXT && f->schema && (f->flags & flag))
            note_words(l, f);
    }
}

static void note_shape(struct named *l, const struct shape *s, unsigned flag)
{
    for (size_t i = 0; s->name && i < l->shapes; i++)
        if (strcmp(l->shape[i]->name, s->name) == 0)
            return;
    if (s->name) {
        if (l->shapes == NAMED_MOST)
            abort(); /* a fault of the tables */
        l->shape[l->shapes]  = s;
        l->flag[l->shapes++] = flag;
    }
    note_members(l, s, flag);
}

bool body_is_named(const struct route *r)
{
    if (!route_has_body(r) || !r->in->name)
        return false;
    for (size_t i = 0; i < r->in->count; i++)
        if (r->in->fields[i].flags & READ)
            return false;
    return true;
}

static void note_route(struct named *l, const struct route *r)
{
    if (r->flags & HIDDEN)
        return;
    if (r->out)
        note_shape(l, r->out, READ);
    if (body_is_named(r))
        note_shape(l, r->in, WRITE);
    else if (r->in) /* also parameters */
        note_members(l, r->in, WRITE | QUERY | PATH | HEADER);
}

static void shape_schemas(struct out *o, const struct site *site)
{
    struct named named = { .shapes = 0 };
    for (const struct route_list *const *l = site->lists; *l; l++) {
        for (size_t i = 0; i < (*l)->count; i++)
            note_route(&named, &(*l)->routes[i]);
        for (const struct shape *const *s = (*l)->family->shapes; s && *s; s++)
            note_shape(&named, *s, READ);
    }
    for (size_t i = 0; i < named.shapes; i++) {
        out_key(o, named.shape[i]->name);
        schema_object(o, named.shape[i], named.flag[i], true);
    }
    for (size_t i = 0; i < named.fields; i++) {
        out_key(o, named.words[i]->schema);
        schema_words(o, named.words[i]);
    }
}

/* Has a family of an earlier list a schema of that name? */
static bool schema_before(const struct site *site, const struct route_list *const *upto,
                          const char *name)
{
    for (const struct route_list *const *l = site->lists; l < upto; l++)
        for (const struct schema *s = (*l)->family->schemas; s && s->name; s++)
            if (strcmp(s->name, name) == 0)
                return true;
    return false;
}

static void written_schemas(struct out *o, const struct site *site)
{
    for (const struct route_list *const *l = site->lists; *l; l++)
        for (const struct schema *s = (*l)->family->schemas; s && s->name; s++)
            if (!schema_before(site, l, s->name)) {
                out_key(o, s->name);
                out_json(o, s->json);
            }
}

static void error_schemas(struct out *o, const struct site *site)
{
    for (const struct route_list *const *l = site->lists; *l; l++) {
        char name[64];
        if (family_is_before(site, l))
            continue;
        snprintf(name, sizeof name, "%sError", (*l)->family->name);
        out_key(o, name);
        out_json(o, (*l)->family->error_schema);
    }
}

/* The footage family's numbers, with their meaning. */
static void codes(struct out *o)
{
    out_key(o, "Code");
    out_object(o);
    OUT_STR(o, "description", "Stable number of a reason; see oneOf.");
    out_key(o, "oneOf");
    out_array(o);
    for (int i = E_NONE + 1; i < E_COUNT; i++) {
        out_object(o);
        OUT_I64(o, "const", reason_number((enum reason)i));
        OUT_STR(o, "title", reason_word((enum reason)i));
        OUT_STR(o, "description", reason_meaning((enum reason)i));
        out_object_end(o);
    }
    out_array_end(o);
    out_object_end(o);
}

void components_write(struct out *o, const struct site *site)
{
    out_object(o);
    out_key(o, "securitySchemes");
    security_schemes(o, site);
    out_key(o, "schemas");
    out_object(o);
    shape_schemas(o, site);
    written_schemas(o, site);
    error_schemas(o, site);
    codes(o);
    out_object_end(o);
    out_object_end(o);
}
