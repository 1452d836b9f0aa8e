/* parse.c - sources and the jobs of the footage family. */
#include "model/footage/parse.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/job.h"

enum { INPUT_MAX = 4096 };

/* What the runner needs to know; also what makes two parses the same. */
static const char *parse_input(struct cx *cx, const struct parse_options *p)
{
    struct out o = out_in_arena(cx->arena, INPUT_MAX);
    out_object(&o);
    if (p->project_id)
        OUT_UUID(&o, "project_id", *p->project_id);
    if (p->threshold)
        out_key(&o, "threshold"), out_f64(&o, *p->threshold);
    if (p->min_scene_len)
        out_key(&o, "min_scene_len"), out_f64(&o, *p->min_scene_len);
    if (p->method)
        OUT_STR(&o, "method", p->method);
    out_object_end(&o);
    return out_done(&o);
}

static const char *parse_key(struct cx *cx, struct uuid owner_id, const char *hash,
                             const char *input)
{
    char           owner[UUID_TEXT];
    char          *text = arena_alloc(cx->arena, SHA256_HEX_SIZE);
    struct sha256 *h    = sha256_begin(cx->arena);
    uint8_t        sum[SHA256_BYTES];
    uuid_format(owner_id, owner);
    sha256_add(h, owner, sizeof owner);
    sha256_add(h, hash, strlen(hash) + 1);
    sha256_add(h, input, strlen(input) + 1);
    sha256_end(h, sum);
    hex_write(sum, sizeof sum, text);
    return text;
}

static int parsed_before(struct cx *cx, const char *key, struct uuid *job, bool *found)
{
    return db_id(cx, "SELECT job_id FROM source WHERE parse_key = ? FOR UPDATE", ARGS(ARG(key)), job,
                 found);
}

int parse_begin(struct cx *cx, struct uuid source_id, struct uuid job_id, struct uuid owner_id,
                struct upload *video, const struct parse_options *options, struct uuid *job)
{
    const char    *input = parse_input(cx, options);
    const char    *key   = parse_key(cx, owner_id, video->blob.hash, input);
    const char    *hash  = video->blob.hash;
    struct job_new fresh = { .id = job_id, .kind = "parse", .owner_id = owner_id,
                             .subject_id = source_id, .priority = JOB_INTERACTIVE,
                             .input = input };
    bool           found;
    int            rc;
    TRY(parsed_before(cx, key, job, &found));
    if (found)
        return 0;
    /* The file before the row: a row never names what is not there. */
    TRY(store_keep(cx, video->writer, &video->blob));
    rc = db_do(cx,
               "INSERT INTO source (id, owner_id, file_name, content_hash, bytes, parse_key,"
               " job_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
               ARGS(ARG(source_id), ARG(owner_id), ARG(video->file_name), ARG(hash),
                    ARG(video->blob.bytes), ARG(key), ARG(job_id), ARG(cx->now)),
               NULL);
    if (rc == -E_CONFLICT) { /* the same upload at the same time */
        db_expected(cx);
        TRY(parsed_before(cx, key, job, &found));
        return found ? 0 : refuse(cx, E_RETRY, "The same video is being taken in; ask again");
    }
    TRY(rc);
    TRY(job_add(cx, &fresh));
    *job = job_id;
    return 0;
}

int analysis_begin(struct cx *cx, struct uuid job_id, const struct scene *s, struct upload *photo)
{
    const char *input = "{}";
    if (photo) {
        TRY(store_keep(cx, photo->writer, &photo->blob));
        input = arena_printf(cx->arena, "{\"photo\":\"%s\"}", photo->blob.hash);
    }
    return job_add(cx, &(struct job_new){ .id = job_id, .kind = "analyse", .owner_id = s->owner_id,
                                          .subject_id = s->id, .priority = JOB_INTERACTIVE,
                                          .input = input });
}

int render_begin(struct cx *cx, struct uuid job_id, const struct scene *s)
{
    struct job open;
    bool       found;
    TRY(job_find_open(cx, "render", s->id, &open, &found));
    if (found)
        return refuse(cx, E_CONFLICT, "The scene is being processed already");
    return job_add(cx, &(struct job_new){ .id = job_id, .kind = "render", .owner_id = s->owner_id,
                                          .subject_id = s->id, .priority = JOB_INTERACTIVE });
}

int storyboard_begin(struct cx *cx, struct uuid job_id, struct uuid scene_id, struct uuid owner_id,
                     int64_t anchor_frame, int64_t anchor_us)
{
    return job_add(cx, &(struct job_new){
                           .id = job_id, .kind = "storyboard", .owner_id = owner_id,
                           .subject_id = scene_id, .priority = JOB_INTERACTIVE,
                           .input = arena_printf(cx->arena,
                                                 "{\"anchor_frame\":%lld,\"anchor_us\":%lld}",
                                                 (long long)anchor_frame, (long long)anchor_us) });
}
