/* seed.c - see seed.h. One statement per kind of row: numbers are the rows of MariaDB's sequence
 * tables, ids and choices are hashes of what they are for, so that nothing has to be kept. */
#include "model/track/seed.h"
#include "model/base/arena.h"
#include "model/db/db.h"
#include "model/track/thing.h"

/* The id of the n-th thing of a kind, and a number below `sides` for it. @key: name and seed. */
#define HASH(what, n)        "MD5(CONCAT(@key, ' " what " ', " n "))"
#define ID(what, n)          "CAST(INSERT(INSERT(" HASH(what, n) ", 13, 1, '4'), 17, 1, '8') AS UUID)"
#define DICE(what, n, sides) "(CRC32(" HASH(what, n) ") % " sides ")"
/* 1 to `most`. */
#define NUMBERS(most) "(SELECT seq AS n FROM seq_1_to_100000 WHERE seq <= " most ")"

/* Who does what, by number of the person. */
#define ROLE                                                                                        \
    "CASE WHEN n <= 2 THEN 'manager' WHEN n <= 8 THEN 'supervisor' WHEN n <= 10 THEN 'client'"      \
    " WHEN n <= 14 THEN 'vendor' ELSE 'user' END"
#define SOME_ARTIST(what, n)     ID("person", "(11 + " DICE(what, n, "50") ")")
#define SOME_SUPERVISOR(what, n) ID("person", "(3 + " DICE(what, n, "6") ")")

#define SHOTS_PER_SEQUENCE "25"
#define ASSET_TYPES                                                                                 \
    "(SELECT id, name, ROW_NUMBER() OVER (ORDER BY name) - 1 AS place, COUNT(*) OVER () AS types"   \
    " FROM entity_type WHERE name NOT IN " KINDS_IN_TIME " AND NOT COALESCE(archived, FALSE)"       \
    " ORDER BY name LIMIT 4)"
#define TASK_TYPES(of)                                                                              \
    "(SELECT id, ROW_NUMBER() OVER (ORDER BY priority, name) AS place FROM task_type"               \
    " WHERE for_entity = '" of "' AND NOT COALESCE(archived, FALSE) ORDER BY priority, name LIMIT 3)"

/* A production goes from shot to shot and from craft to craft; times are minutes since its start. */
#define DAY "1440"
#define BEGINS(of)                                                                                  \
    "(FLOOR((e.n - 1) * 58 * " DAY " / " of ") + k.place * 4 * " DAY " + " DICE("begin", "e.id", "480") ")"
#define AT(minutes) "TIMESTAMPADD(MINUTE, " minutes ", @start)"

struct step {
    const char *what; /* that the rows are counted as; NULL: not told */
    const char *sql;
};

// clang-format off
static const struct step people[] = {
    { "persons",
      "INSERT INTO person (id, first_name, last_name, email, role, position, seniority, created_at)"
      " SELECT " ID("person", "n") ","
      " ELT(1 + n % 12, 'Ada', 'Bo', 'Chidi', 'Dana', 'Emil', 'Fatou', 'Gus', 'Hana', 'Ines', 'Jun', 'Kaja', 'Luc'),"
      " ELT(1 + n % 11, 'Almeida', 'Berg', 'Costa', 'Dubois', 'Eriksen', 'Faye', 'Garcia', 'Holm', 'Ito', 'Janda', 'Kim'),"
      " CONCAT('person-', n, '@', LEFT(@key, 12), '.example'), " ROLE ","
      " IF(n <= 8, 'lead', 'artist'), ELT(1 + n % 3, 'senior', 'mid', 'junior'), @start"
      " FROM " NUMBERS("60") " p" },
    { NULL,
      "INSERT INTO department_link (person_id, department_id)"
      " SELECT " ID("person", "p.n") ", d.id FROM " NUMBERS("60") " p JOIN"
      " (SELECT id, ROW_NUMBER() OVER (ORDER BY name) - 1 AS place, COUNT(*) OVER () AS most"
      " FROM department) d ON d.place = p.n % d.most" },
};

