/* track_search.c - people, assets and shots by their names. */
#include <json-c/json.h>
#include "handlers/family.h"
#include "handlers/rows.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/context/search.h"

extern const struct route_list track_search_routes;

struct search_in {
    struct row  row;
    const char *query;
    struct uuid project_id;
    int64_t     limit, offset;
    struct json index_names;
};
// clang-format off
#define ROW struct search_in
static const struct field search_fields[] = {
    FIELD(query, WRITE | NEED | LAX, .max = 200, .doc = "Beginnings of words; less than three characters find nothing."),
    FIELD(project_id, WRITE | NULLS, .doc = "Only what is of this production."),
    FIELD(limit, WRITE | LAX, .min = 0, .max = 200, .def = "3", .doc = "So many of each at most."),
    FIELD(offset, WRITE | LAX, .min = 0, .max = 1000000, .def = "0", .doc = "Behind so many."),
    FIELD(index_names, WRITE | NULLS, .schema = "{\"type\":\"array\",\"items\":{\"enum\":[\"persons\",\"assets\",\"shots\"]}}",
          .doc = "What is looked for: persons, assets, shots; all of them without it."),
};
#undef ROW
// clang-format on
static const struct shape search_shape = SHAPE(struct search_in, search_fields);

/* A list of words, or one. */
static bool has_word(struct json_object *list, const char *word)
{
    size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
    if (json_object_is_type(list, json_type_string))
        return strcmp(json_object_get_string(list), word) == 0;
    for (size_t i = 0; i < n; i++)
        if (has_word(json_object_array_get_idx(list, i), word))
            return true;
    return false;
}

static int search_post(struct rq *rq)
{
    const struct search_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct search_ask       ask = { .words = in->query, .limit = in->limit, .offset = in->offset,
                                    .persons = true, .assets = true, .shots = true };
    struct json_object     *list = NULL;
    if (IS_SET(&search_shape, in, project_id))
        ask.project_id = in->project_id;
    if (IS_SET(&search_shape, in, index_names)) {
        if (!json_read(rq->cx.arena, in->index_names.text, strlen(in->index_names.text), &list))
            return refuse_field(&rq->cx, E_INVALID, "index_names", "index_names: must be a list");
        ask.persons = has_word(list, "persons");
        ask.assets  = has_word(list, "assets");
        ask.shots   = has_word(list, "shots");
    }
    return search_write(&rq->cx, &who, &ask, reply(rq, 200));
}

// clang-format off
static const struct route routes[] = {
    { POST, "/data/search", LOGGED_IN, .in = &search_shape, .run = search_post, .doc = "People, assets and shots by the beginnings of words of their names." },
};
// clang-format on
const struct route_list track_search_routes = ROUTES(tracker_family, routes);
