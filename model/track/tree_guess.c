/* tree_guess.c - what a path may be of: the other way through the templates. */
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/thing.h"
#include "model/track/tree.h"
#include "model/track/tree_parts.h"

enum { PARTS_MOST = 64, GUESS_BYTES = 8192, GUESSES_MOST = 64 };

struct found {
    const char *word, *value; /* as the path has it */
    struct uuid id;
    const char *text; /* what is answered; NULL: nothing was found */
};
struct guess {
    struct found found[PARTS_MOST]; /* in the order of the template */
    size_t       n;
};

static const struct found *found_of(const struct guess *g, const char *word)
{
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->found[i].word, word) == 0 && g->found[i].text)
            return &g->found[i];
    return NULL;
}

/* ---- looking things up ---- */

#define NAME_IS "name COLLATE utf8mb4_uca1400_nopad_ai_ci = ?"
#define ENTITY(kind)                                                                               \
    "SELECT e.id FROM entity e JOIN entity_type y ON y.id = e.entity_type_id AND y.name = '" kind  \
    "' WHERE e." NAME_IS " AND e.project_id = ? AND (? IS NULL OR e.parent_id = ?) ORDER BY e.id LIMIT 1"
/* Of a vocabulary: by name alone. Of a production: by its id and that of what `in` names, twice.
 * need: it has to be found first. */
static const struct lookup {
    const char *word, *in;
    bool        need, of_project;
    const char *sql;
} lookups[] = {
    { "Project", NULL, false, false, NULL },
    { "Department", NULL, false, false, "SELECT id FROM department WHERE " NAME_IS " LIMIT 1" },
    { "TaskType", NULL, false, false, "SELECT id FROM task_type WHERE " NAME_IS " ORDER BY id LIMIT 1" },
    { "OutputType", NULL, false, false, "SELECT id FROM output_type WHERE " NAME_IS " ORDER BY id LIMIT 1" },
    { "Software", NULL, false, false, "SELECT id FROM software WHERE " NAME_IS " ORDER BY id LIMIT 1" },
    { "AssetType", NULL, false, false, "SELECT id FROM entity_type WHERE " NAME_IS " LIMIT 1" },
    { "TemporalEntityType", NULL, false, false, "SELECT id FROM entity_type WHERE " NAME_IS " LIMIT 1" },
    { "Episode", NULL, false, true, ENTITY(KIND_EPISODE) },
    { "Sequence", "Episode", false, true, ENTITY(KIND_SEQUENCE) },
    { "Shot", "Sequence", true, true, ENTITY(KIND_SHOT) },
    { "Scene", "Sequence", true, true, ENTITY(KIND_SCENE) },
#define TYPED                                                                                      \
    "SELECT id FROM entity WHERE " NAME_IS " AND project_id = ? AND (? IS NULL OR entity_type_id = ?)" \
    " ORDER BY id LIMIT 1"
    { "Asset", "AssetType", true, true, TYPED },
    { "TemporalEntity", "TemporalEntityType", true, true, TYPED },
};

static void id_found(struct cx *cx, struct found *f)
{
    char *text = arena_alloc(cx->arena, UUID_TEXT);
    uuid_format(f->id, text);
    f->text = text;
}

static int look(struct cx *cx, struct uuid project_id, const struct lookup *l, const struct guess *g,
                struct found *f)
{
    const struct found *in = l->in ? found_of(g, l->in) : NULL;
    bool                found = false;
    if (l->need && !in)
        return 0;
    if (!l->sql)
        TRY(db_id(cx, "SELECT id FROM project WHERE id = ? AND " NAME_IS,
                  ARGS(ARG(project_id), ARG(f->value)), &f->id, &found));
    else if (l->of_project)
        TRY(db_id(cx, l->sql,
                  ARGS(ARG(f->value), ARG(project_id), in ? ARG(in->id) : ARG_NULL, in ? ARG(in->id) : ARG_NULL), &f->id,
                  &found));
    else
        TRY(db_id(cx, l->sql, ARGS(ARG(f->value)), &f->id, &found));
    if (found)
        id_found(cx, f);
    return 0;
}

static int task_look(struct cx *cx, struct uuid project_id, const struct guess *g, struct found *f)
{
    static const char *const of[] = { "Scene", "Asset", "Shot" };
    static const char        sql[] = "SELECT id FROM task WHERE project_id = ? AND task_type_id = ?"
                                     " AND entity_id = ? AND " NAME_IS " LIMIT 1";
    const struct found *type = found_of(g, "TaskType"), *entity = NULL;
    bool                found;
    for (size_t i = 0; i < COUNT(of) && !entity; i++)
        entity = found_of(g, of[i]);
    if (!type || !entity)
        return 0;
    TRY(db_id(cx, sql, ARGS(ARG(project_id), ARG(type->id), ARG(entity->id), ARG(f->value)), &f->id, &found));
    if (found)
        id_found(cx, f);
    return 0;
}

