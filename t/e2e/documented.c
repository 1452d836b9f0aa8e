/* documented.c - see documented.h. */
#include "t/e2e/documented.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 300 };
struct endpoint endpoints[ENDPOINTS_MAX];
size_t          endpoints_count;

/* ---- what has been seen ---- */

static void endpoint_read(char *line)
{
    struct endpoint *e  = &endpoints[endpoints_count++];
    char            *at = line, *word, *statuses;
    line[strcspn(line, "\n")] = 0;
    e->method = strdup(strsep(&at, "\t"));
    e->path   = strdup(strsep(&at, "\t"));
    statuses  = at;
    for (size_t i = 0; (word = strsep(&statuses, ",")); i++) {
        assert_true(i < STATUSES_MAX);
        e->status[i] = (int)strtol(word, NULL, 10);
    }
}

static void endpoints_read(void)
{
    FILE *f = fopen(text_format("%s/t/e2e/track_documented.tsv", env_need("DAILIES_TEST_SOURCE")), "re");
    char  line[LINE];
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        assert_true(endpoints_count < ENDPOINTS_MAX);
        endpoint_read(line);
    }
    fclose(f);
}

/* {...} stands for any one part of a path; a query and a slash at the end do not count. */
static bool path_matches(const char *pattern, const char *path)
{
    while (*pattern) {
        if (*pattern == '{') {
            size_t n = strcspn(path, "/?");
            pattern += strcspn(pattern, "}") + 1;
            if (strcmp(pattern, ".png") == 0)
                return n > 4 && strncmp(path + n - 4, ".png", 4) == 0;
            path += n;
            continue;
        }
        if (*pattern++ != *path++)
            return false;
    }
    path += *path == '/';
    return !*path || *path == '?';
}

void saw(const char *method, const char *path, int status)
{
    const char *plain = strncmp(path, "/api/", 5) == 0 ? path + 4 : path;
    for (size_t i = 0; i < endpoints_count; i++)
        if (strcmp(endpoints[i].method, method) == 0 && path_matches(endpoints[i].path, plain))
            for (size_t k = 0; k < STATUSES_MAX && endpoints[i].status[k]; k++)
                endpoints[i].seen[k] |= endpoints[i].status[k] == status;
}

void run(const struct step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        story_run(&steps[i], 1);
        saw(steps[i].method, steps[i].path, steps[i].status);
    }
}

const struct answer *sent(const char *who, const char *method, const char *path, const char *name,
                          const void *bytes, size_t n, int status)
{
    const char *head = name ? text_format("--end\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\""
                                          "\r\nContent-Type: application/octet-stream\r\n\r\n", name)
                            : "--end\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny";
    static const char tail[] = "\r\n--end--\r\n";
    size_t            len    = strlen(head), all = len + n + sizeof tail - 1;
    char             *body   = malloc(all);
    assert_non_null(body);
    memcpy(body, head, len);
    if (n)
        memcpy(body + len, bytes, n);
    memcpy(body + len + n, tail, sizeof tail - 1);
    {
        const struct answer *a = ASK(method, story_text(path), .token = who ? story_get(who) : NULL,
                                     .type = "multipart/form-data; boundary=end", .body = body, .bytes = all);
        WANT_STATUS(a, status);
        saw(method, path, status);
        free(body);
        return a;
    }
}

const char *filled(const char *pattern)
{
    char   text[LINE];
    size_t n = 0;
    while (*pattern) {
        const char *value = NOWHERE;
        assert_true(n + sizeof NOWHERE < sizeof text);
        if (*pattern != '{') {
            text[n++] = *pattern++;
            continue;
        }
        if (strncmp(pattern, "{year}", 6) == 0)
            value = "2026";
        else if (strncmp(pattern, "{month}", 7) == 0 || strncmp(pattern, "{day}", 5) == 0)
            value = "1";
        n += (size_t)snprintf(text + n, sizeof text - n, "%s", value);
        pattern += strcspn(pattern, "}") + 1;
    }
    return text_format("%.*s", (int)n, text);
}

/* ---- the production ---- */

int documented_new(void **state)
{
    (void)state;
    endpoints_read();
    production_new(",\"production_type\":\"tvshow\"");
    story_set("none", NOWHERE);
    story_set("short", text_format("%.8s", text_unique()));
    static const struct step steps[] = {
        { "its episode", "admin", "GET", "/data/episodes?project_id={project}", NULL, 200, .keep = { "0.id", "episode" } },
        { "work on shots", "admin", "GET", "/data/task-types?name=Animation", NULL, 200, .keep = { "0.id", "animation" } },
        { "work on edits", "admin", "GET", "/data/task-types?name=Edit", NULL, 200, .keep = { "0.id", "cutting" } },
        { "a status", "admin", "GET", "/data/task-status?short_name=todo", NULL, 200, .keep = { "0.id", "todo" } },
        { "another", "admin", "GET", "/data/task-status?short_name=wip", NULL, 200, .keep = { "0.id", "wip" } },
        { "of the production", "admin", "POST", "/data/projects/{project}/settings/task-status", "{\"task_status_id\":\"{wip}\"}", 201 },
        { "and what is cut", "admin", "POST", "/data/projects/{project}/settings/task-types", "{\"task_type_id\":\"{cutting}\"}", 201 },
        { "an asset", "admin", "POST", "/data/projects/{project}/asset-types/{character}/assets/new", "{\"name\":\"Hero\"}", 201, .keep = { "id", "hero" } },
        { "another", "admin", "POST", "/data/projects/{project}/asset-types/{prop}/assets/new", "{\"name\":\"Lamp\"}", 201, .keep = { "id", "lamp" } },
        { "a sequence", "admin", "POST", "/data/projects/{project}/sequences", "{\"name\":\"SEQ1\",\"episode_id\":\"{episode}\"}", 201, .keep = { "id", "sequence" } },
        { "a shot", "admin", "POST", "/data/projects/{project}/shots", "{\"name\":\"SH1\",\"sequence_id\":\"{sequence}\",\"nb_frames\":100}", 201, .keep = { "id", "shot" } },
        { "an edit", "admin", "POST", "/data/projects/{project}/edits", "{\"name\":\"Cut\",\"episode_id\":\"{episode}\"}", 201, .keep = { "id", "edit" } },
        { "its work", "admin", "POST", "/data/tasks", "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{edit}\",\"task_type_id\":\"{cutting}\",\"task_status_id\":\"{todo}\"}", 201 },
        { "work", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{shot}\",\"task_type_id\":\"{animation}\",\"task_status_id\":\"{todo}\",\"assignees\":[\"{user_id}\"]}",
          201, .keep = { "id", "task" } },
        { "a comment", "user", "POST", "/actions/tasks/{task}/comment", "{\"task_status_id\":\"{wip}\",\"comment\":\"begun\"}", 201, .keep = { "id", "comment" } },
        { "a production of others", "admin", "POST", "/data/projects", "{\"name\":\"Others {mark}\"}", 201, .keep = { "id", "others" } },
        { "a preview", "admin", "POST", "/data/preview-files", "{\"name\":\"v1\",\"task_id\":\"{task}\",\"extension\":\"png\"}", 201, .keep = { "id", "preview" } },
        { "a department", "admin", "GET", "/data/departments?name=Animation", NULL, 200, .keep = { "0.id", "department" } },
    };
    STORY(steps);
    return 0;
}
