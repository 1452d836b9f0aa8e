/*
 * search.h - people, assets and shots by the beginnings of words of their names.
 *
 * Assets and shots are those of open productions that the actor is in (of administrators: of all),
 * of vendors those that are assigned to them. A shot is found by its sequence's name too.
 *
 * Stands on base, db, res, people, track.
 * Errors: those of db.h.
 * Memory: of the arena.
 */
#ifndef CONTEXT_SEARCH_H
#define CONTEXT_SEARCH_H
#include "model/res/res.h"

enum { SEARCH_MIN = 3 /* characters */ };
struct search_ask {
    const char *words;
    struct uuid project_id; /* nil: any */
    int64_t     limit, offset;
    bool        persons, assets, shots;
};
/* As an object of arrays; {} for too little to look for. */
int search_write(struct cx *cx, const struct actor *who, const struct search_ask *ask,
                 struct out *o) MUST_USE;
#endif
