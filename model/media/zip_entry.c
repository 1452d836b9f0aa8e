/* zip_entry.c - one entry: its name, its numbers, what it is. */
#include <sys/stat.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/media/zip_parts.h"

enum { WIDE_ID = 1, HOST_UNIX = 3, HOST_DARWIN = 19 };

int zip_contradiction(struct cx *cx, const char *where)
{
    return refuse(cx, E_BAD_ARCHIVE, "The archive contradicts itself (%s)", where);
}

/* ---- numbers ---- */

static bool take(const uint8_t **p, size_t *n, uint64_t *number)
{
    if (*number != UINT32_MAX)
        return true;
    if (*n < 8)
        return false;
    *number = le64(*p);
    *p += 8;
    *n -= 8;
    return true;
}

int zip_wide_numbers(struct cx *cx, struct zip_record *r, bool has_offset)
{
    const uint8_t *p = r->extra;
    size_t         n = r->extra_n;
    if (r->bytes != UINT32_MAX && r->packed != UINT32_MAX && (!has_offset || r->offset != UINT32_MAX))
        return 0;
    while (n >= 4) {
        size_t len = le16(p + 2);
        if (len > n - 4)
            break;
        if (le16(p) == WIDE_ID) {
            p += 4;
            if (take(&p, &len, &r->bytes) && take(&p, &len, &r->packed) &&
                (!has_offset || take(&p, &len, &r->offset)))
                return 0;
            break;
        }
        p += 4 + len;
        n -= 4 + len;
    }
    return zip_contradiction(cx, "a size is missing");
}

/* ---- names ---- */

static bool is_slash(uint8_t c) { return c == '/' || c == '\\'; }

/* Old programs for Windows separate with a backslash. */
static int path_judge(struct cx *cx, const uint8_t *name, size_t n)
{
    if (n == 0 || memchr(name, 0, n))
        return refuse(cx, E_BAD_ARCHIVE, "An entry has no name, or one with a NUL");
    if (is_slash(name[0]) || (n >= 2 && name[1] == ':'))
        return refuse(cx, E_BAD_ARCHIVE, "An entry has an absolute path");
    for (size_t i = 0; i + 1 < n; i++)
        if (name[i] == '.' && name[i + 1] == '.' && (i == 0 || is_slash(name[i - 1])) &&
            (i + 2 == n || is_slash(name[i + 2])))
            return refuse(cx, E_BAD_ARCHIVE, "An entry has '..' in its path");
    return 0;
}

/* Dot files, what is in dot folders, and what the Finder adds. */
static bool is_hidden(const uint8_t *name, size_t n)
{
    static const char finder[] = "__MACOSX";
    size_t            m        = sizeof finder - 1;
    if (n >= m && memcmp(name, finder, m) == 0 && (n == m || is_slash(name[m])))
        return true;
    for (size_t i = 0; i < n; i++)
        if (name[i] == '.' && (i == 0 || is_slash(name[i - 1])))
            return true;
    return false;
}

static bool is_control(uint32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

/* As UTF-8, if it is any; of other encodings what is ASCII. What cannot be shown is U+FFFD. */
static const char *name_told(struct cx *cx, const uint8_t *name, size_t n)
{
    size_t points, used = 0;
    bool   control, good = utf8_check((const char *)name, n, &points, &control);
    char  *to = arena_alloc(cx->arena, ZIP_NAME_MOST + 1);
    for (size_t i = 0; i < n && used + 4 < ZIP_NAME_MOST; i++) {
        bool c1 = good && name[i] == 0xc2 && is_control(name[i + 1]);
        if (name[i] < 0x80 && is_control(name[i]))
            used += utf8_put(0xfffd, to + used);
        else if (name[i] < 0x80 || (good && !c1))
            to[used++] = (char)name[i];
        else
            used += utf8_put(0xfffd, to + used);
        i += c1;
    }
    utf8_close(to);
    return strspn(to, " ") == used ? "(blank)" : to;
}

/* dir/Front-Full Body.JPG is named after front_full_body. */
static void slug_make(const uint8_t *name, size_t n, char to[ZIP_SLUG_MOST + 1])
{
    size_t from = n, end = n;
    while (from > 0 && !is_slash(name[from - 1]))
        from--;
    for (size_t i = n; i > from + 1 && end == n; i--)
        if (name[i - 1] == '.')
            end = i - 1;
    if (end - from > ZIP_SLUG_MOST)
        return;
    for (size_t i = 0; i < end - from; i++) {
        char c = (char)name[from + i];
        to[i]  = c == ' ' || c == '-' ? '_' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    to[end - from] = '\0';
}

/* ---- the whole ---- */

static enum zip_what what_of(const struct zip_record *r)
{
    bool     unix_like = r->host == HOST_UNIX || r->host == HOST_DARWIN;
    unsigned kind      = unix_like ? r->mode & S_IFMT : 0;
    if (is_slash(r->name[r->name_n - 1]) || r->is_folder || kind == S_IFDIR ||
        is_hidden(r->name, r->name_n))
        return ZIP_IGNORED;
    return kind != 0 && kind != S_IFREG ? ZIP_LINK : ZIP_FILE;
}

int zip_entry_judge(struct cx *cx, const struct zip_record *r, struct zip_entry *to)
{
    TRY(path_judge(cx, r->name, r->name_n));
    if (r->flags & (ZIP_ENCRYPTED | ZIP_STRONG | ZIP_MASKED))
        return refuse(cx, E_BAD_ARCHIVE, "The archive is encrypted");
    if (r->bytes > (uint64_t)ZIP_TOTAL_BYTES)
        return refuse(cx, E_BAD_ARCHIVE, "The archive unpacks to more than 2 GiB");
    if (r->bytes > r->packed && r->bytes / ZIP_RATIO >= r->packed &&
        (r->packed == 0 || r->bytes > r->packed * ZIP_RATIO))
        return refuse(cx, E_BAD_ARCHIVE, "An entry is compressed by more than %d:1", ZIP_RATIO);
    if (r->method == 0 && r->bytes != r->packed)
        return zip_contradiction(cx, "a stored entry has two sizes");
    if (r->packed > INT64_MAX / 2 || r->offset > INT64_MAX / 2)
        return zip_contradiction(cx, "an entry lies outside");
    *to = (struct zip_entry){ .what   = what_of(r),
                              .name   = name_told(cx, r->name, r->name_n),
                              .bytes  = (int64_t)r->bytes,
                              .packed = (int64_t)r->packed,
                              .offset = (int64_t)r->offset,
                              .method = r->method,
                              .crc    = r->crc };
    slug_make(r->name, r->name_n, to->slug);
    return 0;
}
