/* production_rules.c - what new and changed productions have to be, and what comes with them. */
#include <ctype.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity_make.h"
#include "model/track/production.h"
#include "model/track/rows.h"

int production_episode(struct cx *cx, struct uuid project_id, struct uuid *id, bool *found)
{
    static const char sql[] = "SELECT e.id FROM entity e JOIN entity_type y"
                              " ON y.id = e.entity_type_id AND y.name = 'Episode'"
                              " WHERE e.project_id = ? ORDER BY e.name, e.id LIMIT 1";
    return db_id(cx, sql, ARGS(ARG(project_id)), id, found);
}

int production_lock(struct cx *cx, struct uuid project_id)
{
    return db_id(cx, "SELECT id FROM project WHERE id = ? FOR UPDATE", ARGS(ARG(project_id)), NULL, NULL);
}

/* 1920x1080, or x1080 for any width. */
static bool is_resolution(const char *t)
{
    while (isdigit((unsigned char)*t))
        t++;
    if (*t++ != 'x' || !isdigit((unsigned char)*t))
        return false;
    while (isdigit((unsigned char)*t))
        t++;
    return !*t;
}

static int background_check(struct cx *cx, const struct production *p)
{
    bool found;
    if (!p || !IS_SET(&production_shape, p, default_preview_background_file_id))
        return 0;
    TRY(db_id(cx, "SELECT id FROM preview_background_file WHERE id = ?",
              ARGS(ARG(p->default_preview_background_file_id)), NULL, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such preview background file");
}

/* The status of new productions, which is made when nobody has one. */
static int status_open(struct cx *cx, struct uuid *id)
{
    bool found;
    TRY(db_id(cx, "SELECT id FROM project_status WHERE name = 'Open'", NO_ARGS, id, &found));
    if (found)
        return 0;
    *id = uuid_new();
    return db_do(cx, "INSERT INTO project_status (id, name, color) VALUES (?, 'Open', '#000000')",
                 ARGS(ARG(*id)), NULL);
}

int production_before(struct cx *cx, UNUSED const struct resource *r,
                      UNUSED const struct actor *who, enum verb verb, UNUSED const void *old,
                      void *row)
{
    struct production *p    = row;
    if (row && IS_SET(&production_shape, p, resolution) && !is_resolution(p->resolution))
        return refuse_field(cx, E_INVALID, "resolution",
                            "resolution: must be like 1920x1080, or x1080");
    TRY(background_check(cx, p));
    if (verb != RES_CREATE || IS_SET(&production_shape, p, project_status_id))
        return 0;
    TRY(status_open(cx, &p->project_status_id));
    SET(&production_shape, p, project_status_id);
    return 0;
}

/* ---- what comes with it ---- */

int production_series(struct cx *cx, const struct actor *who, struct uuid project_id)
{
    struct entity_make first = { .kind = KIND_EPISODE, .name = "E01", .project_id = project_id };
    struct uuid        id;
    bool               found;
    TRY(production_episode(cx, project_id, &id, &found));
    return found ? 0 : entity_make(cx, who, &first, &id);
}

/* What open productions say of themselves, the new one says too. */
static int descriptors_copy(struct cx *cx, const struct actor *who, struct uuid project_id)
{
    static const char copy[] =
        "INSERT INTO metadata_descriptor (project_id, entity_type, name, data_type, field_name,"
        " choices, for_client, position)"
        " SELECT ?, d.entity_type, d.name, d.data_type, d.field_name, d.choices, d.for_client,"
        " d.position FROM metadata_descriptor d WHERE d.id IN (SELECT MIN(m.id)"
        " FROM metadata_descriptor m JOIN project p ON p.id = m.project_id"
        " JOIN project_status s ON s.id = p.project_status_id AND s.name = 'Open'"
        " WHERE m.entity_type = 'Project' AND m.project_id <> ? GROUP BY m.field_name)";
    static const char tell[] =
        "INSERT INTO api_event (name, user_id, project_id, data)"
        " SELECT 'metadata-descriptor:new', ?, ?, JSON_OBJECT('metadata_descriptor_id', d.id,"
        " 'project_id', d.project_id) FROM metadata_descriptor d WHERE d.project_id = ?";
    int64_t n;
    TRY(db_do(cx, copy, ARGS(ARG(project_id), ARG(project_id)), &n));
    return n ? db_do(cx, tell, ARGS(ARG(who->id), ARG(project_id), ARG(project_id)), NULL) : 0;
}

int production_after(struct cx *cx, const struct resource *r, const struct actor *who,
                     enum verb verb, const void *old, const void *row)
{
    const struct production *p = row, *was = old;
    if (verb != RES_DELETE && IS_SET(&production_shape, p, production_type) &&
        strcmp(p->production_type, "tvshow") == 0)
        TRY(production_series(cx, who, verb == RES_CREATE ? p->id : was->id));
    if (verb == RES_CREATE)
        TRY(descriptors_copy(cx, who, p->id));
    return event_after(cx, r, who, verb, old, row);
}
