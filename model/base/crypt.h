/*
 * crypt.h - random bytes, hashes, text forms of bytes, passwords.
 *
 * Stands on libcrypto and libcrypt.
 * Errors: only what a client can cause is an error. A random source or a SHA-256
 *         that does not work ends the process: nothing could be trusted after it.
 */
#ifndef CRYPT_H
#define CRYPT_H
#include "model/base/base.h"

enum {
    SHA1_BYTES          = 20,
    SHA256_BYTES        = 32,
    SHA256_HEX_SIZE     = 65,  /* with the NUL */
    PASSWORD_MAX_BYTES  = 511, /* libcrypt takes no more */
    PASSWORD_COST       = 5,   /* yescrypt: 16 MiB, tens of milliseconds */
    PASSWORD_COST_LEAST = 1,   /* for tests */
    PASSWORD_COST_MOST  = 11,
};
#define HEX_SIZE(n) (2 * (n) + 1)               /* text of n bytes, with the NUL */
#define BASE64URL_SIZE(n) (((n)*4 + 2) / 3 + 1) /* the same, without padding */

/* From the kernel; good for keys, tokens and identifiers. */
void random_bytes(void *out, size_t n);

/* SHA-256 of a whole, and of a stream. The state lives in the arena and is released
 * with it, so an upload that breaks off leaves nothing behind. */
void           sha256_of(const void *bytes, size_t n, uint8_t out[SHA256_BYTES]);
struct sha256 *sha256_begin(struct arena *a) MUST_USE;
void           sha256_add(struct sha256 *h, const void *bytes, size_t n);
/* After it, sha256_add starts over with an empty text. */
void sha256_end(struct sha256 *h, uint8_t out[SHA256_BYTES]);

void hmac_sha256(const void *key, size_t key_bytes, const void *bytes, size_t n,
                 uint8_t out[SHA256_BYTES]);
/* For protocols that have nothing better; as a MAC it still holds. */
void hmac_sha1(const void *key, size_t key_bytes, const void *bytes, size_t n,
               uint8_t out[SHA1_BYTES]);

/* Lower case, NUL added; `out` has HEX_SIZE(n). */
void hex_write(const void *bytes, size_t n, char *out);
/* Exactly 2n digits of either case; anything else is false. */
bool hex_read(const char *text, size_t len, uint8_t *out, size_t n) MUST_USE;

/* RFC 4648 section 5 without padding, NUL added; `out` has BASE64URL_SIZE(n).
 * Gives the length of the text. */
size_t base64url_write(const void *bytes, size_t n, char *out);
/* Strict: one text per value. False for padding, foreign characters, a lone last
 * character, unused bits that are set, or more than `cap` bytes; `out` is then undefined. */
bool base64url_read(const char *text, size_t len, uint8_t *out, size_t cap, size_t *n) MUST_USE;

/* RFC 4648 section 4, with padding: the common base64. */
#define BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1)
size_t base64_write(const void *bytes, size_t n, char *out);
/* Padding is needed; otherwise as strict as base64url_read. `out` may be `text` itself. */
bool base64_read(const char *text, size_t len, uint8_t *out, size_t cap, size_t *n) MUST_USE;

/* Equality in a time that depends on the lengths only. */
bool secret_equal(const void *a, size_t a_bytes, const void *b, size_t b_bytes) MUST_USE;
void secret_wipe(void *p, size_t n);

/* Hash of a new password (yescrypt), as text in the arena.
 * cost: PASSWORD_COST_LEAST to PASSWORD_COST_MOST, each step doubles time and memory; 0 is
 * PASSWORD_COST. Errors: E_INVALID (empty, or longer than PASSWORD_MAX_BYTES). */
int password_hash(struct cx *cx, const char *password, int cost, const char **hash) MUST_USE;
/* Is it the password of that hash? Knows yescrypt (`$y$`) and bcrypt (`$2a$ $2b$ $2y$`, any
 * cost, the first 72 bytes of the password count, as everywhere).
 * hash: what is stored. NULL, or a text that is no hash, is a wrong password, found out in
 * the time of a real check at `cost`, so that an answer does not tell who has an account. */
bool password_verify(const char *password, const char *hash, int cost) MUST_USE;
#endif
