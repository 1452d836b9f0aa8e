/*
 * token.h - personal access tokens: UUIDs that stand for a person.
 *
 * The token is shown once; what is kept is the SHA-256 of its text in small letters.
 * Errors: E_NOT_FOUND for a token of somebody else, as for none.
 */
#ifndef TOKEN_H
#define TOKEN_H
#include "model/base/field.h"

struct token {
    struct row  row;
    struct uuid id;
    const char *name;
    struct utc  created_at, expires_at; /* expires_at may be null */
};
extern const struct shape token_shape;

/* expires_at: NULL for never. secret: the token itself, which cannot be read again. */
int token_create(struct cx *cx, struct uuid person_id, const char *name,
                 const struct utc *expires_at, struct token *made, struct uuid *secret) MUST_USE;
/* The person's tokens, oldest first. */
int token_list(struct cx *cx, struct uuid person_id, struct token **tokens, size_t *n) MUST_USE;
int token_delete(struct cx *cx, struct uuid person_id, struct uuid id) MUST_USE;
#endif
