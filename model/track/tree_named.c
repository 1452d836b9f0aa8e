/* tree_named.c - trees that any production may have, and how their names are written. */
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/track/tree.h"

enum { TREE_BYTES = 8192 };

/* Where each kind of entities is, and what its files are called first. */
static const struct kind {
    const char *name, *place, *stem;
} kinds[] = {
    { "shot", "shots/<Sequence>/<Shot>", "<Sequence>_<Shot>" },
    { "asset", "assets/<AssetType>/<Asset>", "<AssetType>_<Asset>" },
    { "sequence", "sequences/<Sequence>", "<Sequence>" },
    { "scene", "scenes/<Sequence>/<Scene>", "<Scene>" },
    { "episode", "episodes/<Episode>", "<Episode>" },
};

/* What comes behind that in each mode. */
struct mode {
    const char *name, *root, *folder, *file;
    bool        instances; /* has templates for copies of assets */
};
static const struct mode simple[] = {
    { "working", "productions", "<TaskType>/<Software>", "<TaskType>_<Name>_v<Version>", false },
    { "output", "productions/export", "<TaskType>/<OutputType>",
      "<TaskType>_<OutputType>_<Name>_v<Version>", true },
    { "preview", "productions/previews", "<TaskType>", "<TaskType>", false },
};
static const struct mode plain[] = {
    { "working", "productions", "<TaskType>", "<TaskType>", false },
    { "output", "productions/export", "<OutputType>", "<OutputType>_<OutputFile>", false },
    { "preview", "productions/previews", "<TaskType>", "<TaskType>", false },
};
_Static_assert(COUNT(simple) == COUNT(plain), "both have the same modes");
static const struct {
    const char *name, *folder, *file;
} instances[] = {
    { "instance_asset",
      "<Project>/assets/<TemporalEntityType>/<TemporalEntity>/<TaskType>/<OutputType>/<AssetType>/<Asset>"
      "/instance_<Instance.number>/<Representation>",
      "<Project>_<TemporalEntityType>_<TemporalEntity>_<TaskType>_<OutputType>_<Name>_<Instance.name>"
      "_v<Version>" },
    { "instance",
      "<Project>/<TemporalEntityType>/<Sequence>/<TemporalEntity>/<TaskType>/<OutputType>/<AssetType>/<Asset>"
      "/instance_<Instance.number>/<Representation>",
      "<Project>_<Sequence>_<TemporalEntity>_<TaskType>_<OutputType>_<Name>_<Instance.name>_v<Version>" },
};

static void templates_write(struct cx *cx, struct out *o, const struct mode *m, bool folders)
{
    out_object(o);
    for (size_t i = 0; i < COUNT(kinds); i++)
        OUT_STR(o, kinds[i].name,
                   folders ? arena_printf(cx->arena, "<Project>/%s/%s", kinds[i].place, m->folder)
                           : arena_printf(cx->arena, "<Project>_%s_%s", kinds[i].stem, m->file));
    for (size_t i = 0; m->instances && i < COUNT(instances); i++)
        OUT_STR(o, instances[i].name, folders ? instances[i].folder : instances[i].file);
    OUT_STR(o, "style", "lowercase");
    out_object_end(o);
}

const char *tree_named(struct cx *cx, const char *name)
{
    bool               is_simple = strcmp(name, "simple") == 0;
    const struct mode *modes     = is_simple ? simple : plain;
    struct out         o         = out_in_arena(cx->arena, TREE_BYTES);
    if (!is_simple && strcmp(name, "default") != 0)
        return NULL;
    out_object(&o);
    for (size_t i = 0; i < COUNT(simple); i++) {
        out_key(&o, modes[i].name);
        out_object(&o);
        OUT_STR(&o, "mountpoint", "/simple");
        OUT_STR(&o, "root", modes[i].root);
        out_key(&o, "folder_path");
        templates_write(cx, &o, &modes[i], true);
        out_key(&o, "file_name");
        templates_write(cx, &o, &modes[i], false);
        out_object_end(&o);
    }
    out_object_end(&o);
    return out_done(&o);
}

/* The letters below the accents of U+00C0 to U+017F. */
static const char letters[] = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
                              "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                              "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
_Static_assert(sizeof letters - 1 == 0x180 - 0xC0, "one for each");

/* 0: it has none; n: bytes of the character. */
static char letter_of(const unsigned char *t, size_t *n)
{
    unsigned code = 0;
    *n            = *t < 0x80 ? 1 : *t < 0xE0 ? 2 : *t < 0xF0 ? 3 : 4;
    if (*n == 1)
        return *t >= 'A' && *t <= 'Z'                                      ? (char)(*t - 'A' + 'a')
               : (*t >= 'a' && *t <= 'z') || (*t >= '0' && *t <= '9') ? (char)*t
                                                                           : 0;
    if (*n == 2)
        code = (t[0] & 31U) << 6 | (t[1] & 63U);
    return code >= 0xC0 && code < 0x180 && letters[code - 0xC0] != ' ' ? letters[code - 0xC0] : 0;
}

const char *tree_slug(struct arena *a, const char *text, bool ids)
{
    size_t left = strlen(text), k = 0, n;
    char  *to  = arena_alloc(a, left + 1);
    bool   gap = false;
    for (const char *t = text; left; t += n, left -= n) {
        struct uuid id;
        bool        is_id = ids && left >= UUID_TEXT - 1 && uuid_parse(t, UUID_TEXT - 1, &id);
        char        c     = letter_of((const void *)t, &n);
        if (is_id)
            n = UUID_TEXT - 1;
        if (n > left)
            n = left;
        if (!is_id && !c) {
            gap = true;
            continue;
        }
        if (gap && k)
            to[k++] = '_';
        gap = false;
        if (is_id)
            memcpy(to + k, t, n);
        else
            to[k] = c;
        k += is_id ? n : 1;
    }
    to[k] = '\0';
    return to;
}
