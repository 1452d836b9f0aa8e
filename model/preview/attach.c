/* attach.c - see attach.h. */
#include "model/preview/attach.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/kinds.h"
#include "model/track/right.h"
#include "model/track/task.h"

struct author {
    struct row  row;
    struct uuid person_id;
};
#define ROW struct author
static const struct field author_fields[] = { FIELD(person_id, READ | NULLS, .doc = "Who wrote it.") };
#undef ROW
static const struct shape author_shape = SHAPE(struct author, author_fields);

int attach_may(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid comment_id)
{
    static const char sql[]  = "SELECT person_id FROM comment WHERE id = ? AND object_id = ?";
    struct author     author = { 0 };
    struct standing   s      = { 0 };
    bool              found;
    TRY(right_standing(cx, &task_res, who, task_id, &s));
    TRY(db_one(cx, sql, ARGS(ARG(comment_id), ARG(task_id)), &author_shape, &author, &found));
    if (!found)
        return res_absent(cx, &comment_res);
    if (right_grants(FOR_MANAGER, who, &s) ||
        (right_grants(FOR_ASSIGNED, who, &s) && uuid_equal(author.person_id, who->id)))
        return 0;
    return right_refuse(cx);
}

static bool is_picture(const char *type) { return strncmp(type, "image/", 6) == 0; }

int attach_add(struct cx *cx, const struct attach_new *a)
{
    static const char  sql[] = "INSERT INTO attachment_file (id, name, size, extension, mimetype,"
                               " comment_id, reply_id) VALUES (?, LEFT(?, 250), ?, ?, LEFT(?, 255), ?, ?)";
    struct stored_new  s     = { .owner = "attachment_file", .owner_id = a->id, .name = "source",
                                 .type = stored_type(a->extension), .blob = &a->blob };
    struct preview_job job   = { .id = a->job_id, .kind = &preview_small, .owner_id = a->id,
                                 .person_id = a->person_id, .owner = "attachment_file",
                                 .hash = a->blob.hash };
    TRY(db_do(cx, sql,
              ARGS(ARG(a->id), ARG(a->name), ARG(a->blob.bytes), ARG(a->extension), ARG(a->type),
                   ARG(a->comment_id), ARG_IF(!uuid_is_nil(a->reply_id), a->reply_id)),
              NULL));
    TRY(stored_put(cx, &s));
    return is_picture(s.type) ? preview_job_add(cx, &job) : 0;
}

int attach_remove(struct cx *cx, struct uuid comment_id, struct uuid id)
{
    static const char sql[] = "DELETE FROM attachment_file WHERE id = ? AND comment_id = ?";
    int64_t           n;
    TRY(db_do(cx, sql, ARGS(ARG(id), ARG(comment_id)), &n));
    if (n == 0)
        return res_absent(cx, &attachment_file_res);
    return stored_drop(cx, id);
}
