/* design_test.c - set designs in the database: who is shown what, and how many rows that takes. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/design/design.h"
#include "model/design/element.h"
#include "model/design/media.h"
#include "t/db/own.h"

static struct cx cx;

/* ---- rows ---- */

static struct uuid group_of(struct uuid owner)
{
    struct uuid   id = uuid_new();
    struct member m;
    own_do(&cx, "INSERT INTO design_organization (id, name, owner_id) VALUES (?, 'G', ?)", ARGS(ARG(id), ARG(owner)));
    assert_int_equal(member_add(&cx, id, owner, &m), 0);
    return id;
}

static struct uuid design_of(struct uuid owner, struct uuid group)
{
    struct design d = { .id = uuid_new(), .name = "D", .owner_id = owner, .organization_id = group };
    cx.now          = utc_now();
    assert_int_equal(design_create(&cx, &d), 0);
    return d.id;
}

static struct uuid subject_of(struct uuid owner)
{
    struct uuid id = uuid_new();
    own_do(&cx, "INSERT INTO subject (id, name, owner_id) VALUES (?, 'S', ?)", ARGS(ARG(id), ARG(owner)));
    return id;
}

static int begin(UNUSED void **state)
{
    cx = own_open();
    return 0;
}

static int end(UNUSED void **state)
{
    own_close(&cx);
    return 0;
}

/* ---- who is shown what ---- */

enum { PEOPLE = 4, GROUPS = 3, DESIGNS = 120 };

struct seen {
    struct uuid id[DESIGNS];
    size_t      n;
};

static int on_line(void *u, const void *row)
{
    struct seen              *s = u;
    const struct design_line *l = row;
    if (s->n == 0 || !uuid_equal(s->id[s->n - 1], l->id))
        s->id[s->n++] = l->id;
    return s->n < DESIGNS ? 0 : -1;
}

static struct world {
    struct uuid person[PEOPLE], group[GROUPS];
    bool        in[PEOPLE][GROUPS];
    struct {
        struct uuid id;
        int         owner, group; /* -1: none */
    } design[DESIGNS];
} world;

static void world_make(void)
{
    uint32_t      seed = 5;
    struct member m;
    for (int i = 0; i < PEOPLE; i++)
        world.person[i] = own_person(&cx);
    for (int g = 0; g < GROUPS; g++) {
        world.group[g] = group_of(world.person[g]);
        world.in[g][g] = true;
    }
    world.in[0][1] = world.in[0][2] = world.in[2][1] = true; /* the last person is in none */
    assert_int_equal(member_add(&cx, world.group[1], world.person[0], &m), 0);
    assert_int_equal(member_add(&cx, world.group[2], world.person[0], &m), 0);
    assert_int_equal(member_add(&cx, world.group[1], world.person[2], &m), 0);
    for (int i = 0; i < DESIGNS - 1; i++) {
        seed                  = seed * 1664525u + 1013904223u;
        world.design[i].owner = (int)(seed >> 24) % PEOPLE;
        world.design[i].group = (int)(seed >> 16 & 0xff) % (GROUPS + 1) - 1; /* of some who left it, too */
        world.design[i].id    = design_of(world.person[world.design[i].owner],
                                          world.design[i].group < 0 ? (struct uuid){ { 0 } }
                                                                    : world.group[world.design[i].group]);
    }
}

static bool is_shown(int who, int design, int owner, int group)
{
    int  g  = world.design[design].group;
    bool is = who < 0 || world.design[design].owner == who || (g >= 0 && world.in[who][g]);
    return is && (owner < 0 || world.design[design].owner == owner) && (group < 0 || g == group);
}

/* Pages of every kind are the right piece of the whole, which is known here. */
static void compare(int who, int owner, int group)
{
    struct uuid whole[DESIGNS];
    int64_t     n = 0, counted;
    for (int i = DESIGNS - 2; i >= 0; i--) /* newest first */
        if (is_shown(who, i, owner, group))
            whole[n++] = world.design[i].id;
    for (int64_t skip = 0; skip <= n + 1; skip += skip < 3 ? 1 : 37)
        for (int64_t limit = 1; limit < 200; limit += limit < 3 ? 1 : 66) {
            struct seen       got = { .n = 0 };
            struct design_ask ask = { .who = { .id = who < 0 ? world.person[3] : world.person[who], .is_admin = who < 0 },
                                      .organization_id = group < 0 ? NULL : &world.group[group],
                                      .owner_id = owner < 0 ? NULL : &world.person[owner],
                                      .skip = skip, .limit = limit };
            int64_t left = skip < n ? n - skip : 0, expected = left < limit ? left : limit;
            assert_int_equal(design_each(&cx, &ask, on_line, &got), 0);
            assert_int_equal(got.n, expected);
            for (int64_t i = 0; i < expected; i++)
                assert_true(uuid_equal(got.id[i], whole[skip + i]));
            assert_int_equal(design_count(&cx, &ask, &counted), 0);
            assert_int_equal(counted, n);
        }
}

static void everybody_is_shown_hers(UNUSED void **state)
{
    world_make();
    for (int who = -1; who < PEOPLE; who++)
        for (int owner = -1; owner < PEOPLE; owner++)
            for (int group = -1; group < GROUPS; group++)
                if (group < 0 || who < 0 || world.in[who][group]) /* others are not let so far */
                    compare(who, owner, group);
}

/* ---- how many rows that takes ---- */

enum { FEW = 600 };

static int64_t rows_read(void)
{
    return own_number(&cx, "SELECT CAST(SUM(VARIABLE_VALUE) AS INT) FROM information_schema.SESSION_STATUS"
                           " WHERE VARIABLE_NAME LIKE 'HANDLER_READ%'");
}

