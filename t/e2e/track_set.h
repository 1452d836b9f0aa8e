/*
 * track_set.h - what stories about files of the tracker begin with.
 *
 * Errors: whatever goes wrong fails the running test.
 */
#ifndef E2E_TRACK_SET_H
#define E2E_TRACK_SET_H
#include "t/e2e/http.h"

#define NOWHERE "2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11"

/* A production with an asset, a task of it (it is the user's) and a comment on it: the variables
 * {project} {type} {asset} {task_type} {status} {task} {comment}; tokens and ids of its team by
 * role ({user}, {user_id}), and the tokens {admin}, {outsider} (a manager), {stranger}. */
void production_new(void);
/* A preview of the task by the user, with this file, when it is ready: its id. */
const char *preview_new(const char *file);
#endif
