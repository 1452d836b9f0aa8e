/* search.c - see search.h. */
#include "model/context/search.h"
#include <ctype.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/query.h"
#include "model/people/person.h"
#include "model/track/entity.h"
#include "model/track/kind.h"

enum { WORDS = 6, MATCH_BYTES = 1024 };

struct words {
    const char *v[WORDS];
    size_t      n;
    bool        some_long; /* one of them is long enough to be in the index */
};

static bool is_in_word(char c) { return (unsigned char)c >= 0x80 || isalnum((unsigned char)c); }

static size_t points_of(const char *text)
{
    size_t points = 0;
    bool   control;
    return utf8_check(text, strlen(text), &points, &control) ? points : 0;
}

static struct words words_of(struct cx *cx, const char *text)
{
    struct words w = { 0 };
    while (*text && w.n < WORDS) {
        size_t n = 0;
        while (is_in_word(text[n]))
            n++;
        if (n) {
            w.v[w.n] = arena_copy(cx->arena, text, n);
            w.some_long |= points_of(w.v[w.n++]) >= SEARCH_MIN;
        }
        text += n ? n : 1;
    }
    return w;
}

/* For a search by the index: each word as the beginning of one. */
static const char *beginnings(struct cx *cx, const struct words *w)
{
    struct out o = out_in_arena(cx->arena, MATCH_BYTES);
    for (size_t i = 0; i < w->n; i++)
        if (!w->some_long || points_of(w->v[i]) >= SEARCH_MIN)
            out_format(&o, "%s%s*", o.len ? " " : "", w->v[i]);
    return out_done(&o);
}

/* ---- what is found ---- */

struct hit { /* what is told of it beside itself */
    struct row  row;
    struct uuid id;
    const char *project_name, *type_name, *extension, *sequence_name;
    struct uuid episode_id;
    const char *episode_name;
};
#define ROW struct hit
static const struct field hit_fields[] = {
    FIELD(id, READ, .doc = "The entity."),
    FIELD(project_name, READ, .doc = "Its production."),
    FIELD(type_name, READ, .doc = "Its type."),
    FIELD(extension, READ | NULLS, .doc = "Of its preview."),
    FIELD(sequence_name, READ | NULLS, .doc = "What it is in."),
    FIELD(episode_id, READ | NULLS, .doc = "The episode of a series."),
    FIELD(episode_name, READ | NULLS, .doc = "Its name."),
};
#undef ROW
static const struct shape hit_shape = SHAPE(struct hit, hit_fields);

struct hits {
    struct hit *v;
    size_t      n;
    bool        are_shots;
};

static void terms_write(struct out *o)
{
    out_key(o, "matched_terms");
    out_array(o);
    out_str(o, "name");
    out_array_end(o);
}

static void write_more(void *u, const void *row, struct out *o)
{
    const struct hits *h  = u;
    struct uuid        id = ((const struct entity *)row)->id;
    for (size_t i = 0; i < h->n; i++) {
        const struct hit *hit = &h->v[i];
        if (!uuid_equal(hit->id, id))
            continue;
        OUT_STR(o, "project_name", hit->project_name);
        if (h->are_shots)
            OUT_STR(o, "sequence_name", hit->sequence_name ? hit->sequence_name : "");
        else
            OUT_STR(o, "asset_type_name", hit->type_name);
        OUT_STR(o, "preview_file_extension", hit->extension);
        if (h->are_shots && IS_SET(&hit_shape, hit, episode_id)) {
            OUT_STR(o, "episode", hit->episode_name);
            OUT_UUID(o, "episode_id", hit->episode_id);
        }
    }
    terms_write(o);
}

/* ---- assets and shots ---- */

static void found_by_index(struct query *q, const char *match, bool shots)
{
    query_with(q, " FROM (SELECT i.id FROM entity i WHERE MATCH (i.search_name)"
                  " AGAINST (? IN BOOLEAN MODE)", ARG(match));
    if (shots)
        query_with(q, " UNION SELECT i.id FROM entity s JOIN entity i ON i.parent_id = s.id"
                      " WHERE MATCH (s.search_name) AGAINST (? IN BOOLEAN MODE)", ARG(match));
    query_add(q, ") c JOIN entity e ON e.id = c.id");
}

static void only_seen(struct query *q, const struct actor *who, struct uuid project_id)
{
    if (who->is_admin)
        query_add(q, " WHERE st.name = 'Open'");
    else
        query_with(q, " WHERE e.project_id IN " RIGHT_OPEN_PROJECTS, ARG(who->id));
    query_if(q, !who->is_admin && right_is_role(who, "vendor"), " AND e.id IN " RIGHT_MY_ENTITIES,
             ARG(who->id));
    query_if_id(q, project_id, " AND e.project_id = ?");
}