static const struct step production[] = {
    { NULL,
      "INSERT INTO project (id, name, code, description, fps, ratio, resolution, production_type,"
      " start_date, end_date, man_days, project_status_id, data, created_at)"
      " SELECT @project, @name, 'SEED', 'Made for trials.', '24', '16:9', '1920x1080', 'featurefilm',"
      " DATE(@start), DATE(" AT("120 * " DAY) "), 6000, s.id, '{}', @start"
      " FROM project_status s WHERE s.name = 'Open'" },
    { NULL,
      "INSERT INTO project_person_link (project_id, person_id)"
      " SELECT @project, " ID("person", "n") " FROM " NUMBERS("60") " p" },
    { NULL,
      "INSERT INTO project_task_type_link (id, project_id, task_type_id, priority)"
      " SELECT " ID("task type", "k.id") ", @project, k.id, k.place FROM"
      " (SELECT id, place FROM " TASK_TYPES("Shot") " s UNION ALL SELECT id, place FROM " TASK_TYPES("Asset") " a) k" },
    { NULL,
      "INSERT INTO project_task_status_link (id, project_id, task_status_id, priority)"
      " SELECT " ID("task status", "s.id") ", @project, s.id, ROW_NUMBER() OVER (ORDER BY s.priority, s.name)"
      " FROM task_status s WHERE NOT COALESCE(s.archived, FALSE)" },
    { NULL,
      "INSERT INTO project_asset_type_link (project_id, asset_type_id)"
      " SELECT @project, k.id FROM " ASSET_TYPES " k" },
    { NULL,
      "INSERT INTO metadata_descriptor (id, project_id, entity_type, name, field_name, data_type, choices, position)"
      " VALUES (" ID("descriptor", "1") ", @project, 'Shot', 'Weather', 'weather', 'list', '[\"sun\", \"rain\", \"fog\"]', 1),"
      " (" ID("descriptor", "2") ", @project, 'Asset', 'Library', 'library', 'boolean', '[]', 1)" },
};

static const struct step entities[] = {
    { "sequences",
      "INSERT INTO entity (id, name, project_id, entity_type_id, data, created_by, created_at)"
      " SELECT " ID("sequence", "n") ", CONCAT('SQ', LPAD(n, 4, '0')), @project, @sequence, '{}',"
      " " ID("person", "1") ", @start FROM " NUMBERS("1 + (@shots - 1) DIV " SHOTS_PER_SEQUENCE) " s" },
    { "shots",
      "INSERT INTO entity (id, name, description, nb_frames, project_id, entity_type_id, parent_id, data,"
      " created_by, created_at)"
      " SELECT " ID("shot", "n") ", CONCAT('SH', LPAD((1 + (n - 1) % " SHOTS_PER_SEQUENCE ") * 10, 4, '0')),"
      " ELT(1 + " DICE("does", "n", "4") ", 'They meet at the gate.', 'She runs along the wall and looks back.',"
      " 'Close on the letter.', 'The town from above, at dusk.'),"
      " 24 + " DICE("frames", "n", "150") ", @project, @shot,"
      " " ID("sequence", "(1 + (n - 1) DIV " SHOTS_PER_SEQUENCE ")") ","
      " JSON_OBJECT('frame_in', 1001, 'frame_out', 1024 + " DICE("frames", "n", "150") ","
      " 'fps', 24, 'weather', ELT(1 + " DICE("weather", "n", "3") ", 'sun', 'rain', 'fog')),"
      " " ID("person", "1") ", @start FROM " NUMBERS("@shots") " s" },
    { "assets",
      "INSERT INTO entity (id, name, description, project_id, entity_type_id, data, created_by, created_at)"
      " SELECT " ID("asset", "a.n") ", CONCAT(k.name, ' ', a.n), 'Seen from all sides.', @project, k.id,"
      " JSON_OBJECT('library', IF(" DICE("library", "a.n", "3") " = 0, 'true', 'false')),"
      " " ID("person", "1") ", @start FROM " NUMBERS("@assets") " a JOIN " ASSET_TYPES " k"
      " ON k.place = a.n % LEAST(k.types, 4)" },
    { "castings",
      "INSERT INTO entity_link (id, entity_in_id, entity_out_id, nb_occurences, label, data)"
      " SELECT " ID("casting", "CONCAT(s.n, ' ', k.n)") ", " ID("shot", "s.n") ","
      " " ID("asset", "(1 + (" DICE("cast", "s.n", "@assets") " + k.n) % @assets)") ","
      " 1 + " DICE("occurrences", "s.n", "2") ", IF(k.n = 1, 'animate', 'fixed'), '{}'"
      " FROM " NUMBERS("@shots") " s JOIN " NUMBERS("LEAST(4, @assets)") " k" },
    { NULL,
      "UPDATE entity e JOIN (SELECT l.entity_in_id AS id, COUNT(*) AS n FROM entity_link l"
      " JOIN entity s ON s.id = l.entity_in_id WHERE s.project_id = @project GROUP BY 1) c ON c.id = e.id"
      " SET e.nb_entities_out = c.n" },
};

