/* seed.c - see seed.h. */
#include "model/context/seed.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/thing.h"

/* Numbers from 0 to 99999. */
#define DIGITS(name)                                                                               \
    "(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"      \
    " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8"                 \
    " UNION ALL SELECT 9) " name
#define NUMBERS                                                                                    \
    "(SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS i FROM " DIGITS("a")         \
    " JOIN " DIGITS("b") " JOIN " DIGITS("c") " JOIN " DIGITS("e") " JOIN " DIGITS("f") ") n"

static const char *const tables[] = {
    "CREATE OR REPLACE TEMPORARY TABLE seed_person (i INT PRIMARY KEY, id UUID)",
    "CREATE OR REPLACE TEMPORARY TABLE seed_sequence (i INT PRIMARY KEY, id UUID)",
    "CREATE OR REPLACE TEMPORARY TABLE seed_entity (i INT, kind VARCHAR(5), id UUID, PRIMARY KEY (kind, i))",
    "CREATE OR REPLACE TEMPORARY TABLE seed_task (n INT PRIMARY KEY, id UUID, preview UUID, person UUID,"
    " status UUID, entity UUID)",
};

/* Each has the production as its first argument and, where rows are counted, the number of shots as
 * its second. */
static const struct step {
    const char *sql;
    bool        counted;
} steps[] = {
    { "INSERT INTO seed_person SELECT n.i, UUID() FROM " NUMBERS " WHERE ? IS NOT NULL AND n.i < 60", false },
    { "INSERT INTO person (id, first_name, last_name, email, role)"
      " SELECT s.id, CONCAT('Person', s.i), 'Seeded', CONCAT('seed-', s.id, '@example.com'),"
      " CASE WHEN s.i = 0 THEN 'manager' WHEN s.i < 5 THEN 'supervisor' WHEN s.i < 8 THEN 'client'"
      " WHEN s.i < 11 THEN 'vendor' ELSE 'user' END FROM seed_person s WHERE ? IS NOT NULL", false },
    { "INSERT INTO project_person_link (project_id, person_id) SELECT ?, s.id FROM seed_person s", false },
    { "INSERT INTO department_link (person_id, department_id)"
      " SELECT s.id, (SELECT d.id FROM department d ORDER BY d.name LIMIT 1) FROM seed_person s"
      " WHERE ? IS NOT NULL", false },
    { "INSERT INTO project_task_type_link (id, project_id, task_type_id, priority)"
      " SELECT UUID(), ?, t.id, t.priority FROM task_type t WHERE t.for_entity IN ('Asset', 'Shot')", false },
    { "INSERT INTO project_task_status_link (id, project_id, task_status_id, priority)"
      " SELECT UUID(), ?, t.id, t.priority FROM task_status t", false },
    { "INSERT INTO project_asset_type_link (project_id, asset_type_id)"
      " SELECT ?, t.id FROM entity_type t WHERE t.name NOT IN " KINDS_IN_TIME, false },
    { "INSERT INTO seed_sequence SELECT n.i, UUID() FROM " NUMBERS " WHERE ? IS NOT NULL AND n.i < ? / 20", true },
    { "INSERT INTO entity (id, name, project_id, entity_type_id)"
      " SELECT s.id, CONCAT('SQ', LPAD(s.i + 1, 4, '0')), ?, (SELECT t.id FROM entity_type t WHERE t.name = 'Sequence')"
      " FROM seed_sequence s", false },
    { "INSERT INTO seed_entity SELECT n.i, 'Shot', UUID() FROM " NUMBERS " WHERE ? IS NOT NULL AND n.i < ?", true },
    { "INSERT INTO seed_entity SELECT n.i, 'Asset', UUID() FROM " NUMBERS
      " WHERE ? IS NOT NULL AND n.i < CAST(? AS INT) * 2 DIV 5", true },
    { "INSERT INTO entity (id, name, project_id, entity_type_id, parent_id, nb_frames, description, data)"
      " SELECT e.id, CONCAT('SH', LPAD(10 * (e.i + 1), 5, '0')), ?,"
      " (SELECT t.id FROM entity_type t WHERE t.name = 'Shot'), s.id, 24 + MOD(e.i * 37, 200),"
      " CONCAT('What happens in shot ', e.i), JSON_OBJECT('frame_in', 101, 'frame_out', 124 + MOD(e.i * 37, 200),"
      " 'fps', 25, 'camera', CONCAT('cam', MOD(e.i, 7)))"
      " FROM seed_entity e JOIN seed_sequence s ON s.i = e.i DIV 20 WHERE e.kind = 'Shot'", false },
    { "INSERT INTO entity (id, name, project_id, entity_type_id, description, data)"
      " SELECT e.id, CONCAT('Asset', LPAD(e.i + 1, 4, '0')), ?, (SELECT t.id FROM entity_type t"
      "  WHERE t.name = ELT(1 + MOD(e.i, 4), 'Character', 'Prop', 'Environment', 'FX')),"
      " CONCAT('What asset ', e.i, ' is'), JSON_OBJECT('polygons', 1000 * e.i)"
      " FROM seed_entity e WHERE e.kind = 'Asset'", false },
    { "INSERT INTO entity_link (id, entity_in_id, entity_out_id, nb_occurences)"
      " SELECT UUID(), s.id, a.id, 1 + MOD(s.i, 3) FROM seed_entity s JOIN seed_entity a ON a.kind = 'Asset'"
      " AND a.i IN (MOD(s.i, 7), 7 + MOD(s.i * 13, 29), 40 + MOD(s.i, 11)) WHERE ? IS NOT NULL AND s.kind = 'Shot'", false },
    { "INSERT INTO seed_task SELECT ROW_NUMBER() OVER (ORDER BY e.kind, e.i, y.place) - 1, UUID(), UUID(), p.id,"
      " (SELECT u.id FROM task_status u WHERE u.short_name = ELT(1 + MOD(e.i * 3 + y.place, 5), 'todo', 'wip', 'wfa', 'retake', 'done')),"
      " e.id FROM seed_entity e JOIN (SELECT 0 place UNION ALL SELECT 1 UNION ALL SELECT 2) y"
      " JOIN seed_person p ON p.i = MOD(e.i * 3 + y.place, 48) + 12 WHERE ? IS NOT NULL", false },
    { "INSERT INTO task (id, name, project_id, entity_id, task_type_id, task_status_id, estimation, duration, assigner_id,"
      " start_date, due_date, last_comment_date, last_preview_file_id)"
      " SELECT k.id, 'main', ?, k.entity, y.id, k.status, 480 * (1 + MOD(k.n, 5)), 60 * MOD(k.n, 40),"
      " (SELECT m.id FROM seed_person m WHERE m.i = 0), NOW() - INTERVAL MOD(k.n, 60) DAY, NOW() + INTERVAL MOD(k.n, 30) DAY,"
      " NOW(6), k.preview FROM seed_task k JOIN entity e ON e.id = k.entity JOIN entity_type w ON w.id = e.entity_type_id"
      " JOIN (SELECT t.id, t.for_entity, ROW_NUMBER() OVER (PARTITION BY t.for_entity ORDER BY t.priority, t.id) - 1 AS place"
      " FROM task_type t) y ON y.for_entity = IF(w.name = 'Shot', 'Shot', 'Asset') AND y.place = MOD(k.n, 3)", false },
    { "INSERT INTO task_person_link (task_id, person_id) SELECT k.id, k.person FROM seed_task k JOIN task t ON t.id = k.id"
      " WHERE ? IS NOT NULL", false },
    { "INSERT INTO preview_file (id, name, task_id, person_id, revision, position, extension, status, width, height, file_size)"
      " SELECT k.preview, CONCAT('preview', k.n), k.id, k.person, 1, 1, 'png', 'ready', 1920, 1080, 1000000 + k.n"
      " FROM seed_task k JOIN task t ON t.id = k.id WHERE ? IS NOT NULL", false },
    { "UPDATE entity e JOIN seed_task k ON k.entity = e.id AND MOD(k.n, 3) = 0 SET e.preview_file_id = k.preview"
      " WHERE e.project_id = ?", false },
    { "INSERT INTO comment (id, object_id, object_type, text, task_status_id, person_id, preview_file_id, created_at)"
      " SELECT UUID(), k.id, 'Task', CONCAT('Said about task ', k.n, ', time ', y.place), k.status, k.person,"
      " IF(y.place = 0, k.preview, NULL), NOW(6) - INTERVAL (60 * 24 * MOD(k.n, 60) - y.place) MINUTE"
      " FROM seed_task k JOIN task t ON t.id = k.id JOIN (SELECT 0 place UNION ALL SELECT 1) y WHERE ? IS NOT NULL", false },
    { "INSERT INTO comment_preview_link (comment, preview_file) SELECT c.id, c.preview_file_id FROM comment c"
      " JOIN seed_task k ON k.id = c.object_id WHERE ? IS NOT NULL AND c.preview_file_id IS NOT NULL", false },
    { "INSERT INTO news (id, `change`, author_id, comment_id, task_id, preview_file_id, created_at)"
      " SELECT UUID(), TRUE, c.person_id, c.id, c.object_id, c.preview_file_id, c.created_at FROM comment c"
      " JOIN seed_task k ON k.id = c.object_id WHERE ? IS NOT NULL", false },
};

int seed_production(struct cx *cx, const char *name, int64_t shots, struct uuid *project_id)
{
    struct uuid id;
    if (shots < 1 || shots > SEED_SHOTS_MAX)
        return refuse(cx, E_INVALID, "The number of shots must be from 1 to %d", SEED_SHOTS_MAX);
    TRY(kind_id(cx, KIND_SHOT, &id));
    TRY(kind_id(cx, KIND_SEQUENCE, &id));
    for (size_t i = 0; i < COUNT(tables); i++)
        TRY(db_do(cx, tables[i], NO_ARGS, NULL));
    id = uuid_new();
    TRY(db_do(cx,
              "INSERT INTO project (id, name, project_status_id)"
              " SELECT ?, ?, s.id FROM project_status s WHERE s.name = 'Open'",
              ARGS(ARG(id), ARG(name)), NULL));
    for (size_t i = 0; i < COUNT(steps); i++) {
        const struct arg args[] = { ARG(id), ARG(shots) };
        TRY(db_do(cx, steps[i].sql, args, steps[i].counted ? 2 : 1, NULL));
    }
    *project_id = id;
    return 0;
}
