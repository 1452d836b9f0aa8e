/* cbor.c - see cbor.h. */
#include "model/factor/cbor.h"

enum { DEPTH = 8 };
enum major { UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE };

struct reader {
    const uint8_t *at;
    size_t         left;
};

static bool head(struct reader *r, enum major *major, uint64_t *value)
{
    unsigned low, bytes;
    if (r->left == 0)
        return false;
    *major = (enum major)(*r->at >> 5);
    low    = *r->at & 31u;
    r->at++;
    r->left--;
    if (low < 24) {
        *value = low;
        return true;
    }
    if (low > 27)
        return false;
    bytes = 1u << (low - 24);
    if (r->left < bytes)
        return false;
    for (*value = 0; bytes; bytes--, r->left--)
        *value = *value << 8 | *r->at++;
    return true;
}

static bool take(struct reader *r, uint64_t n, struct cbor_bytes *to)
{
    if (n > r->left)
        return false;
    *to = (struct cbor_bytes){ r->at, (size_t)n };
    r->at += n;
    r->left -= (size_t)n;
    return true;
}

static bool skip(struct reader *r, int depth)
{
    enum major        major;
    uint64_t          n;
    struct cbor_bytes bytes;
    if (depth == 0 || !head(r, &major, &n))
        return false;
    switch (major) {
    case BYTES:
    case TEXT: return take(r, n, &bytes);
    case TAG: return skip(r, depth - 1);
    case ARRAY:
    case MAP:
        if (n > r->left) /* each has a byte at least */
            return false;
        for (n = major == MAP ? 2 * n : n; n; n--)
            if (!skip(r, depth - 1))
                return false;
        return true;
    default: return true;
    }
}

bool cbor_map_bytes(struct cbor_bytes whole, const char *name, struct cbor_bytes *value)
{
    struct reader     r = { whole.v, whole.n };
    struct cbor_bytes key;
    enum major        major;
    uint64_t          pairs, n;
    bool              found = false;
    if (!head(&r, &major, &pairs) || major != MAP || pairs > r.left)
        return false;
    for (; pairs; pairs--) {
        bool is_it;
        if (!head(&r, &major, &n) || major != TEXT || !take(&r, n, &key))
            return false;
        is_it = key.n == strlen(name) && memcmp(key.v, name, key.n) == 0;
        if (!is_it) {
            if (!skip(&r, DEPTH))
                return false;
            continue;
        }
        if (found || !head(&r, &major, &n) || major != BYTES || !take(&r, n, value))
            return false;
        found = true;
    }
    return found && r.left == 0;
}

bool cbor_is_whole(struct cbor_bytes values)
{
    struct reader r = { values.v, values.n };
    while (r.left)
        if (!skip(&r, DEPTH))
            return false;
    return true;
}
