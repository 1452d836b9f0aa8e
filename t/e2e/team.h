/*
 * team.h - what the tests of tasks share: a production with its team, a shot with two tasks.
 *
 * Errors: whatever goes wrong fails the running test.
 */
#ifndef E2E_TEAM_H
#define E2E_TEAM_H
#include "t/e2e/http.h"

#define NOWHERE "2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11" /* identifier of nothing */

/* Variables of stories: {project} with everybody but the outsider in its team; {shot} of the type
 * {kind} with the tasks {anim} (of {animation}, for {user_id}) and {comp} (of {compositing});
 * statuses by their short names; tokens and ids by role; {user2} is another artist. */
void team_new(void);

#define COMMENT(task) "/actions/tasks/{" task "}/comment"
#define SAYS(status, text) "{\"task_status_id\":\"{" status "}\",\"comment\":\"" text "\"}"
#define SAYS_MORE(status, text, more)                                                              \
    "{\"task_status_id\":\"{" status "}\",\"comment\":\"" text "\"," more "}"
#endif
