/* project.c - footage projects. */
#include "model/footage/project.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/footage/scene.h"

#define ROW struct project
static const struct field project_fields[] = {
    FIELD(id, READ | KEY, .doc = "Stable identifier."),
    FIELD(name, READ, .doc = "Name, unique among the owner's projects."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(owner_id, NULLS, .doc = "Who made it."),
    FIELD(is_mine, 0, .doc = "Whether the caller owns it or is in its team."),
};
#undef ROW
const struct shape project_shape = SHAPE(struct project, project_fields, .name = "Project");

int project_get(struct cx *cx, struct uuid id, struct uuid person_id, bool locked,
                struct project *to, bool *found)
{
#define PROJECT_SELECT                                                                             \
    "SELECT p.id, p.name, p.created_at, p.owner_id, " PROJECT_IS_MINE                              \
    " FROM project p WHERE p.id = ?"
    return db_one(cx, locked ? PROJECT_SELECT " FOR UPDATE" : PROJECT_SELECT,
                  ARGS(ARG(person_id), ARG(person_id), ARG(id)), &project_shape, to, found);
}

/* The unique key speaks of the name alone: identifiers are random. */
static int name_taken(struct cx *cx, int rc)
{
    if (rc != -E_CONFLICT)
        return rc;
    err_clear(cx);
    return refuse_field(cx, E_CONFLICT, "name", "name: there is a project of that name already");
}

int project_create(struct cx *cx, struct uuid id, const char *name, struct uuid owner_id)
{
    TRY(name_taken(cx, db_do(cx,
                             "INSERT INTO project (id, name, owner_id, created_at, updated_at,"
                             " project_status_id) VALUES (?, ?, ?, ?, ?,"
                             " (SELECT id FROM project_status WHERE name = 'Open'))",
                             ARGS(ARG(id), ARG(name), ARG(owner_id), ARG(cx->now), ARG(cx->now)),
                             NULL)));
    return db_do(cx, "INSERT INTO project_person_link (project_id, person_id) VALUES (?, ?)",
                 ARGS(ARG(id), ARG(owner_id)), NULL);
}

int project_rename(struct cx *cx, struct uuid id, const char *name)
{
    return name_taken(cx, db_do(cx, "UPDATE project SET name = ? WHERE id = ?",
                                ARGS(ARG(name), ARG(id)), NULL));
}

int project_each(struct cx *cx, struct uuid person_id, const struct cursor_key *after,
                 int64_t limit, int (*fn)(void *u, const void *row), void *u)
{
    /* Two index walks instead of an OR that could use no index. */
    static const char sql[] =
        "(SELECT p.id, p.name, p.created_at, p.owner_id, TRUE FROM project p"
        "  WHERE p.owner_id = ? AND (p.created_at > ? OR (p.created_at = ? AND p.id > ?))"
        "  ORDER BY p.created_at, p.id LIMIT ?)"
        " UNION "
        "(SELECT p.id, p.name, p.created_at, p.owner_id, TRUE"
        "  FROM project_person_link l JOIN project p ON p.id = l.project_id"
        "  WHERE l.person_id = ? AND (p.created_at > ? OR (p.created_at = ? AND p.id > ?))"
        "  ORDER BY p.created_at, p.id LIMIT ?)"
        " ORDER BY created_at, id LIMIT ?";
    return db_each(cx, sql,
                   ARGS(ARG(person_id), ARG(after->at), ARG(after->at), ARG(after->id), ARG(limit),
                        ARG(person_id), ARG(after->at), ARG(after->at), ARG(after->id), ARG(limit),
                        ARG(limit)),
                   &project_shape, fn, u);
}

int project_delete(struct cx *cx, struct uuid id)
{
    TRY(db_do(cx,
              "UPDATE source c JOIN scene s ON s.source_id = c.id SET c.parse_key = NULL"
              " WHERE s.project_id = ?",
              ARGS(ARG(id)), NULL));
    TRY(db_do(cx, "UPDATE scene SET project_id = NULL, position = NULL WHERE project_id = ?",
              ARGS(ARG(id)), NULL));
    return db_do(cx, "DELETE FROM project WHERE id = ?", ARGS(ARG(id)), NULL);
}

int project_add_scenes(struct cx *cx, struct uuid id, const struct ids *scenes,
                       struct uuid person_id, bool any_owner)
{
    for (size_t i = 0; i < scenes->n; i++) {
        struct scene s = { 0 };
        bool         found;
        TRY(scene_get(cx, scenes->v[i], person_id, true, &s, &found));
        if (!found) {
            char text[UUID_TEXT];
            uuid_format(scenes->v[i], text);
            return refuse_field(cx, E_NOT_FOUND, "scenes", "Scene not found: %s", text);
        }
        if (!any_owner && !uuid_equal(s.owner_id, person_id))
            return refuse_field(cx, E_FORBIDDEN, "scenes", "scenes: one belongs to somebody else");
        if (!uuid_equal(s.project_id, id))
            TRY(scene_move(cx, &s, id));
    }
    return 0;
}

int project_scene_ids(struct cx *cx, struct uuid id, struct ids *to)
{
    struct scene_key *rows;
    size_t            n;
    struct uuid      *v;
    TRY(db_all(cx, "SELECT id FROM scene WHERE project_id = ? ORDER BY position", ARGS(ARG(id)),
               &scene_key_shape, &rows, &n));
    v = arena_alloc_array(cx->arena, n, sizeof *v);
    for (size_t i = 0; i < n; i++)
        v[i] = rows[i].id;
    *to = (struct ids){ v, n };
    return 0;
}
