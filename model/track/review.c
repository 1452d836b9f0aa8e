/* review.c - descriptors: playlists, chats, kept searches, and the log of events. */
#include "model/track/review.h"
#include "model/track/playlist.h"
#include "model/track/rows.h"

// clang-format off
#define ROW struct playlist
static const struct field playlist_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(shots, COLUMN | NULLS, .doc = "Shots."),
    FIELD(project_id, COLUMN | NULLS | ONCE, .ref = "project", .doc = "The production."),
    FIELD(episode_id, COLUMN | NULLS, .ref = "entity", .doc = "The episode."),
    FIELD(task_type_id, COLUMN | NULLS, .ref = "task_type", .doc = "The kind of work."),
    FIELD(for_client, COLUMN | NULLS, .doc = "Is it for the client."),
    FIELD(for_entity, COLUMN | NULLS, .max = 10, .doc = "For which entity."),
    FIELD(is_for_all, COLUMN | NULLS, .doc = "Is it for all."),
    FIELD(created_by, COLUMN | NULLS, .ref = "person", .doc = "Created by."),
    FIELD(build_jobs, CHILDREN, .max = 10000, .doc = "Build jobs."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape playlist_shape = SHAPE(struct playlist, playlist_fields, .name = "Playlist", .typed = true);
static const struct link playlist_links[] = {
    { "build_jobs", "build_job", "playlist_id", "id", "build_job", true },
};
const struct resource playlist_res = {
    .name = "playlist", .plural = "playlists", .table = "playlist", .type = "Playlist", .shape = &playlist_shape, .order = "t.created_at, t.id", GROWS("playlist"),
    .links = playlist_links, .nlinks = COUNT(playlist_links),
    RULES(.list = FOR_ALL_BUT_VENDORS, .get = FOR_TEAM_BUT_VENDORS, .create = FOR_SUPERVISOR, .update = FOR_CREATOR, .remove = FOR_CREATOR, .project = "t.project_id", .person = "created_by", .shown = "COALESCE(t.for_client, FALSE)"),
    .before = playlist_before,
    .scope = scope_playlists,
    .doc = "Previews to be watched in order; shots is a list of entity_id and preview_file_id.",
};

#define ROW struct playlist_share_link
static const struct field playlist_share_link_fields[] = {
    FIELD(token, COLUMN | NEED, .max = 64, .doc = "Token."),
    FIELD(playlist_id, COLUMN | NEED, .ref = "playlist", .doc = "The playlist."),
    FIELD(created_by, COLUMN | NEED, .ref = "person", .doc = "Created by."),
    FIELD(expiration_date, COLUMN | NULLS, .doc = "Expiration date."),
    FIELD(is_active, COLUMN, .doc = "Is it active."),
    FIELD(can_comment, COLUMN, .doc = "Can comment."),
    FIELD(password, SECRET | NULLS, .max = 255, .doc = "Password."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape playlist_share_link_shape = SHAPE(struct playlist_share_link, playlist_share_link_fields, .name = "PlaylistShareLink", .typed = true);
const struct resource playlist_share_link_res = {
    .name = "playlist_share_link", .plural = "playlist-share-links", .table = "playlist_share_link", .type = "PlaylistShareLink", .shape = &playlist_share_link_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Access for guests to a playlist.",
};

static const char *const build_job_status[] = { "running", "failed", "succeeded", NULL };
static const char *const build_job_job_type[] = { "archive", "movie", NULL };
#define ROW struct build_job
static const struct field build_job_fields[] = {
    FIELD(status, COLUMN, .choices = build_job_status, .doc = "State."),
    FIELD(job_type, COLUMN, .choices = build_job_job_type, .doc = "Job type."),
    FIELD(ended_at, COLUMN | NULLS, .doc = "Ended at."),
    FIELD(playlist_id, COLUMN | NEED, .ref = "playlist", .doc = "The playlist."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape build_job_shape = SHAPE(struct build_job, build_job_fields, .name = "BuildJob", .typed = true);
const struct resource build_job_res = {
    .name = "build_job", .plural = "build-jobs", .table = "build_job", .type = "BuildJob", .shape = &build_job_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Movies and archives that are made of playlists.",
};

#define ROW struct chat
static const struct field chat_fields[] = {
    FIELD(object_id, COLUMN | NEED, .doc = "The object."),
    FIELD(object_type, COLUMN, .max = 80, .doc = "Object type."),
    FIELD(last_message, COLUMN | NULLS, .doc = "Last message."),
    FIELD(participants, LINKED, .max = 10000, .doc = "Participants."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape chat_shape = SHAPE(struct chat, chat_fields, .name = "Chat", .typed = true);
static const struct link chat_links[] = {
    { "participants", "chat_participant", "chat_id", "person_id", "person", false },
};
const struct resource chat_res = {
    .name = "chat", .plural = "chats", .table = "chat", .type = "Chat", .shape = &chat_shape, .order = "t.created_at, t.id", GROWS("chat"),
    .links = chat_links, .nlinks = COUNT(chat_links),
    RULES(.list = FOR_ADMINS),
    .doc = "Talk about an entity.",
};

#define ROW struct chat_message
static const struct field chat_message_fields[] = {
    FIELD(chat_id, COLUMN | NEED, .ref = "chat", .doc = "The chat."),
    FIELD(person_id, COLUMN | NEED, .ref = "person", .doc = "The person."),
    FIELD(text, COLUMN | NULLS, .doc = "Text."),
    FIELD(attachment_files, CHILDREN, .max = 10000, .doc = "Attachment files."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape chat_message_shape = SHAPE(struct chat_message, chat_message_fields, .name = "ChatMessage", .typed = true);
static const struct link chat_message_links[] = {
    { "attachment_files", "attachment_file", "chat_message_id", "id", "attachment_file", true },
};
const struct resource chat_message_res = {
    .name = "chat_message", .plural = "chat-messages", .table = "chat_message", .type = "ChatMessage", .shape = &chat_message_shape, .order = "t.created_at, t.id", GROWS("chat_message"),
    .links = chat_message_links, .nlinks = COUNT(chat_message_links),
    RULES(.list = FOR_ADMINS),
    .doc = "What was said in a chat.",
};

#define ROW struct search_filter_group
static const struct field search_filter_group_fields[] = {
    FIELD(list_type, COLUMN | NEED, .max = 80, .doc = "List type."),
    FIELD(entity_type, COLUMN | NULLS, .max = 80, .doc = "Entity type."),
    FIELD(name, COLUMN, .max = 200, .doc = "Name."),
    FIELD(color, COLUMN, .max = 8, .doc = "Colour, #rrggbb."),
    FIELD(is_shared, COLUMN, .doc = "Is it shared."),
    FIELD(person_id, COLUMN | NULLS, .ref = "person", .doc = "The person."),
    FIELD(project_id, COLUMN | NULLS | ONCE, .ref = "project", .doc = "The production."),
    FIELD(department_id, COLUMN | NULLS, .ref = "department", .doc = "The department."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape search_filter_group_shape = SHAPE(struct search_filter_group, search_filter_group_fields, .name = "SearchFilterGroup", .typed = true);
const struct resource search_filter_group_res = {
    .name = "search_filter_group", .plural = "search-filter-groups", .table = "search_filter_group", .type = "SearchFilterGroup", .shape = &search_filter_group_shape, .order = "t.created_at, t.id", GROWS("search_filter_group"),
    RULES(.list = FOR_ADMINS),
    .doc = "Sections of kept searches.",
};

#define ROW struct search_filter
static const struct field search_filter_fields[] = {
    FIELD(list_type, COLUMN | NEED, .max = 80, .doc = "List type."),
    FIELD(entity_type, COLUMN | NULLS, .max = 80, .doc = "Entity type."),
    FIELD(name, COLUMN, .max = 200, .doc = "Name."),
    FIELD(search_query, COLUMN, .max = 500, .doc = "Search query."),
    FIELD(is_shared, COLUMN, .doc = "Is it shared."),
    FIELD(department_id, COLUMN | NULLS, .ref = "department", .doc = "The department."),
    FIELD(search_filter_group_id, COLUMN | NULLS, .ref = "search_filter_group", .doc = "The search filter group."),
    FIELD(person_id, COLUMN | NULLS, .ref = "person", .doc = "The person."),
    FIELD(project_id, COLUMN | NULLS | ONCE, .ref = "project", .doc = "The production."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape search_filter_shape = SHAPE(struct search_filter, search_filter_fields, .name = "SearchFilter", .typed = true);
const struct resource search_filter_res = {
    .name = "search_filter", .plural = "search-filters", .table = "search_filter", .type = "SearchFilter", .shape = &search_filter_shape, .order = "t.created_at, t.id", GROWS("search_filter"),
    RULES(.list = FOR_ADMINS),
    .doc = "Searches that were kept.",
};

#define ROW struct api_event
static const struct field api_event_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(user_id, COLUMN | NULLS, .ref = "person", .doc = "The user."),
    FIELD(project_id, COLUMN | NULLS | ONCE, .ref = "project", .doc = "The production."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape api_event_shape = SHAPE(struct api_event, api_event_fields, .name = "ApiEvent", .typed = true);
const struct resource api_event_res = {
    .name = "api_event", .plural = "events", .table = "api_event", .type = "ApiEvent", .shape = &api_event_shape, .order = "t.created_at, t.id", GROWS("api_event"),
    RULES(.list = FOR_ADMINS),
    .doc = "What happened.",
};

// clang-format on
