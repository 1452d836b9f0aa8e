/*
 * setting.h - what a production, or a template of one, is set up with, one by one: types, statuses,
 * automations, backgrounds, and the people of a team.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND for what is not there to be added; those of db.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_SETTING_H
#define TRACK_SETTING_H
#include "model/res/res.h"

struct setting {
    const char            *table, *column; /* of the links */
    const struct resource *res;            /* of what is linked */
    bool                   has_priority, has_roles; /* the links */
    bool                   relations;               /* lists show them */
    bool                   of_template;             /* not of a production */
};
extern const struct setting setting_asset_type, setting_task_type, setting_task_status,
    setting_automation, setting_background;
/* The same of templates, in this order. */
enum { TEMPLATE_ASSET_TYPE, TEMPLATE_TASK_TYPE, TEMPLATE_TASK_STATUS, TEMPLATE_AUTOMATION,
       TEMPLATE_BACKGROUND, TEMPLATE_SETTINGS };
extern const struct setting template_settings[TEMPLATE_SETTINGS];

/* owner_id: the production, or the template. */
/* What is added: repeating it is harmless. priority: of those that have one, or NULL. */
int setting_add(struct cx *cx, const struct actor *who, const struct setting *s,
                struct uuid owner_id, struct uuid id, const int64_t *priority) MUST_USE;
/* What is not there need not be taken away. */
int setting_remove(struct cx *cx, const struct actor *who, const struct setting *s,
                   struct uuid owner_id, struct uuid id) MUST_USE;
int setting_list(struct cx *cx, const struct setting *s, struct uuid owner_id,
                 struct out *o) MUST_USE;
/* The column of the links that names their owner. */
const char *setting_owner(const struct setting *s);
/* That something of the owner was changed. */
int setting_changed(struct cx *cx, const struct actor *who, const struct setting *s,
                    struct uuid owner_id) MUST_USE;

/* The role of a member in the production; NULL: the global one. E_NOT_FOUND: not in the team. */
int team_role(struct cx *cx, const struct actor *who, struct uuid project_id, struct uuid person_id,
              const char *role) MUST_USE;
/* All at once: each list that is given takes the place of what was. */
struct setting_batch {
    const struct ids *asset_types, *task_types, *task_statuses; /* or NULL */
};
int setting_replace(struct cx *cx, const struct actor *who, struct uuid project_id,
                    const struct setting_batch *all) MUST_USE;

/* A person and a department. E_INVALID: no such department, E_NOT_FOUND: no such person. */
int department_join(struct cx *cx, const struct actor *who, struct uuid person_id,
                    struct uuid department_id) MUST_USE;
int department_leave(struct cx *cx, const struct actor *who, struct uuid person_id,
                     struct uuid department_id) MUST_USE;
#endif
