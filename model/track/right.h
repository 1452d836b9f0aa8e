/*
 * right.h - who may do what with rows of the tracker (contract/tracker, auth.md section 7).
 *
 * Rights are data: each resource names one for every verb, and where in its rows the production,
 * the task and the entity are found. A person's role is that in the production, if one is set
 * there, else the global one; global administrators may do everything.
 *
 * Stands on base, db, res.
 * Errors: E_FORBIDDEN, those of db.h; E_INVALID naming the field from which the production of a
 *         new row would be known.
 * Memory: of the arena.
 */
#ifndef TRACK_RIGHT_H
#define TRACK_RIGHT_H
#include "model/res/res.h"

enum right_for {
    FOR_ADMINS, /* unset is the least */
    FOR_ALL,
    FOR_ALL_BUT_VENDORS,
    FOR_MANAGERS,         /* global managers */
    FOR_TEAM,             /* of the production */
    FOR_TEAM_BUT_VENDORS,
    FOR_TEAM_INSIDE,      /* neither vendors nor clients */
    FOR_TEAM_SHOWN,       /* no vendors; clients only what is for them */
    FOR_ASSIGNED,         /* team; vendors only when a task of it is theirs */
    FOR_MANAGER,          /* of the production */
    FOR_MANAGER_SHOWN,    /* and clients, what is for them */
    FOR_SUPERVISOR,       /* of the production, and managers */
    FOR_SUPERVISOR_SHOWN, /* and clients, what is for them */
    FOR_DEPARTMENT,       /* managers of the production, supervisors of the task type's department */
    FOR_ACTOR,            /* managers and clients of the production, assignees, supervisors of the
                             department, who made the entity */
    FOR_WORKER,           /* managers of the production, assignees */
    FOR_ENTITY,           /* managers and supervisors of the production, who made the entity */
    FOR_SELF,             /* the person that the row is about */
    FOR_SELF_OR_MANAGER,
    FOR_CREATOR,          /* managers of the production; its supervisors for what is theirs or nobody's */
    FOR_NOBODY,           /* not this way */
};

struct right_rules {
    enum right_for list, get, create, update, remove;
    /* Expressions over `t`; NULL: there is none. */
    const char *project, *task, *entity;
    const char *task_type; /* where it is not that of the task */
    const char *shown;     /* is it for clients */
    const char *person;  /* column of the person that the row is about, or who made it */
    const char *event;   /* "asset-type"; NULL: the table's name with dashes */
    bool        tells_project; /* events of new and changed rows name the production, by `project` */
    /* For new rows without project_id: the field that names a row of which `project_of` (one ?)
     * tells the production. */
    const char *via, *project_of;
};

/* Hook of resources: r->rules is a struct right_rules. */
int right_may(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
              const void *row) MUST_USE;

/* The same hook where a route has decided already: everybody may. */
int right_given(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
                const void *row) MUST_USE;

/* For routes that are about a production. E_NOT_FOUND when it is not there. */
int right_of_project(struct cx *cx, const struct actor *who, enum right_for right,
                     struct uuid project_id) MUST_USE;

/* The same for a kind of work in a production: FOR_DEPARTMENT is about its department. */
int right_of_work(struct cx *cx, const struct actor *who, enum right_for right,
                  struct uuid project_id, struct uuid task_type_id) MUST_USE;

/* For routes that are about a row: E_NOT_FOUND when it is not there. r->rules say how the row
 * belongs to a production, a task, an entity. *project_id (may be NULL): its production. */
int right_of_row(struct cx *cx, const struct resource *r, const struct actor *who,
                 enum right_for right, struct uuid id, struct uuid *project_id) MUST_USE;

/* ---- the same in two steps, for rules of one's own ---- */
struct standing { /* of the actor, as to a row or a production */
    struct row  row;
    bool        in_team;
    const char *role; /* in the production; NULL: the global one counts */
    bool        is_assigned, is_department, is_entity_mine, is_shown;
    struct uuid person_id; /* that the row is about; nil: nobody */
    struct uuid project_id;
};
int right_standing(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
                   struct standing *to) MUST_USE;
bool right_grants(enum right_for right, const struct actor *who, const struct standing *s);
bool right_acts_as(const struct actor *who, const struct standing *s, const char *role);
int  right_refuse(struct cx *cx) MUST_USE; /* E_FORBIDDEN */

/* ---- what lists show to those who are no administrators; each ? is the actor's id ---- */
#define RIGHT_OPEN_PROJECTS                                                                        \
    "(SELECT l.project_id FROM project_person_link l JOIN project p ON p.id = l.project_id"        \
    " JOIN project_status s ON s.id = p.project_status_id"                                         \
    " WHERE s.name = 'Open' AND l.person_id = ?)"
#define RIGHT_MY_TASKS "(SELECT a.task_id FROM task_person_link a WHERE a.person_id = ?)"
#define RIGHT_MY_ENTITIES                                                                          \
    "(SELECT k.entity_id FROM task k JOIN task_person_link a ON a.task_id = k.id"                  \
    " WHERE a.person_id = ?)"
bool right_is_role(const struct actor *who, const char *role);
#endif
