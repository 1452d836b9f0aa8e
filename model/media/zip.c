/* zip.c - the pictures of an archive: unpacked by libzip, one after the other in each thread, never
 * by their names, and never more than the directory said. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zip.h>
#include "model/base/arena.h"
#include "model/media/pool.h"
#include "model/media/stills.h"
#include "model/media/zip_dir.h"

enum { PIECE_BYTES = 64 * 1024, STORED = 0, DEFLATED = 8 };

struct candidate {
    const struct zip_entry *entry;
    size_t                  place; /* in the directory */
    const char             *slug;  /* of the job's; NULL for none */
    size_t                  next;  /* the next one of that slug; 0 for none */
    bool                    follows; /* there is one before it */
};

struct unzip {
    struct stills    *s;
    struct zip_dir    dir;
    struct candidate *all;
    size_t            n;
    zip_t            *free_ones[POOL_THREADS]; /* archives opened, used by nobody just now */
    size_t            free_n;                  /* under the lock of s */
};

static int bad(struct cx *cx, const char *why) { return refuse(cx, E_BAD_ARCHIVE, "%s", why); }

/* ---- libzip ---- */

/* Its directory must be the one that was judged. */
static bool is_same(zip_t *z, const struct zip_dir *dir)
{
    zip_stat_t st;
    if (zip_get_num_entries(z, 0) != (zip_int64_t)dir->n)
        return false;
    for (size_t i = 0; i < dir->n; i++)
        if (zip_stat_index(z, i, 0, &st) < 0 || st.size != (zip_uint64_t)dir->entries[i].bytes ||
            st.comp_size != (zip_uint64_t)dir->entries[i].packed || st.crc != dir->entries[i].crc ||
            st.comp_method != dir->entries[i].method || st.encryption_method != ZIP_EM_NONE)
            return false;
    return true;
}

static int archive_take(struct cx *cx, struct unzip *u, zip_t **to)
{
    int code;
    *to = NULL;
    pthread_mutex_lock(&u->s->lock);
    if (u->free_n > 0)
        *to = u->free_ones[--u->free_n];
    pthread_mutex_unlock(&u->s->lock);
    if (*to)
        return 0;
    *to = zip_open(u->s->job->input, ZIP_RDONLY, &code);
    if (*to && is_same(*to, &u->dir))
        return 0;
    if (*to)
        zip_discard(*to);
    return bad(cx, "The archive contradicts itself (it can be read in two ways)");
}

static void archive_give(struct unzip *u, zip_t *z)
{
    pthread_mutex_lock(&u->s->lock);
    u->free_ones[u->free_n++] = z;
    pthread_mutex_unlock(&u->s->lock);
}

static int write_all(struct cx *cx, int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = write(fd, bytes, n);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return refuse(cx, E_MEDIA_FAILED, "An entry cannot be unpacked: %s", strerror(errno));
        bytes += sent;
        n -= (size_t)sent;
    }
    return 0;
}

/* What is more than was said ends everything; what is less, or other bytes, is damage. */
static int copy(struct cx *cx, zip_file_t *from, int to, int64_t bytes, bool *whole)
{
    char       *piece = arena_alloc(cx->arena, PIECE_BYTES);
    zip_int64_t n;
    int64_t     left = bytes;
    while ((n = zip_fread(from, piece, PIECE_BYTES)) > 0) {
        if (n > left)
            return bad(cx, "An entry is larger than the archive says");
        TRY(write_all(cx, to, piece, (size_t)n));
        left -= n;
    }
    *whole = n == 0 && left == 0;
    return 0;
}

static int unpack(struct cx *cx, struct unzip *u, const struct candidate *c, const char *path,
                  bool *whole)
{
    zip_t      *z;
    zip_file_t *from;
    int         to, rc;
    *whole = false;
    TRY(archive_take(cx, u, &z));
    from = zip_fopen_index(z, c->place, 0);
    if (!from) {
        archive_give(u, z);
        return 0;
    }
    to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    rc = to < 0 ? refuse(cx, E_MEDIA_FAILED, "An entry cannot be unpacked: %s", strerror(errno))
                : copy(cx, from, to, c->entry->bytes, whole);
    if (to >= 0)
        close(to);
    if (zip_fclose(from) != 0)
        *whole = false; /* its sum is wrong */
    archive_give(u, z);
    return rc;
}

/* ---- entries ---- */

