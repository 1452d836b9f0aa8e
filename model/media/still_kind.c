/* still_kind.c - signatures. */
#include "model/media/still_kind.h"

static const struct {
    const char *extension, *type;
} kinds[] = {
    [STILL_JPEG] = { "jpg", "image/jpeg" }, [STILL_PNG] = { "png", "image/png" },
    [STILL_WEBP] = { "webp", "image/webp" }, [STILL_GIF] = { "gif", "image/gif" },
    [STILL_TIFF] = { "tif", "image/tiff" },  [STILL_AVIF] = { "avif", "image/avif" },
    [STILL_HEIC] = { "heic", "image/heic" },
};

const char *still_extension(enum still_kind kind) { return kinds[kind].extension; }
const char *still_type(enum still_kind kind) { return kinds[kind].type; }

static bool has(const uint8_t *head, size_t n, size_t at, const char *bytes, size_t len)
{
    return n >= at + len && memcmp(head + at, bytes, len) == 0;
}

/* ISO base media: the first box lists brands; that of a coding tells more than the general ones,
 * wherever it stands. */
static enum still_kind kind_of_brands(const uint8_t *head, size_t n)
{
    static const char *const heic[] = { "heic", "heix", "heim", "heis" };
    size_t size = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    size_t end  = size < n ? size : n;
    enum still_kind kind = STILL_NONE;
    for (size_t at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) { /* behind the first: its version */
        if (has(head, n, at, "avif", 4))
            return STILL_AVIF;
        for (size_t i = 0; i < COUNT(heic); i++)
            if (has(head, n, at, heic[i], 4))
                kind = STILL_HEIC;
    }
    return kind;
}

enum still_kind still_kind_of(const uint8_t *head, size_t n)
{
    if (has(head, n, 0, "\xff\xd8\xff", 3))
        return STILL_JPEG;
    if (has(head, n, 0, "\x89PNG\r\n\x1a\n", 8))
        return STILL_PNG;
    if (has(head, n, 0, "RIFF", 4) && has(head, n, 8, "WEBP", 4))
        return STILL_WEBP;
    if (has(head, n, 0, "GIF87a", 6) || has(head, n, 0, "GIF89a", 6))
        return STILL_GIF;
    if (has(head, n, 0, "II*\0", 4) || has(head, n, 0, "MM\0*", 4) ||
        has(head, n, 0, "II+\0", 4) || has(head, n, 0, "MM\0+", 4))
        return STILL_TIFF;
    if (has(head, n, 4, "ftyp", 4))
        return kind_of_brands(head, n);
    return STILL_NONE;
}
