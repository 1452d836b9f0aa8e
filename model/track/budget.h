/*
 * budget.h - budgets of a production, each a revision of the one before, and their entries.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND for a budget or entry of another production or budget; those of res.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_BUDGET_H
#define TRACK_BUDGET_H
#include "model/track/production.h"

extern const struct shape budget_line_shape, budget_entry_line_shape; /* rows of lists */
/* What its route decides about needs no other right. */
extern const struct resource budget_own_res, budget_entry_own_res;

int budget_each(struct cx *cx, struct uuid project_id, int (*fn)(void *u, const void *row),
                void *u) MUST_USE;
/* The next revision: two that are made at once do not get the same one. In a transaction. */
int budget_create(struct cx *cx, const struct actor *who, struct budget *b,
                  struct uuid *id) MUST_USE;
int budget_update(struct cx *cx, const struct actor *who, struct uuid id,
                  struct budget *b) MUST_USE;
/* With its entries. */
int budget_delete(struct cx *cx, const struct actor *who, struct uuid project_id,
                  struct uuid id) MUST_USE;
int budget_of(struct cx *cx, struct uuid project_id, struct uuid id) MUST_USE;

/* Minutes that were worked, by department, person and month (2026-11), each with its total. */
int budget_spent(struct cx *cx, struct uuid project_id, struct out *o) MUST_USE;

int budget_entry_each(struct cx *cx, struct uuid budget_id, int (*fn)(void *u, const void *row),
                      void *u) MUST_USE;
int budget_entry_of(struct cx *cx, struct uuid budget_id, struct uuid id) MUST_USE;
/* verb: RES_CREATE sets *id, RES_UPDATE and RES_DELETE take it. */
int budget_entry_write(struct cx *cx, const struct actor *who, struct uuid project_id,
                       enum verb verb, struct budget_entry *e, struct uuid *id) MUST_USE;
#endif
