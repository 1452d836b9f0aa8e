/* video.c - see video.h. */
#include "t/e2e/video.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "model/base/text.h"

enum { WAIT_MS = 120000, NAP_MS = 100 };

const char *video_seed(const struct account *who, const char *state, const char *title,
                       int64_t seconds_ago)
{
    static const char sql[] =
        "INSERT INTO video (id, user_id, hash_id, state, file_name, video_type, content_hash,"
        " size_in_bytes, upload_time, job_id, failure_reason, title, description, is_private,"
        " duration_seconds, width, height, blurhash, watch_key, ready_at, listing_time)"
        " VALUES (?, ?, ?, ?, 'film.mp4', 'video/mp4', NULL, 1234, NOW(6) - INTERVAL ? SECOND, ?,"
        " ?, ?, ?, ?, ?, 640, 360, NULL, ?, NOW(6) - INTERVAL ? SECOND,"
        " IF(?, NOW(6) - INTERVAL ? SECOND, NULL))";
    const char *id      = text_unique();
    bool        ready   = strcmp(state, "processing") != 0 && strcmp(state, "failed") != 0;
    bool        listed  = strcmp(state, "listed") == 0 || strcmp(state, "private") == 0;
    bool        private = strcmp(state, "private") == 0;
    const char *failure = strcmp(state, "failed") == 0 ? "Corrupted/Invalid file" : NULL;
    sql_do(sql,
           ARGS(ARG(uuid_new()), ARG(uuid_of(who->id)), ARG(uuid_of(id)),
                ARG(ready ? "ready" : state), ARG(seconds_ago), ARG(uuid_new()), ARG(failure),
                ARG(ready ? title : NULL), ARG(listed ? "About it" : NULL), ARG(private),
                ARG_IF(ready, (int64_t)12), ARG(uuid_new()), ARG(seconds_ago), ARG(listed),
                ARG(seconds_ago)));
    return id;
}

const struct answer *video_send(const char *token, const char *path, const char *type,
                                const char *name, const char **hash_id)
{
    const struct answer *a = ASK("GET", text_format("/video/upload/?file_content_type=%s&file_name=%s",
                                                    type, name), .token = token);
    size_t      n, at = 0, cap;
    char       *file, *body;
    const char *boundary = "x-boundary-of-a-test-5f2c";
    WANT_STATUS(a, 200);
    if (hash_id) { /* uploaded-videos/<user>/<hash_id>/<name> */
        const char *key = http_text(a, "signatures.key");
        *hash_id        = text_format("%.36s", key + strlen("uploaded-videos/") + 37);
    }
    file = footage_read(path, &n);
    cap  = n + 32768;
    body = malloc(cap);
    assert_non_null(body);
    {
        struct json_object *fields = http_at(a, "signatures");
        json_object_object_foreach(fields, field, value)
            at += (size_t)snprintf(body + at, cap - at,
                                   "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                                   boundary, field, json_object_get_string(value));
    }
    at += (size_t)snprintf(body + at, cap - at,
                           "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                           "Content-Type: application/octet-stream\r\n\r\n", boundary, name);
    memcpy(body + at, file, n);
    at += n;
    at += (size_t)snprintf(body + at, cap - at, "\r\n--%s--\r\n", boundary);
    free(file);
    return ASK("POST", "/video/upload/form/", .body = body, .bytes = at,
               .type = text_format("multipart/form-data; boundary=%s", boundary));
}

static const char *entry_of(const struct answer *a, const char *list, const char *hash_id)
{
    int64_t n = http_int(a, text_format("%s.#", list));
    for (int64_t i = 0; i < n; i++)
        if (strcmp(http_text(a, text_format("%s.%lld.hash_id", list, (long long)i)), hash_id) == 0)
            return text_format("%s.%lld", list, (long long)i);
    return NULL;
}

const struct answer *video_awaited(const char *token, const char *hash_id, const char **at)
{
    const struct answer *a = NULL;
    for (int64_t waited = 0; waited < WAIT_MS; waited += NAP_MS) {
        a = ASK("GET", "/video/my/", .token = token);
        WANT_STATUS(a, 200);
        *at = entry_of(a, "videos", hash_id);
        if (*at)
            return a;
        *at = entry_of(a, "unprocessed_videos", hash_id);
        if (!*at)
            http_fail(a, __FILE__, __LINE__, "the video is not among the caller's");
        if (http_text(a, text_format("%s.failure_reason", *at)))
            return a;
        usleep(NAP_MS * 1000);
    }
    http_fail(a, __FILE__, __LINE__, "the video does not get ready");
    return a;
}

const struct answer *ladder_awaited(const char *token, const char *user_id, const char *hash_id)
{
    const char          *path = text_format("/video/watch/?user_id=%s&hash_id=%s", user_id, hash_id);
    const struct answer *a    = NULL;
    for (int64_t waited = 0; waited < WAIT_MS; waited += NAP_MS) {
        a = ASK("GET", path, .token = token);
        WANT_STATUS(a, 200);
        if (http_text(a, "hls_url"))
            return a;
        usleep(NAP_MS * 1000);
    }
    http_fail(a, __FILE__, __LINE__, "the ladder is not made");
    return a;
}