static int resolve(struct cx *cx, struct uuid project_id, const struct guess *g, struct found *f)
{
    int64_t number;
    if (strcmp(f->word, "Name") == 0 || strcmp(f->word, "Representation") == 0)
        f->text = f->value;
    else if (strcmp(f->word, "Version") == 0 || strcmp(f->word, "Revision") == 0)
        f->text = i64_parse(f->value, strlen(f->value), &number)
                      ? arena_printf(cx->arena, "%lld", (long long)number)
                      : NULL;
    else if (strcmp(f->word, "Task") == 0)
        return task_look(cx, project_id, g, f);
    for (size_t i = 0; i < COUNT(lookups); i++)
        if (strcmp(lookups[i].word, f->word) == 0)
            return look(cx, project_id, &lookups[i], g, f);
    return 0;
}

/* ---- taking a path apart ---- */

static size_t split(struct arena *a, const char *text, const char *sep, const char **parts)
{
    size_t n = 0;
    while (n < PARTS_MOST) {
        const char *end = strstr(text, sep);
        parts[n++]      = end ? arena_copy(a, text, (size_t)(end - text)) : text;
        if (!end)
            break;
        text = end + strlen(sep);
    }
    return n;
}

/* One part of the template against one of the path; false: they do not go together. */
static bool part_read(struct arena *a, const char *template, const char *part, struct guess *g)
{
    const char *begin, *end, *field;
    const char *word = tree_word(a, template, &begin, &end, &field);
    size_t      before, behind, n = strlen(part);
    char       *value;
    if (!word)
        return strcmp(template, part) == 0;
    before = (size_t)(begin - template);
    behind = strlen(end);
    if (n < before + behind)
        return false;
    value = arena_copy(a, part + before, n - before - behind);
    for (char *c = value; *c; c++)
        if (*c == '_')
            *c = ' ';
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->found[i].word, word) == 0)
            return true;
    g->found[g->n++] = (struct found){ .word = word, .value = value };
    return true;
}

static bool path_read(struct arena *a, const char *template, const char *path, const char *sep,
                      struct guess *g)
{
    const char *ours[PARTS_MOST], *theirs[PARTS_MOST];
    size_t      n = split(a, template, "/", ours), m = split(a, path, sep, theirs);
    for (size_t i = 0; i < n && i < m; i++)
        if (!part_read(a, ours[i], theirs[i], g))
            return false;
    return g->n > 0;
}

/* The object that is answered, as text; NULL when it was not of this template. */
static int template_try(struct cx *cx, struct uuid project_id, const char *key, const char *template,
                        const char *path, const char *sep, const char **to)
{
    struct guess *g = arena_alloc(cx->arena, sizeof *g);
    struct out    o = out_in_arena(cx->arena, GUESS_BYTES);
    g->n            = 0;
    *to             = NULL;
    if (!path_read(cx->arena, template, path, sep, g))
        return 0;
    out_object(&o);
    OUT_STR(&o, "Template", key);
    for (size_t i = 0; i < g->n; i++) {
        TRY(resolve(cx, project_id, g, &g->found[i]));
        if (!g->found[i].text)
            break;
        OUT_STR(&o, g->found[i].word, g->found[i].text);
    }
    out_object_end(&o);
    *to = out_done(&o);
    return 0;
}

struct guesses {
    const char *list[GUESSES_MOST];
    size_t      n;
};

static void keep(struct guesses *all, const char *one)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->list[i], one) == 0)
            return;
    if (all->n < GUESSES_MOST)
        all->list[all->n++] = one;
}

static int mode_try(struct cx *cx, struct uuid project_id, struct json_object *mode, const char *path,
                    const char *sep, struct guesses *all)
{
    struct json_object *folders = tree_at(mode, "folder_path");
    const char         *root    = tree_root(cx->arena, mode, sep);
    if (!root || !json_object_is_type(folders, json_type_object) || strlen(path) < strlen(root) ||
        !text_equal_fold(path, strlen(root), root))
        return 0;
    json_object_object_foreach(folders, key, template)
    {
        const char *one;
        if (strcmp(key, "style") == 0 || !json_object_is_type(template, json_type_string))
            continue;
        TRY(template_try(cx, project_id, key, json_object_get_string(template), path + strlen(root), sep,
                         &one));
        if (one)
            keep(all, one);
    }
    return 0;
}

struct project {
    struct row  row;
    struct json file_tree;
};
#define ROW struct project
static const struct field project_fields[] = { FIELD(file_tree, READ | NULLS, .doc = "Templates.") };
#undef ROW
static const struct shape project_shape = SHAPE(struct project, project_fields);

int tree_guess(struct cx *cx, struct uuid project_id, const char *path, const char *sep, struct out *o)
{
    struct guesses      all  = { .n = 0 };
    struct project      p    = { .file_tree = { NULL } };
    struct json_object *tree = NULL;
    bool                found;
    TRY(db_one(cx, "SELECT file_tree FROM project WHERE id = ?", ARGS(ARG(project_id)), &project_shape, &p,
               &found));
    if (p.file_tree.text && json_read(cx->arena, p.file_tree.text, strlen(p.file_tree.text), &tree) &&
        json_object_is_type(tree, json_type_object))
    {
        json_object_object_foreach(tree, key, mode)
        {
            (void)key;
            TRY(mode_try(cx, project_id, mode, path, sep, &all));
        }
    }
    out_array(o);
    for (size_t i = 0; i < all.n; i++)
        out_json(o, all.list[i]);
    out_array_end(o);
    return 0;
}