#define TASKS(kind, of, most)                                                                         \
    "INSERT INTO task (id, name, priority, difficulty, estimation, start_date, due_date, project_id,"  \
    " task_type_id, task_status_id, entity_id, assigner_id, created_at)"                               \
    " SELECT " ID("task", "CONCAT(e.id, ' ', k.place)") ", 'main', " DICE("priority", "e.id", "4") "," \
    " 1 + " DICE("difficulty", "e.id", "5") ", 480 * (2 + " DICE("estimation", "e.id", "4") "),"       \
    " " AT(BEGINS(most)) ", " AT("(" BEGINS(most) " + " DAY " * (3 + " DICE("estimation", "e.id", "4") "))") \
    ", @project, k.id, @todo, e.id, " ID("person", "2") ", @start"                                     \
    " FROM (SELECT n, " ID(kind, "n") " AS id FROM " NUMBERS(most) " m) e JOIN " TASK_TYPES(of) " k"

static const struct step tasks[] = {
    { "tasks of shots", TASKS("shot", "Shot", "@shots") },
    { "tasks of assets", TASKS("asset", "Asset", "@assets") },
    { "assignments",
      "INSERT INTO task_person_link (task_id, person_id)"
      " SELECT t.id, " SOME_ARTIST("first", "t.id") " FROM task t WHERE t.project_id = @project"
      " UNION SELECT t.id, " SOME_ARTIST("second", "t.id") " FROM task t WHERE t.project_id = @project"
      " AND " DICE("two", "t.id", "6") " = 0" },
    { "hours",
      "INSERT INTO time_spent (id, duration, date, task_id, person_id)"
      " SELECT " ID("hours", "CONCAT(t.id, ' ', l.person_id, ' ', d.n)") ", 60 * (2 + " DICE("hours", "t.id", "6") "),"
      " DATE(TIMESTAMPADD(DAY, d.n, t.start_date)), t.id, l.person_id"
      " FROM task t JOIN task_person_link l ON l.task_id = t.id JOIN " NUMBERS("3") " d"
      " WHERE t.project_id = @project AND TIMESTAMPADD(DAY, d.n, t.start_date) < @now" },
};

/* Begun; shown; done, or to be done again: then shown and done once more. */
#define STEP_AT "TIMESTAMPADD(SECOND, TIMESTAMPDIFF(SECOND, t.start_date, t.due_date) * k.n / 6, t.start_date)"
#define AGAIN   DICE("again", "t.id", "3") " = 0"

