/* task.c - descriptors: work: tasks, their kinds and statuses, comments and who is told of them. */
#include "model/track/task.h"
#include "model/track/comment.h"
#include "model/track/rows.h"

// clang-format off
#define ROW struct task_type
static const struct field task_type_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 40, .doc = "Name."),
    FIELD(short_name, COLUMN | NULLS, .max = 20, .doc = "Short name."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(color, COLUMN | NULLS, .max = 7, .doc = "Colour, #rrggbb."),
    FIELD(priority, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Order among others."),
    FIELD(for_entity, COLUMN | NULLS, .max = 30, .doc = "For which entity."),
    FIELD(allow_timelog, COLUMN | NULLS, .doc = "Allow timelog."),
    FIELD(archived, COLUMN | NULLS, .doc = "Is it out of use."),
    FIELD(shotgun_id, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in another tracker."),
    FIELD(department_id, COLUMN | NULLS, .ref = "department", .doc = "The department."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape task_type_shape = SHAPE(struct task_type, task_type_fields, .name = "TaskType", .typed = true);
const struct resource task_type_res = {
    .name = "task_type", .plural = "task-types", .table = "task_type", .type = "TaskType", .shape = &task_type_shape, .order = "t.created_at, t.id",
    VOCABULARY,
    .doc = "Kinds of work; for_entity is the kind of entity.",
};

#define ROW struct task_status
static const struct field task_status_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 40, .doc = "Name."),
    FIELD(archived, COLUMN | NULLS, .doc = "Is it out of use."),
    FIELD(short_name, COLUMN | NEED, .max = 10, .doc = "Short name."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(color, COLUMN | NEED, .max = 7, .doc = "Colour, #rrggbb."),
    FIELD(priority, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Order among others."),
    FIELD(is_done, COLUMN | NULLS, .doc = "Is it done."),
    FIELD(is_artist_allowed, COLUMN | NULLS, .doc = "Is it artist allowed."),
    FIELD(is_client_allowed, COLUMN | NULLS, .doc = "Is it client allowed."),
    FIELD(is_retake, COLUMN | NULLS, .doc = "Is it retake."),
    FIELD(is_feedback_request, COLUMN | NULLS, .doc = "Is it feedback request."),
    FIELD(is_default, COLUMN | NULLS, .doc = "Is it default."),
    FIELD(is_wip, COLUMN | NULLS, .doc = "Is it wip."),
    FIELD(shotgun_id, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in another tracker."),
    FIELD(for_concept, COLUMN | NULLS, .doc = "Is it for the concept."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape task_status_shape = SHAPE(struct task_status, task_status_fields, .name = "TaskStatus", .typed = true);
const struct resource task_status_res = {
    .name = "task_status", .plural = "task-status", .table = "task_status", .type = "TaskStatus", .shape = &task_status_shape, .order = "t.created_at, t.id",
    VOCABULARY,
    .doc = "States of tasks.",
};

#define ROW struct task
static const struct field task_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(priority, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Order among others."),
    FIELD(difficulty, COLUMN, .min = INT32_MIN, .max = INT32_MAX, .doc = "Difficulty."),
    FIELD(duration, COLUMN | NULLS, .doc = "Minutes."),
    FIELD(estimation, COLUMN | NULLS, .doc = "Estimation."),
    FIELD(completion_rate, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Completion rate."),
    FIELD(retake_count, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Retake count."),
    FIELD(sort_order, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Sort order."),
    FIELD(start_date, COLUMN | NULLS, .doc = "First day."),
    FIELD(due_date, COLUMN | NULLS, .doc = "Due date."),
    FIELD(real_start_date, COLUMN | NULLS, .doc = "Real start date."),
    FIELD(end_date, COLUMN | NULLS, .doc = "Last day."),
    FIELD(done_date, COLUMN | NULLS, .doc = "Done date."),
    FIELD(last_comment_date, COLUMN | NULLS, .doc = "Last comment date."),
    FIELD(nb_assets_ready, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number of assets ready."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(nb_drawings, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number of drawings."),
    FIELD(shotgun_id, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in another tracker."),
    FIELD(last_preview_file_id, COLUMN | NULLS, .doc = "The last preview file."),
    FIELD(project_id, COLUMN | NULLS | ONCE, .ref = "project", .doc = "The production."),
    FIELD(task_type_id, COLUMN | NULLS, .ref = "task_type", .doc = "The kind of work."),
    FIELD(task_status_id, COLUMN | NULLS, .ref = "task_status", .doc = "The status."),
    FIELD(entity_id, COLUMN | NULLS, .ref = "entity", .doc = "The entity."),
    FIELD(assigner_id, COLUMN | NULLS, .ref = "person", .doc = "The assigner."),
    FIELD(assignees, LINKED, .max = 10000, .doc = "Assignees."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape task_shape = SHAPE(struct task, task_fields, .name = "Task", .typed = true);
static const struct link task_links[] = {
    { "assignees", "task_person_link", "task_id", "person_id", "person", false },
};
const struct resource task_res = {
    .name = "task", .plural = "tasks", .table = "task", .type = "Task", .shape = &task_shape, .order = "t.created_at, t.id", GROWS("task"),
    .links = task_links, .nlinks = COUNT(task_links),
    RULES(.list = FOR_ALL, .get = FOR_ASSIGNED, .create = FOR_SUPERVISOR, .update = FOR_DEPARTMENT, .remove = FOR_MANAGER, .project = "t.project_id", .task = "t.id", .entity = "t.entity_id", .via = "entity_id", .project_of = "SELECT project_id FROM entity WHERE id = ?"),
    .scope = scope_tasks,
    .doc = "Work on an entity.",
};

#define ROW struct comment
static const struct field comment_fields[] = {
    FIELD(shotgun_id, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in another tracker."),
    FIELD(object_id, COLUMN | NEED, .doc = "The object."),
    FIELD(object_type, COLUMN | NEED, .max = 80, .doc = "Object type."),
    FIELD(text, COLUMN | NULLS, .doc = "Text."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(replies, COLUMN | NULLS, .doc = "Answers."),
    FIELD(checklist, COLUMN | NULLS, .doc = "List of things to do."),
    FIELD(pinned, COLUMN | NULLS, .doc = "Pinned."),
    FIELD(for_client, COLUMN | NULLS, .doc = "Is it for the client."),
    FIELD(links, COLUMN | NULLS, .doc = "Links."),
    FIELD(task_status_id, COLUMN | NULLS, .ref = "task_status", .doc = "The status."),
    FIELD(person_id, COLUMN | NEED, .ref = "person", .doc = "The person."),
    FIELD(editor_id, COLUMN | NULLS, .ref = "person", .doc = "The editor."),
    FIELD(preview_file_id, COLUMN | NULLS, .ref = "preview_file", .doc = "The preview."),
    FIELD(previews, LINKED, .max = 10000, .doc = "Previews."),
    FIELD(mentions, LINKED | ONCE, .max = 10000, .doc = "Mentions."),
    FIELD(department_mentions, LINKED | ONCE, .max = 10000, .doc = "Department mentions."),
    FIELD(acknowledgements, LINKED, .max = 10000, .doc = "Acknowledgements."),
    FIELD(attachment_files, CHILDREN, .max = 10000, .doc = "Attachment files."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape comment_shape = SHAPE(struct comment, comment_fields, .name = "Comment", .typed = true);
static const struct link comment_links[] = {
    { "previews", "comment_preview_link", "comment", "preview_file", "preview_file", false },
    { "mentions", "comment_mentions", "comment", "person", "person", false },
    { "department_mentions", "comment_department_mentions", "comment", "department", "department", false },
    { "acknowledgements", "comment_acknoledgments", "comment", "person", "person", false },
    { "attachment_files", "attachment_file", "comment_id", "id", "attachment_file", true },
};
const struct resource comment_res = {
    .name = "comment", .plural = "comments", .table = "comment", .type = "Comment", .shape = &comment_shape, .order = "t.created_at, t.id", GROWS("comment"),
    .links = comment_links, .nlinks = COUNT(comment_links),
    .before = comment_before, .after = comment_after,
    RIGHTS(.get = FOR_ASSIGNED, .update = FOR_ACTOR, .remove = FOR_SELF_OR_MANAGER, .project = "(SELECT k.project_id FROM task k WHERE k.id = t.object_id)", .task = "t.object_id", .entity = "(SELECT k.entity_id FROM task k WHERE k.id = t.object_id)", .person = "person_id"),
    .doc = "Comments on tasks; replies are kept in the row.",
};

#define ROW struct attachment_file
static const struct field attachment_file_fields[] = {
    FIELD(name, COLUMN | NULLS, .max = 250, .doc = "Name."),
    FIELD(size, COLUMN | NULLS, .doc = "Bytes."),
    FIELD(extension, COLUMN | NULLS, .max = 6, .doc = "Ending of the name."),
    FIELD(mimetype, COLUMN | NULLS, .max = 255, .doc = "Mimetype."),
    FIELD(comment_id, COLUMN | NULLS, .ref = "comment", .doc = "The comment."),
    FIELD(reply_id, COLUMN | NULLS, .doc = "The reply."),
    FIELD(chat_message_id, COLUMN | NULLS, .ref = "chat_message", .doc = "The chat message."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
    FIELD(comment, READ | NULLS, .column =
        "(SELECT JSON_OBJECT('shotgun_id', o.shotgun_id, 'object_id', o.object_id, 'object_type', o.object_type"
        ", 'text', o.text, 'data', JSON_EXTRACT(COALESCE(o.data, 'null'), '$')"
        ", 'replies', JSON_EXTRACT(COALESCE(o.replies, 'null'), '$')"
        ", 'checklist', JSON_EXTRACT(COALESCE(o.checklist, 'null'), '$')"
        ", 'pinned', JSON_EXTRACT(IF(o.pinned IS NULL, 'null', IF(o.pinned, 'true', 'false')), '$')"
        ", 'for_client', JSON_EXTRACT(IF(o.for_client IS NULL, 'null', IF(o.for_client, 'true', 'false')), '$')"
        ", 'links', JSON_EXTRACT(COALESCE(o.links, 'null'), '$')"
        ", 'task_status_id', o.task_status_id, 'person_id', o.person_id, 'editor_id', o.editor_id"
        ", 'preview_file_id', o.preview_file_id, 'id', o.id"
        ", 'created_at', DATE_FORMAT(o.created_at, '%Y-%m-%dT%H:%i:%s')"
        ", 'updated_at', DATE_FORMAT(o.updated_at, '%Y-%m-%dT%H:%i:%s'), 'type', 'Comment') FROM comment o WHERE o.id = t.comment_id)",
        .doc = "The comment itself."),
    FIELD(chat_message, READ | NULLS, .column =
        "(SELECT JSON_OBJECT('chat_id', o.chat_id, 'person_id', o.person_id, 'text', o.text, 'id', o.id"
        ", 'created_at', DATE_FORMAT(o.created_at, '%Y-%m-%dT%H:%i:%s')"
        ", 'updated_at', DATE_FORMAT(o.updated_at, '%Y-%m-%dT%H:%i:%s'), 'type', 'ChatMessage') FROM chat_message o WHERE o.id = t.chat_message_id)",
        .doc = "The chat message itself."),
};
#undef ROW
const struct shape attachment_file_shape = SHAPE(struct attachment_file, attachment_file_fields, .name = "AttachmentFile", .typed = true);
const struct resource attachment_file_res = {
    .name = "attachment_file", .plural = "attachment-files", .table = "attachment_file", .type = "AttachmentFile", .shape = &attachment_file_shape, .order = "t.created_at, t.id", GROWS("attachment_file"),
    RULES(.get = FOR_ASSIGNED, .project = "(SELECT k.project_id FROM comment c JOIN task k ON k.id = c.object_id WHERE c.id = t.comment_id)", .task = "(SELECT c.object_id FROM comment c WHERE c.id = t.comment_id)"),
    .doc = "Files of comments, replies and messages.",
};

#define ROW struct time_spent
static const struct field time_spent_fields[] = {
    FIELD(duration, COLUMN | NEED, .doc = "Minutes."),
    FIELD(date, COLUMN | NEED, .doc = "Day."),
    FIELD(task_id, COLUMN | NULLS, .ref = "task", .doc = "The task."),
    FIELD(person_id, COLUMN | NULLS, .ref = "person", .doc = "The person."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape time_spent_shape = SHAPE(struct time_spent, time_spent_fields, .name = "TimeSpent", .typed = true);
const struct resource time_spent_res = {
    .name = "time_spent", .plural = "time-spents", .table = "time_spent", .type = "TimeSpent", .shape = &time_spent_shape, .order = "t.created_at, t.id", GROWS("time_spent"),
    RULES(.remove = FOR_SELF_OR_MANAGER, .project = VIA_TASK, .task = "t.task_id", .person = "person_id"),
    .doc = "Minutes of work on a day.",
};

#define ROW struct subscription
static const struct field subscription_fields[] = {
    FIELD(person_id, COLUMN | NEED, .ref = "person", .doc = "The person."),
    FIELD(task_id, COLUMN | NULLS, .ref = "task", .doc = "The task."),
    FIELD(entity_id, COLUMN | NULLS, .ref = "entity", .doc = "The entity."),
    FIELD(task_type_id, COLUMN | NULLS, .ref = "task_type", .doc = "The kind of work."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape subscription_shape = SHAPE(struct subscription, subscription_fields, .name = "Subscription", .typed = true);
const struct resource subscription_res = {
    .name = "subscription", .plural = "subscriptions", .table = "subscription", .type = "Subscription", .shape = &subscription_shape, .order = "t.created_at, t.id", GROWS("subscription"),
    RULES(.list = FOR_ADMINS),
    .doc = "Who follows a task.",
};

static const char *const notification_type[] = { "comment", "mention", "assignation", "reply", "reply-mention", "playlist-ready", NULL };
#define ROW struct notification
static const struct field notification_fields[] = {
    FIELD(read, COLUMN, .doc = "Was it read."),
    FIELD(change, COLUMN, .doc = "Did the status change."),
    FIELD(type, WRITE | LOOSE | NEED, .choices = notification_type, .doc = "Kind."),
    FIELD(person_id, COLUMN | NEED, .ref = "person", .doc = "The person."),
    FIELD(author_id, COLUMN | NEED, .ref = "person", .doc = "The author."),
    FIELD(comment_id, COLUMN | NULLS, .ref = "comment", .doc = "The comment."),
    FIELD(task_id, COLUMN | NULLS, .ref = "task", .doc = "The task."),
    FIELD(playlist_id, COLUMN | NULLS, .ref = "playlist", .doc = "The playlist."),
    FIELD(reply_id, COLUMN | NULLS, .doc = "The reply."),
    FIELD(notification_type, READ | FIND, .column = "(t.type)", .doc = "Kind."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape notification_shape = SHAPE(struct notification, notification_fields, .name = "Notification", .typed = true);
const struct resource notification_res = {
    .name = "notification", .plural = "notifications", .table = "notification", .type = "Notification", .shape = &notification_shape, .order = "t.created_at, t.id", GROWS("notification"),
    RULES(.list = FOR_ADMINS),
    .doc = "What a person is told of.",
};

#define ROW struct news
static const struct field news_fields[] = {
    FIELD(change, COLUMN, .doc = "Did the status change."),
    FIELD(author_id, COLUMN | NEED, .ref = "person", .doc = "The author."),
    FIELD(comment_id, COLUMN | NULLS, .ref = "comment", .doc = "The comment."),
    FIELD(task_id, COLUMN | NEED, .ref = "task", .doc = "The task."),
    FIELD(preview_file_id, COLUMN | NULLS, .ref = "preview_file", .doc = "The preview."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape news_shape = SHAPE(struct news, news_fields, .name = "News", .typed = true);
const struct resource news_res = {
    .name = "news", .plural = "news", .table = "news", .type = "News", .shape = &news_shape, .order = "t.created_at, t.id", GROWS("news"),
    RULES(.list = FOR_ADMINS),
    .doc = "One for each comment.",
};

// clang-format on
