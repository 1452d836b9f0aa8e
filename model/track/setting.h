/*
 * setting.h - what a production is set up with, one by one: types, statuses, automations,
 * backgrounds, and the people of its team.
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
    bool                   has_priority;
    bool                   relations; /* lists show them */
};
extern const struct setting setting_asset_type, setting_task_type, setting_task_status,
    setting_automation, setting_background;

/* What is added: repeating it is harmless. priority: of those that have one, or NULL. */
int setting_add(struct cx *cx, const struct actor *who, const struct setting *s,
                struct uuid project_id, struct uuid id, const int64_t *priority) MUST_USE;
/* What is not there need not be taken away. */
int setting_remove(struct cx *cx, const struct actor *who, const struct setting *s,
                   struct uuid project_id, struct uuid id) MUST_USE;
int setting_list(struct cx *cx, const struct setting *s, struct uuid project_id,
                 struct out *o) MUST_USE;

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