static int hits_find(struct cx *cx, const struct actor *who, const struct search_ask *ask,
                     const struct words *w, struct hits *h)
{
    struct query q = query_new(cx, "SELECT e.id, p.name, y.name, f.extension, q.name,"
                                   " IF(p.production_type = 'tvshow', x.id, NULL), x.name");
    found_by_index(&q, beginnings(cx, w), h->are_shots);
    query_add(&q, " JOIN entity_type y ON y.id = e.entity_type_id JOIN project p ON p.id = e.project_id"
                  " LEFT JOIN project_status st ON st.id = p.project_status_id"
                  " LEFT JOIN entity q ON q.id = e.parent_id LEFT JOIN entity x ON x.id = q.parent_id"
                  " LEFT JOIN preview_file f ON f.id = e.preview_file_id");
    only_seen(&q, who, ask->project_id);
    query_add(&q, h->are_shots ? " AND y.name = 'Shot'" : " AND y.name NOT IN " KINDS_IN_TIME);
    for (size_t i = 0; i < w->n; i++)
        query_with(&q, h->are_shots ? " AND CONCAT(COALESCE(q.search_name, ''), ' ', e.search_name) LIKE ?"
                                    : " AND e.search_name LIKE ?",
                   ARG(arena_printf(cx->arena, "%%%s%%", w->v[i])));
    query_with(&q, " ORDER BY e.search_name LIKE ? DESC, e.name, e.id",
               ARG(arena_printf(cx->arena, "%s%%", w->v[0])));
    query_with(&q, " LIMIT ?", ARG(ask->limit));
    query_with(&q, " OFFSET ?", ARG(ask->offset));
    return query_all(cx, &q, &hit_shape, &h->v, &h->n);
}

static int entities_write(struct cx *cx, const struct actor *who, const struct search_ask *ask,
                          const struct words *w, bool shots, struct out *o)
{
    struct hits      h    = { .are_shots = shots };
    struct resource  r    = kind_rows(shots ? &kind_shots : &kind_assets);
    struct out       list = out_in_arena(cx->arena, 1 << 20);
    struct arg       args[2];
    struct res_where where = { .sql   = "t.id IN " SQL_LIST_SET,
                               .args  = args, .nargs = 2, .more = write_more, .u = &h,
                               .order = "LOCATE(CAST(t.id AS CHAR), ?)" };
    TRY(hits_find(cx, who, ask, w, &h));
    out_array(&list);
    for (size_t i = 0; i < h.n; i++)
        out_uuid(&list, h.v[i].id);
    out_array_end(&list);
    args[0] = args[1] = arg_text(out_done(&list));
    return res_where(cx, &r, &where, o);
}

/* ---- people ---- */

static void write_terms(UNUSED void *u, UNUSED const void *row, struct out *o) { terms_write(o); }

/* The first word begins one of the names, the others are in them. */
static int persons_write(struct cx *cx, const struct actor *who, const struct search_ask *ask,
                         const struct words *w, struct out *o)
{
    struct out       sql = out_in_arena(cx->arena, 1024);
    struct arg       args[WORDS + 3];
    struct res_where where = { .args = args, .order = "t.first_name, t.last_name, t.id",
                               .end = " LIMIT ? OFFSET ?",
                               .relations = true, .staff = who->is_admin, .more = write_terms };
    out_raw(&sql, "t.active AND (t.first_name LIKE ? OR t.last_name LIKE ?)");
    args[where.nargs++] = arg_text(arena_printf(cx->arena, "%s%%", w->v[0]));
    args[where.nargs++] = args[0];
    for (size_t i = 1; i < w->n; i++) {
        out_raw(&sql, " AND CONCAT(t.first_name, ' ', t.last_name) LIKE ?");
        args[where.nargs++] = arg_text(arena_printf(cx->arena, "%%%s%%", w->v[i]));
    }
    args[where.nargs++] = arg_i64(ask->limit);
    args[where.nargs++] = arg_i64(ask->offset);
    where.sql           = out_done(&sql);
    return res_where(cx, &person_res, &where, o);
}

int search_write(struct cx *cx, const struct actor *who, const struct search_ask *ask,
                 struct out *o)
{
    struct words w = words_of(cx, ask->words);
    out_object(o);
    if (points_of(ask->words) < SEARCH_MIN || !w.n) {
        out_object_end(o);
        return 0;
    }
    if (ask->persons) {
        out_key(o, "persons");
        TRY(persons_write(cx, who, ask, &w, o));
    }
    if (ask->assets) {
        out_key(o, "assets");
        TRY(entities_write(cx, who, ask, &w, false, o));
    }
    if (ask->shots) {
        out_key(o, "shots");
        TRY(entities_write(cx, who, ask, &w, true, o));
    }
    out_object_end(o);
    return 0;
}