static const struct step talk[] = {
    { "comments",
      "INSERT INTO comment (id, object_id, object_type, text, task_status_id, person_id, checklist, created_at, updated_at)"
      " SELECT " ID("comment", "CONCAT(t.id, ' ', k.n)") ", t.id, 'Task',"
      " ELT(k.n, 'Begun.', 'A first version for you to look at.', IF(" AGAIN ","
      " 'The arc of the hand stops too early; please hold it six frames longer, and mind the light.', 'Approved.'),"
      " 'Held longer, and the light is warmer now.', 'Lovely. Approved.'),"
      " ELT(k.n, @wip, @shown, IF(" AGAIN ", @retake, @done), @shown, @done),"
      " IF(k.n IN (3, 5), " SOME_SUPERVISOR("judge", "t.id") ", " SOME_ARTIST("first", "t.id") "), '[]',"
      " " STEP_AT ", " STEP_AT
      " FROM task t JOIN " NUMBERS("5") " k WHERE t.project_id = @project AND " STEP_AT " < @now"
      " AND (k.n <= 3 OR " AGAIN ")" },
    { "previews",
      "INSERT INTO preview_file (id, name, original_name, revision, extension, status, width, height, duration,"
      " file_size, is_movie, task_id, person_id, created_at, updated_at)"
      " SELECT " ID("preview", "c.id") ", CONCAT('take ', LEFT(c.id, 8)), CONCAT('take_', LEFT(c.id, 8)),"
      " ROW_NUMBER() OVER (PARTITION BY t.id ORDER BY c.created_at), 'mp4', 'missing', 1920, 1080, 4.0,"
      " 4000000, TRUE, t.id, c.person_id, c.created_at, c.created_at"
      " FROM comment c JOIN task t ON t.id = c.object_id"
      " WHERE t.project_id = @project AND c.task_status_id = @shown" },
    { NULL,
      "INSERT INTO comment_preview_link (comment, preview_file)"
      " SELECT c.id, p.id FROM task t JOIN comment c ON c.object_id = t.id"
      " JOIN preview_file p ON p.id = " ID("preview", "c.id") " WHERE t.project_id = @project" },
    { "news",
      "INSERT INTO news (id, `change`, author_id, comment_id, task_id, preview_file_id, created_at)"
      " SELECT " ID("news", "c.id") ", TRUE, c.person_id, c.id, t.id, l.preview_file, c.created_at"
      " FROM task t JOIN comment c ON c.object_id = t.id LEFT JOIN comment_preview_link l ON l.comment = c.id"
      " WHERE t.project_id = @project" },
    { "notifications",
      "INSERT INTO notification (id, `read`, `change`, type, person_id, author_id, comment_id, task_id, created_at)"
      " SELECT " ID("notice", "CONCAT(c.id, ' ', l.person_id)") ", c.created_at < TIMESTAMPADD(DAY, -7, @now), TRUE,"
      " 'comment', l.person_id, c.person_id, c.id, t.id, c.created_at"
      " FROM task t JOIN comment c ON c.object_id = t.id JOIN task_person_link l ON l.task_id = t.id"
      " WHERE t.project_id = @project AND l.person_id <> c.person_id" },
    { "events",
      "INSERT INTO api_event (id, name, user_id, project_id, data, created_at)"
      " SELECT " ID("event", "c.id") ", 'comment:new', c.person_id, @project, JSON_OBJECT('comment_id', c.id,"
      " 'task_id', t.id, 'task_status_id', c.task_status_id), c.created_at"
      " FROM task t JOIN comment c ON c.object_id = t.id WHERE t.project_id = @project" },
};

static const struct step results[] = {
    { NULL,
      "UPDATE task t JOIN (SELECT c.object_id AS id, MAX(c.created_at) AS last_at, MIN(c.created_at) AS first_at,"
      " SUM(c.task_status_id = @retake) AS again, MAX(IF(c.task_status_id = @shown, c.created_at, NULL)) AS shown_at"
      " FROM comment c JOIN task i ON i.id = c.object_id WHERE i.project_id = @project GROUP BY 1) s ON s.id = t.id"
      " JOIN comment c ON c.object_id = t.id AND c.created_at = s.last_at"
      " SET t.task_status_id = c.task_status_id, t.last_comment_date = s.last_at, t.real_start_date = s.first_at,"
      " t.retake_count = s.again, t.end_date = s.shown_at,"
      " t.done_date = IF(c.task_status_id = @done, s.last_at, NULL),"
      " t.completion_rate = IF(c.task_status_id = @done, 100, 0)" },
    { NULL,
      "UPDATE task t SET t.duration ="
      " (SELECT COALESCE(SUM(s.duration), 0) FROM time_spent s WHERE s.task_id = t.id),"
      " t.last_preview_file_id = (SELECT p.id FROM preview_file p WHERE p.task_id = t.id"
      " ORDER BY p.revision DESC LIMIT 1) WHERE t.project_id = @project" },
    { NULL,
      "UPDATE entity e JOIN (SELECT t.entity_id AS id, t.last_preview_file_id AS preview, ROW_NUMBER() OVER"
      " (PARTITION BY t.entity_id ORDER BY t.last_comment_date DESC) AS place FROM task t"
      " WHERE t.project_id = @project AND t.last_preview_file_id IS NOT NULL) p ON p.id = e.id AND p.place = 1"
      " SET e.preview_file_id = p.preview" },
    { "playlists",
      "INSERT INTO playlist (id, name, shots, project_id, for_entity, created_by, created_at)"
      " SELECT " ID("playlist", "w.week") ", CONCAT('Dailies of week ', w.week + 1),"
      " JSON_ARRAYAGG(JSON_OBJECT('entity_id', w.id, 'preview_file_id', w.preview)), @project, 'shot',"
      " " ID("person", "3") ", MIN(w.at) FROM (SELECT e.id, e.preview_file_id AS preview, p.created_at AS at,"
      " TIMESTAMPDIFF(DAY, @start, p.created_at) DIV 7 AS week, ROW_NUMBER() OVER"
      " (PARTITION BY TIMESTAMPDIFF(DAY, @start, p.created_at) DIV 7 ORDER BY p.created_at, e.id) AS place"
      " FROM entity e JOIN preview_file p ON p.id = e.preview_file_id"
      " WHERE e.project_id = @project AND e.entity_type_id = @shot) w WHERE w.place <= 20 GROUP BY w.week" },
};
// clang-format on

