/*
 * designs.h - what the tests of the set designs share: people and what they own, pictures, and a
 * web server that has them.
 *
 * Errors: whatever goes wrong fails the running test.
 */
#ifndef E2E_DESIGNS_H
#define E2E_DESIGNS_H
#include "t/e2e/footage.h"
#include "t/unit/serve.h"

#define API "/api/v1"
#define DESIGNS API "/set-designs"
#define MEDIA API "/media-resources"
#define NOWHERE "00000000-0000-4000-8000-00000000dead"
#define WEB "127.0.0.2" /* the only address of the machine that the stack under test fetches from */

/* Variables of stories, once designs_begin was called:
 * ada, mia, otto, boss, forged   tokens: the owner of all, a member of her organization, somebody
 *                                else, an administrator, and one that is none
 * ada_id, mia_id, otto_id        who they are
 * group, others                  organizations: of ada and mia; of otto
 * subject, subject2, theirs      subjects: of ada, of her organization, of otto
 * shot, shot2, slug, slug2       shot types and what files call them
 * preset                         background preset of ada
 * nowhere                        identifier of nothing */
void designs_begin(void);

/* One fault of a 422, for a step's `has`. */
#define FAULT(i, type, loc) "detail." #i ".type", type, "detail." #i ".loc", loc

/* A picture of one colour, by its name: "red-64x48.jpg" (jpg, png, gif, webp or tif). */
const char *picture_file(const char *name);
/* The same as media resource of that person; its id. */
const char *picture_id(const char *token, const char *name);
/* A design's id; body: JSON. */
const char *design_made(const char *token, const char *body);

/* Pictures by their names: /red-64x48.jpg; /to-red-64x48.jpg leads there, /letter is none,
 * /flood-said and /flood are too large. */
extern struct serve web;
void                web_begin(void);
void                web_end(void);
/* Address of a path on it. */
const char *web_url(const char *path);

/* Sends the same request from n processes at once; status[i]: what each was answered. */
void at_once(const struct call *call, size_t n, int *status);
#endif
