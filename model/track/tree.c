/* tree.c - see tree.h: templates filled. */
#include "model/track/tree.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/thing.h"
#include "model/track/tree_parts.h"

enum { PATH_BYTES = 4096 };

/* ---- templates ---- */

struct json_object *tree_at(struct json_object *v, const char *key)
{
    struct json_object *found = NULL;
    if (json_object_is_type(v, json_type_object))
        json_object_object_get_ex(v, key, &found);
    return found;
}

const char *tree_text(struct json_object *v, const char *key)
{
    struct json_object *found = tree_at(v, key);
    return json_object_is_type(found, json_type_string) ? json_object_get_string(found) : NULL;
}

const char *tree_root(struct arena *a, struct json_object *mode, const char *sep)
{
    const char *mount = tree_text(mode, "mountpoint"), *root = tree_text(mode, "root");
    if (!mount || !root)
        return NULL;
    return root[0] ? arena_printf(a, "%s%s%s%s", mount, sep, root, sep)
                   : arena_printf(a, "%s%s", mount, sep);
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
}

const char *tree_word(struct arena *a, const char *at, const char **begin, const char **end,
                      const char **field)
{
    for (const char *p = strchr(at, '<'); p; p = strchr(p + 1, '<')) {
        size_t n = 0;
        char  *word, *dot;
        while (is_word(p[1 + n]))
            n++;
        if (p[1 + n] != '>')
            continue;
        *begin = p;
        *end   = p + n + 2;
        word   = arena_copy(a, p + 1, n);
        dot    = strchr(word, '.');
        *field = dot ? dot + 1 : "name";
        if (dot)
            *dot = '\0';
        return word;
    }
    return NULL;
}

/* ---- what stands behind the words ---- */

struct facts {
    struct row  row;
    struct json file_tree;
    struct uuid project_id, entity_id, type_id, sequence_id, episode_id, asset_id, asset_type_id;
    const char *project, *entity, *type, *sequence, *episode, *asset, *asset_type;
    struct uuid instance_id, target_id, task_id, task_type_id, department_id, output_type_id, software_id;
    int64_t     number;
    const char *instance, *task, *task_type, *task_type_short, *department;
    const char *output_type, *output_type_short, *software, *software_short;
};
// clang-format off
#define ROW struct facts
#define NAMED(id, name, text) FIELD(id, READ | NULLS, .doc = text), FIELD(name, READ | NULLS, .doc = text)
static const struct field facts_fields[] = {
    FIELD(file_tree, READ | NULLS, .doc = "Templates."),
    NAMED(project_id, project, "The production."), NAMED(entity_id, entity, "The entity."),
    NAMED(type_id, type, "Its type."), NAMED(sequence_id, sequence, "The sequence."),
    NAMED(episode_id, episode, "The episode."), NAMED(asset_id, asset, "The asset."),
    NAMED(asset_type_id, asset_type, "The asset's type."),
    NAMED(instance_id, instance, "The placed asset."), FIELD(number, READ | NULLS, .doc = "Its number."),
    FIELD(target_id, READ | NULLS, .doc = "The asset that it is placed in."),
    NAMED(task_id, task, "The task."), NAMED(task_type_id, task_type, "The kind of work."),
    FIELD(task_type_short, READ | NULLS, .doc = "Its short name."),
    NAMED(department_id, department, "Whose work it is."), NAMED(output_type_id, output_type, "The kind of output."),
    FIELD(output_type_short, READ | NULLS, .doc = "Its short name."),
    NAMED(software_id, software, "The program."), FIELD(software_short, READ | NULLS, .doc = "Its short name."),
};
#undef ROW
// clang-format on
static const struct shape facts_shape = SHAPE(struct facts, facts_fields);