struct making {
    const struct seed *s;
    struct uuid        id;
    struct seed_made  *made;
    size_t             n;
};

static int set_states(struct cx *cx)
{
    return db_do(cx,
                 "SET @todo = (SELECT id FROM task_status ORDER BY is_default DESC, name LIMIT 1),"
                 " @wip = (SELECT id FROM task_status ORDER BY is_wip DESC, name LIMIT 1),"
                 " @shown = (SELECT id FROM task_status ORDER BY is_feedback_request DESC, name LIMIT 1),"
                 " @retake = (SELECT id FROM task_status ORDER BY is_retake DESC, name LIMIT 1),"
                 " @done = (SELECT id FROM task_status ORDER BY is_done DESC, name LIMIT 1)",
                 NO_ARGS, NULL);
}

/* What the steps share, as variables of the session. */
static int set_all(struct cx *cx, struct making *m)
{
    struct uuid shot, sequence;
    TRY(kind_id(cx, KIND_SHOT, &shot));
    TRY(kind_id(cx, KIND_SEQUENCE, &sequence));
    TRY(db_do(cx,
              "SET @name = ?, @key = MD5(CONCAT(?, ' ', ?)), @shots = ?, @now = ?,"
              " @shot = ?, @sequence = ?",
              ARGS(ARG(m->s->name), ARG(m->s->name), ARG(m->s->seed), ARG(m->s->shots), ARG(cx->now),
                   ARG(shot), ARG(sequence)),
              NULL));
    TRY(db_do(cx,
              "SET @assets = (@shots * 2 + 4) DIV 5, @start = TIMESTAMPADD(DAY, -60, DATE(@now))",
              NO_ARGS, NULL));
    TRY(set_states(cx));
    TRY(db_id(cx, "SELECT " ID("project", "1"), NO_ARGS, &m->id, NULL));
    return db_do(cx, "SET @project = ?", ARGS(ARG(m->id)), NULL);
}

static int free_name(struct cx *cx, const char *name)
{
    bool found;
    TRY(db_id(cx, "SELECT id FROM project WHERE name = ? LIMIT 1", ARGS(ARG(name)), NULL, &found));
    return found ? refuse(cx, E_CONFLICT, "There is a production `%s` already", name) : 0;
}

static int take(struct cx *cx, struct making *m, const struct step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t changed;
        TRY(db_do(cx, steps[i].sql, NO_ARGS, &changed));
        if (steps[i].what)
            m->made[m->n++] = (struct seed_made){ steps[i].what, changed };
    }
    return 0;
}

static int make(struct cx *cx, void *u)
{
    struct making *m = u;
    m->n             = 0;
    TRY(free_name(cx, m->s->name));
    TRY(set_all(cx, m));
    TRY(take(cx, m, people, COUNT(people)));
    TRY(take(cx, m, production, COUNT(production)));
    TRY(take(cx, m, entities, COUNT(entities)));
    TRY(take(cx, m, tasks, COUNT(tasks)));
    TRY(take(cx, m, talk, COUNT(talk)));
    return take(cx, m, results, COUNT(results));
}

int seed_make(struct cx *cx, const struct seed *s, struct uuid *project_id, struct seed_made **made,
              size_t *n)
{
    size_t        most = COUNT(people) + COUNT(production) + COUNT(entities) + COUNT(tasks) + COUNT(talk) +
                  COUNT(results);
    struct making m = { .s = s, .made = arena_alloc_array(cx->arena, most, sizeof *m.made) };
    TRY(db_tx(cx, TX_ONCE, make, &m));
    *project_id = m.id;
    *made       = m.made;
    *n          = m.n;
    return 0;
}
