/* token.c - personal access tokens. */
#include "model/people/token.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/people/session.h"

#define ROW struct token
static const struct field token_fields[] = {
    FIELD(id, READ | KEY, .doc = "Identifier, by which it is deleted."),
    FIELD(name, READ, .doc = "What it is for."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(expires_at, READ | NULLS, .doc = "When it ends; null for never."),
};
#undef ROW
const struct shape token_shape = SHAPE(struct token, token_fields, .name = "AccessToken");

void token_hash(struct uuid secret, char hex[65])
{
    char    text[UUID_TEXT];
    uint8_t sum[SHA256_BYTES];
    uuid_format(secret, text);
    sha256_of(text, UUID_TEXT - 1, sum);
    hex_write(sum, sizeof sum, hex);
}

int token_create(struct cx *cx, struct uuid person_id, const char *name,
                 const struct utc *expires_at, struct token *made, struct uuid *secret)
{
    char hex[SHA256_HEX_SIZE];
    *secret = uuid_new();
    *made   = (struct token){ .id = uuid_new(), .name = name, .created_at = cx->now };
    SET(&token_shape, made, id);
    SET(&token_shape, made, name);
    SET(&token_shape, made, created_at);
    if (expires_at) {
        made->expires_at = *expires_at;
        SET(&token_shape, made, expires_at);
    }
    token_hash(*secret, hex);
    return db_do(cx,
                 "INSERT INTO access_token (id, person_id, name, token_sha256, created_at,"
                 " expires_at) VALUES (?, ?, ?, ?, ?, ?)",
                 ARGS(ARG(made->id), ARG(person_id), ARG(name), ARG((const char *)hex),
                      ARG(made->created_at), ARG_IF(expires_at, made->expires_at)),
                 NULL);
}

int token_list(struct cx *cx, struct uuid person_id, struct token **tokens, size_t *n)
{
    return db_all(cx,
                  "SELECT id, name, created_at, expires_at FROM access_token WHERE person_id = ?"
                  " ORDER BY created_at, id LIMIT 10000",
                  ARGS(ARG(person_id)), &token_shape, tokens, n);
}

int token_delete(struct cx *cx, struct uuid person_id, struct uuid id)
{
    int64_t gone;
    TRY(db_do(cx, "DELETE FROM access_token WHERE id = ? AND person_id = ?",
              ARGS(ARG(id), ARG(person_id)), &gone));
    return gone ? 0 : refuse(cx, E_NOT_FOUND, "There is no such token");
}