static int facts_get(struct cx *cx, const struct tree_ask *a, struct facts *to)
{
    static const char sql[] =
        "SELECT p.file_tree, p.id, p.name, e.id, e.name, y.id, y.name, s.id, s.name, g.id, g.name,"
        " a.id, a.name, ay.id, ay.name, i.id, i.name, i.number, i.target_asset_id, k.id, k.name,"
        " kt.id, kt.name, kt.short_name, d.id, d.name, o.id, o.name, o.short_name, w.id, w.name,"
        " w.short_name FROM entity e JOIN project p ON p.id = e.project_id"
        " JOIN entity_type y ON y.id = e.entity_type_id"
        " LEFT JOIN entity s ON s.id = IF(y.name = '" KIND_SEQUENCE "', e.id, e.parent_id)"
        " LEFT JOIN entity g ON g.id = IF(y.name = '" KIND_EPISODE "', e.id, s.parent_id)"
        " LEFT JOIN asset_instance i ON i.id = ? LEFT JOIN entity a ON a.id = COALESCE(i.asset_id, e.id)"
        " LEFT JOIN entity_type ay ON ay.id = a.entity_type_id LEFT JOIN task k ON k.id = ?"
        " LEFT JOIN task_type kt ON kt.id = COALESCE(?, k.task_type_id)"
        " LEFT JOIN department d ON d.id = kt.department_id LEFT JOIN output_type o ON o.id = ?"
        " LEFT JOIN software w ON w.id = ? WHERE e.id = ?";
    bool found;
#define GIVEN(id) ARG_IF(!uuid_is_nil(id), id)
    TRY(db_one(cx, sql,
               ARGS(GIVEN(a->instance_id), GIVEN(a->task_id), GIVEN(a->task_type_id),
                    GIVEN(a->output_type_id), GIVEN(a->software_id), ARG(a->entity_id)),
               &facts_shape, to, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such entity");
}

/* short_name 0: such rows have none. otherwise: what is written where nothing is given. */
static const struct word {
    const char *word;
    size_t      id, name, short_name;
    const char *otherwise;
} words[] = {
#define AT(member) offsetof(struct facts, member)
    { "Project", AT(project_id), AT(project), 0, NULL },
    { "Shot", AT(entity_id), AT(entity), 0, NULL },
    { "Scene", AT(entity_id), AT(entity), 0, NULL },
    { "TemporalEntity", AT(entity_id), AT(entity), 0, NULL },
    { "TemporalEntityType", AT(type_id), AT(type), 0, NULL },
    { "AssetType", AT(asset_type_id), AT(asset_type), 0, NULL },
    { "Asset", AT(asset_id), AT(asset), 0, NULL },
    { "Sequence", AT(sequence_id), AT(sequence), 0, "" },
    { "Episode", AT(episode_id), AT(episode), 0, "e001" },
    { "Task", AT(task_id), AT(task), 0, NULL },
    { "TaskType", AT(task_type_id), AT(task_type), AT(task_type_short), "" },
    { "Department", AT(department_id), AT(department), 0, "" },
    { "OutputType", AT(output_type_id), AT(output_type), AT(output_type_short), "geometry" },
    { "Software", AT(software_id), AT(software), AT(software_short), "3ds max" },
};

static const char *text_at(const struct facts *f, size_t off)
{
    return *(const char *const *)(const void *)((const char *)f + off);
}

/* NULL: nothing is known by that word. */
static const char *said_by(struct cx *cx, const struct facts *f, const struct word *w, const char *field)
{
    const struct uuid *id = (const void *)((const char *)f + w->id);
    const char        *text;
    if (strcmp(field, "id") == 0) {
        char *written = arena_alloc(cx->arena, UUID_TEXT);
        uuid_format(*id, written);
        return uuid_is_nil(*id) ? w->otherwise : written;
    }
    text = text_at(f, strcmp(field, "short_name") == 0 && w->short_name ? w->short_name : w->name);
    return text ? text : w->otherwise;
}

static const char *word_text(struct cx *cx, const struct tree_ask *a, const struct facts *f,
                             const char *word, const char *field)
{
    static const char *const names[] = { "Name", "OutputFile", "WorkingFile" };
    if (strcmp(word, "Version") == 0 || strcmp(word, "Revision") == 0)
        return arena_printf(cx->arena, "%03lld", (long long)a->revision);
    if (strcmp(word, "Representation") == 0)
        return a->representation ? a->representation : "";
    if (strcmp(word, "Instance") == 0)
        return strcmp(field, "name") == 0 && f->instance
                   ? f->instance
                   : arena_printf(cx->arena, "%04lld", (long long)f->number);
    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(word, names[i]) == 0)
            return a->name ? a->name : "";
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(word, words[i].word) == 0)
            return said_by(cx, f, &words[i], field);
    return NULL;
}

