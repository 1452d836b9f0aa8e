/* plan_rows.c - see plan_rows.h. What keys refer to is there as far as statements look for it. */
#include "t/db/plan_rows.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/seed.h"
#include "t/db/own.h"

enum { SHOTS = 20, PRODUCTIONS = 20 };

#define TYPE(name) "(SELECT id FROM entity_type WHERE name = '" name "')"
#define SOME_HASH(of) "SHA2(" of ", 256)"

// clang-format off
static const char *const statements[] = {
    "SET foreign_key_checks = FALSE",
    /* what the seeder has none of */
    "INSERT IGNORE INTO entity_type (name) VALUES ('Episode'), ('Scene'), ('Edit'), ('Concept')",
    "INSERT INTO entity (name, project_id, entity_type_id) SELECT CONCAT('E', seq), @project, " TYPE("Episode") " FROM seq_1_to_3",
    "UPDATE entity SET parent_id = (SELECT id FROM (SELECT e.id FROM entity e WHERE e.entity_type_id = " TYPE("Episode")
    " ORDER BY e.name LIMIT 1) x) WHERE entity_type_id = " TYPE("Sequence") " AND project_id = @project",
    "INSERT INTO entity (name, project_id, entity_type_id, parent_id) SELECT CONCAT('S', q.seq), @project, " TYPE("Scene") ", s.id"
    " FROM seq_1_to_3 q JOIN entity s ON s.entity_type_id = " TYPE("Sequence") " AND s.project_id = @project",
    "INSERT INTO entity (name, project_id, entity_type_id, parent_id) SELECT CONCAT('D', q.seq), @project, " TYPE("Edit") ", s.id"
    " FROM seq_1_to_2 q JOIN entity s ON s.entity_type_id = " TYPE("Episode"),
    "INSERT INTO entity (name, project_id, entity_type_id) SELECT CONCAT('C', seq), @project, " TYPE("Concept") " FROM seq_1_to_6",
    "INSERT INTO task (name, project_id, task_type_id, task_status_id, entity_id)"
    " SELECT 'main', e.project_id, (SELECT id FROM task_type LIMIT 1), (SELECT id FROM task_status LIMIT 1), e.id FROM entity e"
    " WHERE e.entity_type_id IN (" TYPE("Episode") ", " TYPE("Scene") ", " TYPE("Edit") ", " TYPE("Concept") ", " TYPE("Sequence") ")",
    "INSERT INTO comment (object_id, object_type, person_id, text) SELECT e.id, 'Entity', (SELECT id FROM person LIMIT 1), 'x' FROM entity e",
    "INSERT INTO attachment_file (name, comment_id) SELECT 'a.png', c.id FROM comment c",
    "INSERT INTO chat (object_id) SELECT e.id FROM entity e",
    "INSERT INTO chat_message (chat_id, person_id, text) SELECT c.id, p.person_id, 'x' FROM chat c JOIN entity e ON e.id = c.object_id"
    " JOIN (SELECT project_id, person_id, ROW_NUMBER() OVER (PARTITION BY project_id) AS n FROM project_person_link) p"
    " ON p.project_id = e.project_id AND p.n <= 3",
    "INSERT INTO chat_participant (chat_id, person_id) SELECT DISTINCT chat_id, person_id FROM chat_message",
    "INSERT INTO asset_instance (asset_id, scene_id, entity_type_id, number) SELECT l.entity_out_id, l.entity_in_id, e.entity_type_id, 1"
    " FROM entity_link l JOIN entity e ON e.id = l.entity_out_id",
    "INSERT INTO asset_instance_link (entity_id, asset_instance_id) SELECT scene_id, id FROM asset_instance",
    "INSERT INTO entity_version (name, entity_id) SELECT CONCAT('v', q.seq), e.id FROM entity e JOIN seq_1_to_2 q",
    "INSERT INTO entity_concept_link (entity_in_id, entity_out_id) SELECT c.id, a.id FROM entity c JOIN entity a"
    " ON a.project_id = c.project_id WHERE c.entity_type_id = " TYPE("Concept") " AND a.ready_for IS NULL AND CRC32(a.id) % 10 = 0",
    "INSERT INTO software (name, short_name, file_extension) SELECT CONCAT('Software ', seq), 's', 'x' FROM seq_1_to_4",
    "INSERT INTO working_file (name, revision, task_id, entity_id, person_id, software_id) SELECT 'main', 1, t.id, t.entity_id, t.assigner_id,"
    " (SELECT id FROM software ORDER BY CRC32(CONCAT(t.id, id)) LIMIT 1) FROM task t",
    "INSERT INTO file_status (name, color) SELECT CONCAT('Status ', seq), '#000000' FROM seq_1_to_3",
    "INSERT INTO output_type (name, short_name) SELECT CONCAT('Output ', seq), CONCAT('o', seq) FROM seq_1_to_6",
    "INSERT INTO output_file (name, revision, file_status_id, output_type_id, entity_id, task_type_id, representation, person_id, source_file_id,"
    " temporal_entity_id, asset_instance_id) SELECT 'main', 1, (SELECT id FROM file_status ORDER BY CRC32(CONCAT(w.id, id)) LIMIT 1),"
    " (SELECT id FROM output_type ORDER BY CRC32(CONCAT(w.id, id)) LIMIT 1), w.entity_id, t.task_type_id, ELT(1 + CRC32(w.id) % 9,"
    " 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'), t.assigner_id, w.id, w.entity_id, (SELECT id FROM asset_instance i WHERE i.scene_id = w.entity_id LIMIT 1)"
    " FROM working_file w JOIN task t ON t.id = w.task_id",
    "INSERT INTO subscription (person_id, task_id) SELECT person_id, task_id FROM task_person_link",
    "INSERT INTO subscription (person_id, entity_id, task_type_id) SELECT p.person_id, e.id, (SELECT id FROM task_type ORDER BY CRC32(CONCAT(e.id, task_type.id)) LIMIT 1) FROM entity e"
    " JOIN project_person_link p ON p.project_id = e.project_id WHERE e.entity_type_id = " TYPE("Sequence"),
    "INSERT INTO login_log (id, person_id) SELECT UUID(), p.id FROM person p JOIN seq_1_to_4 q",
    "INSERT INTO desktop_login_log (person_id, date) SELECT p.id, NOW(6) FROM person p JOIN seq_1_to_2 q",
    "INSERT INTO data_import_error (event_data) SELECT '{}' FROM seq_1_to_2000",
    "INSERT INTO day_off (person_id, date, end_date) SELECT p.id, '2026-01-01' + INTERVAL 20 * q.seq DAY, '2026-01-02' + INTERVAL 20 * q.seq DAY"
    " FROM person p JOIN seq_1_to_6 q",
    "INSERT INTO search_filter_group (list_type, name, person_id, project_id) SELECT IF(CRC32(CONCAT(p.person_id, q.seq)) % 12, 'shot', 'edit'), 'g', p.person_id, p.project_id"
    " FROM project_person_link p JOIN seq_1_to_4 q",
    "INSERT INTO search_filter (list_type, name, person_id, project_id, search_filter_group_id) SELECT list_type, 'f', person_id, project_id, id FROM search_filter_group",
    "INSERT INTO schedule_item (project_id, task_type_id, object_id) SELECT e.project_id, (SELECT id FROM task_type ORDER BY CRC32(CONCAT(e.id, task_type.id)) LIMIT 1), e.id FROM entity e",
    "INSERT INTO production_schedule_version (name, project_id) SELECT CONCAT('V', q.seq), p.id FROM project p JOIN seq_1_to_3 q",
    "INSERT INTO production_schedule_version_task_link (production_schedule_version_id, task_id) SELECT v.id, t.id FROM production_schedule_version v"
    " JOIN task t ON t.project_id = v.project_id",
    "INSERT INTO budget (name, project_id) SELECT CONCAT('B', q.seq), p.id FROM project p JOIN seq_1_to_5 q",
    "INSERT INTO budget_entry (budget_id, department_id, start_date, months_duration, daily_salary, person_id) SELECT b.id, d.id, '2026-01-01', 2, 100, l.person_id"
    " FROM budget b JOIN department d JOIN (SELECT project_id, person_id, ROW_NUMBER() OVER (PARTITION BY project_id) AS n FROM project_person_link) l"
    " ON l.project_id = b.project_id AND l.n <= 12",
    "INSERT INTO playlist (name, project_id, episode_id, task_type_id, created_by) SELECT CONCAT('L', q.seq), l.project_id, (SELECT e.id FROM entity e"
    " WHERE e.project_id = l.project_id AND e.entity_type_id = " TYPE("Episode") " LIMIT 1), (SELECT id FROM task_type ORDER BY CRC32(CONCAT(q.seq, id)) LIMIT 1), l.person_id"
    " FROM seq_1_to_200 q JOIN (SELECT project_id, MIN(person_id) AS person_id FROM project_person_link GROUP BY project_id) l",
    "INSERT INTO playlist_share_link (token, playlist_id, created_by) SELECT UUID(), p.id, p.created_by FROM playlist p WHERE p.created_by IS NOT NULL",
    "INSERT INTO build_job (playlist_id, status, job_type) SELECT p.id, 'succeeded', 'movie' FROM playlist p",
    "INSERT INTO notification (person_id, author_id, comment_id, playlist_id, reply_id, type, task_id) SELECT n.person_id, n.author_id, n.comment_id,"
    " (SELECT id FROM playlist LIMIT 1), n.comment_id, 'reply', n.task_id FROM notification n WHERE CRC32(n.id) % 10 = 0",
    "UPDATE comment SET editor_id = person_id, preview_file_id = (SELECT id FROM preview_file LIMIT 1) WHERE CRC32(id) % 20 = 0",
    "UPDATE news SET preview_file_id = (SELECT preview_file FROM comment_preview_link l WHERE l.comment = comment_id LIMIT 1)",
    "INSERT INTO metadata_descriptor (name, field_name, entity_type, project_id) SELECT CONCAT('M', q.seq), CONCAT('m', q.seq), 'Shot', p.id FROM project p JOIN seq_1_to_4 q",
    "INSERT INTO project_template (name) SELECT CONCAT('T', seq) FROM seq_1_to_3",
    "INSERT INTO stored_file (owner_id, name, owner, content_hash, bytes, type) SELECT f.id, n.name, 'preview_file', " SOME_HASH("f.id") ", 1, 'video/mp4'"
    " FROM preview_file f JOIN (SELECT 'movie' AS name UNION SELECT 'original') n",
    "INSERT INTO milestone (name, project_id) SELECT CONCAT('M', q.seq), p.id FROM project p JOIN seq_1_to_4 q",
    "INSERT INTO custom_action (name, url) SELECT CONCAT('Action ', seq), 'https://a.example' FROM seq_1_to_3",
    "INSERT INTO access_token (id, person_id, name, token_sha256) SELECT UUID(), p.id, 't', " SOME_HASH("CONCAT(p.id, q.seq)") " FROM person p JOIN seq_1_to_2 q",
    /* the other families */
    "INSERT INTO job (id, kind, owner_id, subject_id, input, status) SELECT UUID(), 'parse', p.id, p.id, '{}', 'succeeded' FROM person p JOIN seq_1_to_2 q",
    "INSERT INTO source (id, owner_id, file_name, content_hash, bytes, job_id) SELECT UUID(), p.id, 'a.mp4', " SOME_HASH("CONCAT(p.id, q.seq)") ", 1, UUID()"
    " FROM person p JOIN seq_1_to_2 q",
    "INSERT INTO scene (id, owner_id, source_id, project_id, position, name, frame_num, frame_count, start_us, end_us, transition, confidence)"
    " SELECT UUID(), s.owner_id, s.id, p.project_id, q.seq, 'x', q.seq, 1, q.seq, q.seq + 1, 'cut', 1 FROM source s JOIN seq_1_to_4 q"
    " JOIN project_person_link p ON p.person_id = s.owner_id",
    "INSERT INTO scene_file (scene_id, name, content_hash, bytes, type) SELECT s.id, n.name, " SOME_HASH("s.id") ", 1, 'image/jpeg'"
    " FROM scene s JOIN (SELECT 'thumb.jpg' AS name UNION SELECT 'sheet.jpg') n",
    "INSERT IGNORE INTO scene_shot (scene_id, shot_id) SELECT s.id, (SELECT id FROM entity e WHERE e.project_id = s.project_id ORDER BY CRC32(CONCAT(e.id, s.id)) LIMIT 1) FROM scene s WHERE s.position = 1",
    "INSERT INTO video (id, user_id, hash_id, state, file_name, video_type, size_in_bytes, upload_time, job_id, watch_key, ready_at, listing_time, is_private)"
    " SELECT UUID(), p.id, UUID(), 'ready', 'a.mp4', 'video/mp4', 1, NOW(6), UUID(), UUID(), NOW(6), NOW(6) - INTERVAL q.seq DAY, q.seq % 3 = 0 FROM person p JOIN seq_1_to_4 q",
    "INSERT INTO video_file (video_id, name, content_hash, bytes, type) SELECT v.id, 'video.mp4', " SOME_HASH("v.id") ", 1, 'video/mp4' FROM video v",
    "INSERT INTO video_rendition (video_id, name, is_audio, width, height, bandwidth, average_bandwidth, codecs, frame_rate)"
    " SELECT v.id, '720p', FALSE, 1, 1, 1, 1, 'x', 1 FROM video v",
    "INSERT INTO video_caption (video_id, lang, label, is_own) SELECT v.id, 'en', 'English', TRUE FROM video v",
    "INSERT INTO still (content_hash, resource_type, extension, type, bytes, width, height) SELECT " SOME_HASH("seq") ", 'image', 'png', 'image/png', 1, 1, 1 FROM seq_1_to_500",
    "INSERT INTO media_resource (id, owner_id, content_hash) SELECT UUID(), p.id, " SOME_HASH("q.seq") " FROM person p JOIN seq_1_to_3 q",
    "INSERT INTO design_organization (id, name, owner_id) SELECT UUID(), 'o', p.id FROM person p",
    "INSERT INTO design_organization_member (organization_id, person_id) SELECT o.id, p.person_id FROM design_organization o"
    " JOIN project_person_link l ON l.person_id = o.owner_id JOIN project_person_link p ON p.project_id = l.project_id AND CRC32(CONCAT(o.id, p.person_id)) % 12 = 0",
    "INSERT INTO subject (id, name, owner_id, organization_id) SELECT UUID(), 's', o.owner_id, o.id FROM design_organization o JOIN seq_1_to_4 q",
    "INSERT INTO shot_type (id, name, slug, owner_id) SELECT UUID(), 't', CONCAT('slug_', seq), (SELECT id FROM person LIMIT 1) FROM seq_1_to_10",
    "INSERT INTO background_preset (id, name, owner_id, organization_id) SELECT UUID(), 'b', o.owner_id, o.id FROM design_organization o JOIN seq_1_to_3 q",
    "INSERT INTO set_design (id, name, owner_id, organization_id) SELECT UUID(), 'd', o.owner_id, o.id FROM design_organization o JOIN seq_1_to_3 q",
    "INSERT INTO set_image (id, set_design_id, kind, position, subject_id, shot_type_id) SELECT UUID(), d.id, 'base', 0, s.id, (SELECT id FROM shot_type LIMIT 1)"
    " FROM set_design d JOIN subject s ON s.organization_id = d.organization_id",
    "INSERT INTO design_upload_task (id, created_at, owner_id, set_design_id, subject_id, job_id) SELECT UUID(), NOW(6), d.owner_id, d.id, s.id, UUID()"
    " FROM set_design d JOIN subject s ON s.organization_id = d.organization_id",
    "INSERT INTO completion_request (id, created_at, owner_id, set_design_id, wanted, pairs, notified) SELECT UUID(), NOW(6), d.owner_id, d.id, " SOME_HASH("d.id") ", '[]', TRUE"
    " FROM set_design d JOIN seq_1_to_2 q",
    "UPDATE search_filter SET is_shared = CRC32(id) % 9 = 0",
    "UPDATE search_filter_group SET is_shared = CRC32(id) % 9 = 0",
    "UPDATE entity SET status = IF(CRC32(id) % 9, 'running', 'standby')",
    "UPDATE background_preset SET media_resource_id = (SELECT m.id FROM media_resource m WHERE m.owner_id = background_preset.owner_id LIMIT 1)",
    "UPDATE preview_file SET extension = IF(CRC32(id) % 15, 'png', 'mp4')",
    "UPDATE preview_file SET status = 'processing' WHERE CRC32(id) % 50 = 0",
    "UPDATE working_file SET software_id = (SELECT id FROM software ORDER BY name LIMIT 1) WHERE CRC32(id) % 12",
    "UPDATE output_file SET file_status_id = (SELECT id FROM file_status ORDER BY name LIMIT 1) WHERE CRC32(id) % 12",
    "UPDATE asset_instance SET entity_type_id = (SELECT id FROM entity_type ORDER BY name LIMIT 1) WHERE CRC32(id) % 12",
    "UPDATE set_image i JOIN set_design d ON d.id = i.set_design_id SET i.media_resource_id = (SELECT m.id FROM media_resource m WHERE m.owner_id = d.owner_id LIMIT 1)",
    "UPDATE chat SET object_type = IF(CRC32(id) % 9, 'entity', 'task')",
    "UPDATE playlist SET for_entity = IF(CRC32(id) % 9, 'shot', 'asset'), for_client = CRC32(id) % 9 = 0",
    "UPDATE entity SET created_by = (SELECT id FROM person ORDER BY CRC32(CONCAT(person.id, entity.id)) LIMIT 1) WHERE created_by IS NULL",
    "SET foreign_key_checks = TRUE",
};
// clang-format on

static void seeded(struct cx *cx, const char *name, int64_t shots, struct uuid *project_id)
{
    struct seed_made *made;
    size_t            n;
    const struct seed s = { name, shots, 1 };
    assert_int_equal(seed_make(cx, &s, project_id, &made, &n), 0);
}

void plan_rows(struct cx *cx, struct uuid *project_id)
{
    struct uuid other;
    seeded(cx, "First", SHOTS, project_id);
    for (int i = 1; i < PRODUCTIONS; i++)
        seeded(cx, arena_printf(cx->arena, "Production %d", i), SHOTS, &other);
    own_do(cx, "SET @project = ?", ARGS(ARG(*project_id)));
    for (size_t i = 0; i < COUNT(statements); i++)
        own_do(cx, statements[i], NO_ARGS);
}