static struct uuid me, ours;

static int design_lists(struct design_ask ask)
{
    struct seen got = { .n = 0 };
    int64_t     n;
    ask.limit = 100;
    TRY(design_each(&cx, &ask, on_line, &got));
    return design_count(&cx, &ask, &n);
}

static int see_all(void) { return design_lists((struct design_ask){ .who = { .id = me } }); }
static int see_own(void) { return design_lists((struct design_ask){ .who = { .id = me }, .owner_id = &me }); }
static int see_group(void) { return design_lists((struct design_ask){ .who = { .id = me }, .organization_id = &ours }); }

static int on_media(UNUSED void *u, UNUSED const void *row) { return 0; }

static int see_media(void)
{
    struct actor who = { .id = me };
    int64_t      n;
    TRY(media_each(&cx, &who, 0, 100, on_media, NULL));
    return media_count(&cx, &who, &n);
}

static int see_elements(const struct element_kind *kind, const struct uuid *group)
{
    struct actor    who = { .id = me };
    struct out      o   = out_on_heap(8 << 20);
    char            text[UUID_TEXT];
    struct res_pair pair = { "organization_id", text, UUID_TEXT - 1 };
    struct res_ask  ask  = { .pairs = &pair, .npairs = group != NULL, .counted = true, .limit = 100 };
    int             rc;
    if (group)
        uuid_format(*group, text);
    rc = res_list(&cx, kind->res, &who, &ask, &o);
    free(o.buf);
    return rc;
}
static int see_subjects(void) { return see_elements(&subject_kind, NULL); }
static int see_their_subjects(void) { return see_elements(&subject_kind, &ours); }
static int see_presets(void) { return see_elements(&background_preset_kind, NULL); }
static int see_groups(void) { return see_elements(&organization_kind, NULL); }

static int see_one(void)
{
    struct uuid       id  = design_of(me, ours);
    struct design_ask ask = { .who = { .id = me } };
    struct seen       got = { .n = 0 };
    return design_read(&cx, &ask, id, on_line, &got);
}

static int know_some(void)
{
    struct actor who   = { .id = me };
    struct uuid  id[2] = { subject_of(me), subject_of(me) };
    struct ids   ids   = { id, 2 }, seen;
    TRY(element_seen(&cx, &subject_kind, &who, &ids, &seen));
    return seen.n == 2 ? media_seen(&cx, &who, &ids, &seen) : -1;
}

/* Of many designs a person has a few. */
static void lists_read_what_they_show(UNUSED void **state)
{
    static const struct {
        const char *what;
        int (*see)(void);
        int64_t most;
    } looks[] = {
        { "all designs", see_all, 4 * FEW }, { "own designs", see_own, 2 * FEW }, { "an organization's designs", see_group, 2 * FEW },
        { "media", see_media, 4 * FEW }, { "subjects", see_subjects, 14 * FEW }, { "an organization's subjects", see_their_subjects, 14 * FEW },
        { "presets", see_presets, 14 * FEW }, { "organizations", see_groups, FEW }, { "one design", see_one, 100 }, { "some names", know_some, 200 },
    };
    static const char *const tables[] = { "set_design", "subject", "background_preset" };
    struct uuid              other    = own_person(&cx);
    me   = own_person(&cx);
    ours = group_of(me);
    own_do(&cx, arena_printf(cx.arena, "INSERT INTO still (content_hash, bytes, resource_type, extension, type, width, height)"
                                       " VALUES ('%064d', 1, 'image', 'jpg', 'image/jpeg', 1, 1)", 1), NO_ARGS);
    own_do(&cx, "INSERT INTO design_organization (id, name, owner_id) SELECT UUID(), 'N', ? FROM seq_1_to_20000", ARGS(ARG(other)));
    for (size_t i = 0; i < COUNT(tables); i++) {
        own_do(&cx, arena_printf(cx.arena, "INSERT INTO %s (id, name, owner_id, organization_id) SELECT UUID(), 'N', owner_id, id"
                                           " FROM design_organization WHERE owner_id = ?", tables[i]), ARGS(ARG(other)));
        own_do(&cx, arena_printf(cx.arena, "INSERT INTO %s (id, name, owner_id, organization_id) SELECT UUID(), 'N', ?, IF(seq %% 2, ?, NULL)"
                                           " FROM seq_1_to_600", tables[i]), ARGS(ARG(me), ARG(ours)));
    }
    own_do(&cx, arena_printf(cx.arena, "INSERT INTO media_resource (id, owner_id, content_hash) SELECT UUID(), IF(seq <= 600, ?, ?), '%064d'"
                                       " FROM seq_1_to_20600", 1), ARGS(ARG(me), ARG(other)));
    own_do(&cx, "ANALYZE TABLE set_design, subject, background_preset, media_resource, design_organization", NO_ARGS);
    for (size_t i = 0; i < COUNT(looks); i++) {
        int64_t before, after;
        assert_int_equal(looks[i].see(), 0); /* prepared */
        before = rows_read();
        assert_int_equal(looks[i].see(), 0);
        after = rows_read();
        print_message("%s: %lld rows\n", looks[i].what, (long long)(after - before));
        assert_true(after - before < looks[i].most + 1500); /* some of them of the status itself */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everybody_is_shown_hers, begin, end),
        cmocka_unit_test_setup_teardown(lists_read_what_they_show, begin, end),
    };
    int rc;
    own_begin("design");
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    own_end();
    return rc;
}