/* Why it need not be unpacked; NULL: it does. */
static const char *passed_over(struct cx *cx, const struct unzip *u, const struct candidate *c,
                               enum reason *why)
{
    *why = E_NOT_MEDIA;
    if (c->entry->what == ZIP_LINK)
        return "Is a link, or something else that is no file";
    *why = E_NOT_FOUND;
    if (!c->slug)
        return "Names no shot type";
    *why = E_TOO_LARGE;
    if (c->entry->bytes > u->s->job->entry_bytes)
        return arena_printf(cx->arena, "Has %lld bytes, at most %lld are taken",
                            (long long)c->entry->bytes, (long long)u->s->job->entry_bytes);
    *why = E_NOT_MEDIA;
    return c->entry->method == STORED || c->entry->method == DEFLATED
               ? NULL
               : "Is compressed in a way that is not known here";
}

/* *good: it is a picture, and stays in the output folder as <index>.<extension>. */
static int entry_measure(struct cx *cx, struct unzip *u, size_t i, bool *good)
{
    const struct candidate *c    = &u->all[i];
    const char             *path = arena_printf(cx->arena, "%s/%zu.part", u->s->job->output, i);
    struct still_facts      facts;
    enum reason             why;
    const char             *told = passed_over(cx, u, c, &why);
    bool                    whole;
    int                     rc;
    *good = false;
    if (told) {
        stills_refused(u->s, i, why, told);
        return 0;
    }
    TRY(unpack(cx, u, c, path, &whole));
    if (!whole) {
        unlink(path);
        stills_refused(u->s, i, E_TRUNCATED, "Is damaged");
        return 0;
    }
    rc = stills_measure(u->s, cx, i, path, &facts, good);
    if (!*good)
        unlink(path);
    else if (rename(path, arena_printf(cx->arena, "%s/%zu.%s", u->s->job->output, i,
                                       still_extension(facts.kind))) < 0)
        return refuse(cx, E_MEDIA_FAILED, "An entry cannot be kept: %s", strerror(errno));
    return rc;
}

/* All that are named after one thing, in order; the first picture is it. */
static int group(struct cx *cx, void *user, size_t i)
{
    struct unzip *u    = user;
    bool          seen = false;
    if (u->all[i].follows)
        return 0;
    for (size_t k = i; k == i || k > 0; k = u->all[k].next) {
        if (seen)
            stills_refused(u->s, k, E_CONFLICT,
                           arena_printf(cx->arena, "Repeats the shot type %s", u->all[k].slug));
        else
            TRY(entry_measure(cx, u, k, &seen));
        if (u->all[k].next == 0)
            break;
    }
    return 0;
}

/* ---- the whole ---- */

static const char *slug_find(const struct stills *s, const char *slug)
{
    for (size_t i = 0; i < s->slugs_n; i++)
        if (*slug && strcmp(s->slugs[i], slug) == 0)
            return s->slugs[i];
    return NULL;
}

/* The last one before it that has the same slug. */
static struct candidate *before(struct unzip *u, const struct candidate *c)
{
    for (size_t i = u->n; c->slug && i-- > 0;)
        if (u->all[i].slug == c->slug)
            return &u->all[i];
    return NULL;
}

static void candidates_find(struct cx *cx, struct unzip *u)
{
    u->all = arena_alloc_array(cx->arena, u->dir.n + 1, sizeof *u->all);
    for (size_t i = 0; i < u->dir.n; i++) {
        const struct zip_entry *e = &u->dir.entries[i];
        struct candidate       *c = &u->all[u->n], *earlier;
        if (e->what == ZIP_IGNORED)
            continue;
        *c      = (struct candidate){ .entry = e, .place = i };
        c->slug = e->what == ZIP_FILE ? slug_find(u->s, e->slug) : NULL;
        earlier = before(u, c);
        if (earlier) {
            earlier->next = u->n;
            c->follows    = true;
        }
        u->n++;
    }
}

static void entries_say(const struct unzip *u)
{
    stills_items(u->s, u->n);
    for (size_t i = 0; i < u->n; i++) {
        struct out *o = answer_begin(u->s->answer, "entry");
        OUT_I64(o, "index", (int64_t)i);
        OUT_STR(o, "entry", u->all[i].entry->name);
        OUT_STR(o, "slug", u->all[i].slug);
        answer_end(u->s->answer);
    }
}

int zip_run(struct stills *s)
{
    struct unzip u  = { .s = s };
    int          fd = open(s->job->input, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), rc;
    if (fd < 0)
        return refuse(s->cx, E_MEDIA_FAILED, "The archive cannot be opened: %s", strerror(errno));
    rc = zip_dir_read(s->cx, fd, &u.dir);
    close(fd);
    TRY(rc);
    candidates_find(s->cx, &u);
    entries_say(&u);
    rc = pool_run(s->cx, s->threads, &(struct pool_work){ u.n, group, still_thread_end, &u });
    while (u.free_n > 0)
        zip_discard(u.free_ones[--u.free_n]);
    return rc;
}