/* ---- filling ---- */

static int fill(struct cx *cx, const struct tree_ask *a, const struct facts *f, const char *template,
                const char **to)
{
    struct out  o = out_in_arena(cx->arena, PATH_BYTES);
    const char *begin, *end, *field, *word, *at = template;
    while ((word = tree_word(cx->arena, at, &begin, &end, &field)) != NULL) {
        const char *text = word_text(cx, a, f, word, field);
        if (!text)
            return refuse(cx, E_INVALID, "The tree has <%.40s>, of which nothing is known here", word);
        out_bytes(&o, at, (size_t)(begin - at));
        out_raw(&o, strcmp(field, "id") == 0 ? text : tree_slug(cx->arena, text, false));
        at = end;
    }
    out_raw(&o, at);
    *to = out_done(&o);
    return *to ? 0 : refuse(cx, E_INVALID, "The path is too long");
}

/* Templates of a kind have its name in small letters; other types are those of assets. */
static const char *kind_key(const struct facts *f)
{
    static const struct {
        const char *kind, *key;
    } keys[] = { { KIND_SHOT, "shot" }, { KIND_SEQUENCE, "sequence" }, { KIND_SCENE, "scene" },
                 { KIND_EPISODE, "episode" } };
    if (!uuid_is_nil(f->instance_id))
        return uuid_is_nil(f->target_id) ? "instance" : "instance_asset";
    for (size_t i = 0; i < COUNT(keys); i++)
        if (kind_is(f->type, keys[i].kind))
            return keys[i].key;
    return "asset";
}

static const char *styled(struct cx *cx, struct json_object *templates, const char *text)
{
    const char *style = tree_text(templates, "style");
    char       *copy  = arena_text(cx->arena, text);
    for (char *c = copy; style && strcmp(style, "uppercase") == 0 && *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return copy;
}

static const char *separated(struct cx *cx, const char *text, const char *sep)
{
    struct out o = out_in_arena(cx->arena, PATH_BYTES);
    for (; *text; text++)
        if (*text == '/')
            out_raw(&o, sep);
        else
            out_bytes(&o, text, 1);
    return out_done(&o);
}

static int path_make(struct cx *cx, const struct tree_ask *a, const struct facts *f,
                     struct json_object *mode, struct tree_path *to)
{
    struct json_object *folders = tree_at(mode, "folder_path"), *files = tree_at(mode, "file_name");
    const char         *key     = kind_key(f), *root = tree_root(cx->arena, mode, a->sep);
    const char         *folder  = tree_text(folders, key), *file = tree_text(files, key), *name;
    if (!root || !folder || !file)
        return refuse(cx, E_INVALID, "The tree does not say where files of that kind are (%s)", a->mode);
    TRY(fill(cx, a, f, folder, &folder));
    TRY(fill(cx, a, f, file, &file));
    folder = separated(cx, styled(cx, folders, folder), a->sep);
    if (!folder)
        return refuse(cx, E_INVALID, "The path is too long");
    to->folder = arena_printf(cx->arena, "%s%s", root, folder);
    name       = styled(cx, files, tree_slug(cx->arena, file, true));
    to->name   = a->elements > 1
                     ? arena_printf(cx->arena, "%s_[1-%lld]", name, (long long)a->elements)
                     : name;
    return 0;
}

int tree_path(struct cx *cx, const struct tree_ask *ask, struct tree_path *to)
{
    struct facts        f    = { .number = 0 };
    struct json_object *tree = NULL;
    *to                      = (struct tree_path){ NULL, NULL };
    TRY(facts_get(cx, ask, &f));
    if (!f.file_tree.text || !json_read(cx->arena, f.file_tree.text, strlen(f.file_tree.text), &tree) ||
        !tree)
        return 0;
    return path_make(cx, ask, &f, tree_at(tree, ask->mode), to);
}

int tree_path_need(struct cx *cx, const struct tree_ask *ask, struct tree_path *to)
{
    TRY(tree_path(cx, ask, to));
    return to->folder ? 0 : refuse(cx, E_INVALID, "The production has no tree of files");
}
