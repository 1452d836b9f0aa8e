/*
 * webauthn.c - whatever a client says that a security key has answered is read without harm, and
 * a key that was made of it is refused by any answer but its own. What stands behind a NUL is CBOR.
 */
#include <string.h>
#include "model/base/arena.h"
#include "model/factor/cbor.h"
#include "model/factor/webauthn.h"
#include "t/fuzz/fuzz.h"

#define RP "dailies.example"

static void run_answer(const char *text)
{
    struct cx              cx  = { .arena = arena_new(16 << 20) };
    struct webauthn_key    key = { .id = "AA", .aaguid = "", .algorithm = -7,
                                   .public_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
    struct webauthn_answer answer;
    int64_t                count;
    int                    rc = webauthn_read(&cx, text, RP, &answer);
    must(rc == 0 || rc == -E_INVALID);
    if (rc == 0 && answer.registers) {
        rc = webauthn_register(&cx, RP, &answer, &key);
        must(rc == 0 || rc == -E_INVALID);
        must(rc != 0 || strcmp(key.id, answer.id) == 0);
    } else if (rc == 0) {
        static const int64_t algorithms[] = { -7, -8, -257, 0 };
        for (size_t i = 0; i < COUNT(algorithms); i++) {
            key.algorithm = algorithms[i];
            must(webauthn_login(&cx, RP, &answer, &key, &count) == -E_INVALID);
        }
    }
    arena_free(cx.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char             *text = strndup((const char *)bytes, n);
    size_t            len;
    struct cbor_bytes value;
    must(text);
    len = strlen(text);
    run_answer(text);
    free(text);
    if (len < n && cbor_map_bytes((struct cbor_bytes){ bytes + len + 1, n - len - 1 }, "authData", &value))
        must(value.n < n);
    return 0;
}
