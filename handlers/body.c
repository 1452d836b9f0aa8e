/* body.c - see body.h. */
#include "handlers/body.h"
#include <json-c/json.h>
#include "fcgi/header.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/entries.h"
#include "model/base/json.h"
#include "model/base/text.h"

enum { IDS_MAX = 10000, PIECE = 16384 };

static int too_large(struct rq *rq)
{
    return refuse(&rq->cx, E_TOO_LARGE, "The body is larger than %lld bytes",
                  (long long)rq->cx.conf->max_body_bytes);
}

static bool is_json(struct rq *rq)
{
    struct header_params ps;
    const char *type = header_word(rq->cx.arena, rq->content_type, strlen(rq->content_type), &ps);
    return type && strcmp(type, "application/json") == 0;
}

int body_json(struct rq *rq, struct json_object **v)
{
    struct out text = out_in_arena(rq->cx.arena, (size_t)rq->cx.conf->max_body_bytes + 1);
    char       piece[PIECE];
    size_t     n = 1;
    *v           = rq->body;
    if (rq->body_is_json) /* read before the transaction began once more */
        return 0;
    if (!is_json(rq))
        return refuse(&rq->cx, E_MEDIA_TYPE, "The body must be application/json");
    if (rq->content_length > rq->cx.conf->max_body_bytes)
        return too_large(rq);
    while (n) {
        TRY(rq_read(rq, piece, sizeof piece, &n));
        out_bytes(&text, piece, n);
    }
    if (!out_done(&text))
        return too_large(rq);
    if (!json_read(rq->cx.arena, text.buf, text.len, v))
        return refuse(&rq->cx, E_BAD_BODY, "The body is not valid JSON");
    rq->body         = *v;
    rq->body_is_json = true;
    return 0;
}

static struct json_object *list_in(struct json_object *v)
{
    if (json_object_is_type(v, json_type_object)) {
        json_object_object_foreach(v, key, value)
        {
            (void)key;
            if (json_object_is_type(value, json_type_array))
                return value;
        }
    }
    return v;
}

static bool id_of(struct json_object *v, struct uuid *id)
{
    struct json_object *member = v;
    if (json_object_is_type(v, json_type_object) && !json_object_object_get_ex(v, "id", &member))
        return false;
    return json_object_is_type(member, json_type_string) &&
           uuid_parse(json_object_get_string(member), (size_t)json_object_get_string_len(member), id);
}

int body_ids(struct rq *rq, struct ids *ids)
{
    struct json_object *v, *list;
    struct uuid        *id;
    TRY(body_json(rq, &v));
    list = list_in(v);
    if (!json_object_is_type(list, json_type_array) || json_object_array_length(list) > IDS_MAX)
        return refuse(&rq->cx, E_INVALID, "The body must be a list of identifiers");
    id = arena_alloc_array(rq->cx.arena, json_object_array_length(list) + 1, sizeof *id);
    for (size_t i = 0; i < json_object_array_length(list); i++)
        if (!id_of(json_object_array_get_idx(list, i), &id[i]))
            return refuse(&rq->cx, E_INVALID, "Entry %zu of the body is no identifier", i);
    *ids = (struct ids){ id, json_object_array_length(list) };
    return 0;
}

/* ---- lists that are read while they come ---- */

static void each_free(void *p) { entries_free(p); }

int body_each(struct rq *rq, size_t max, int (*fn)(void *u, const char *text, size_t n), void *u)
{
    struct entries *e = arena_alloc(rq->cx.arena, sizeof *e);
    char            piece[PIECE];
    size_t          n = 1;
    if (!is_json(rq))
        return refuse(&rq->cx, E_MEDIA_TYPE, "The body must be application/json");
    *e = entries_new(max, fn, u);
    arena_on_reset(rq->cx.arena, each_free, e);
    while (n) {
        TRY(rq_read(rq, piece, sizeof piece, &n));
        TRY(entries_take(&rq->cx, e, piece, n));
    }
    return entries_end(&rq->cx, e);
}
