/* tus.c - what the tests of uploads in pieces share. */
#include "t/e2e/tus.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "model/base/crypt.h"
#include "model/base/text.h"

struct account ada, bob;
char           content[BYTES];

void content_new(void) { random_bytes(content, sizeof content); }

int tus_begin(void **state)
{
    (void)state;
    ada = account_new("user");
    bob = account_new("user");
    content_new();
    return 0;
}

const char *now_or(const char *text) { return text ? text : ""; }

void sleep_ms(long ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&t, NULL);
}

double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- requests ---- */

const char *id_of(const struct answer *a)
{
    const char *where = http_header(a, "Location", 0);
    assert_non_null(where);
    assert_null(strstr(where, "://"));
    return strrchr(where, '/') ? strrchr(where, '/') + 1 : where;
}

/* Where programs are killed nginx may have to say 503 once; a client comes again. */
const char *upload_new(const struct account *who, int64_t length)
{
    const struct answer *a = NULL;
    for (int tries = 0; tries < 50; tries++) {
        a = ASK("POST", TUS "/", .token = who->token,
                .headers = { V1, META, text_format("Upload-Length: %lld", (long long)length) });
        if (a->status != 503)
            break;
        sleep_ms(100);
    }
    WANT_STATUS(a, 201);
    return id_of(a);
}

const struct answer *head(const struct account *who, const char *id)
{
    return ASK("HEAD", text_format(TUS "/%s", id), .token = who->token, .headers = { V1 });
}

int64_t offset_of(const struct account *who, const char *id)
{
    const struct answer *a = head(who, id);
    WANT_STATUS(a, 200);
    return strtoll(now_or(http_header(a, "Upload-Offset", 0)), NULL, 10);
}

const struct answer *patch(const struct account *who, const char *id, int64_t from, int64_t to,
                           const char *header)
{
    return ASK("PATCH", text_format(TUS "/%s", id), .token = who->token, .type = PIECE,
               .body = content + from, .bytes = (size_t)(to - from),
               .headers = { V1, text_format("Upload-Offset: %lld", (long long)from), header });
}

void patch_well(const char *id, int64_t from, int64_t to)
{
    const struct answer *a = patch(&ada, id, from, to, NULL);
    WANT_STATUS(a, 204);
    WANT_TEXT(a, "header:Upload-Offset", text_format("%lld", (long long)to));
    WANT_TEXT(a, "header:Tus-Resumable", "1.0.0");
}

void is_video(const struct account *who, const char *id, size_t bytes)
{
    uint8_t     sum[SHA256_BYTES];
    char        hash[SHA256_HEX_SIZE];
    struct stat st;
    sha256_of(content, bytes, sum);
    hex_write(sum, sizeof sum, hash);
    assert_int_equal(
        stat(text_format("%s/store/blob/%.2s/%s", env_need("DAILIES_TEST_STATE"), hash, hash), &st),
        0);
    assert_int_equal(st.st_size, bytes);
    assert_int_equal(sql_number("SELECT COUNT(*) FROM video WHERE user_id = ? AND hash_id = ?"
                                " AND size_in_bytes = ? AND file_name = 'film.mp4'"
                                " AND video_type = 'video/mp4'",
                                ARGS(ARG(uuid_of(who->id)), ARG(uuid_of(id)), ARG((int64_t)bytes))),
                     1);
    assert_int_equal(
        sql_number("SELECT COUNT(*) FROM video_part WHERE id = ?", ARGS(ARG(uuid_of(id)))), 0);
}

const char *part_path(const char *id)
{
    return text_format("%s/store/part/%s", env_need("DAILIES_TEST_STATE"), id);
}

int64_t part_size(const char *id)
{
    struct stat st;
    return stat(part_path(id), &st) == 0 ? st.st_size : -1;
}

void part_grows_to(const char *id, int64_t bytes)
{
    for (int i = 0; i < 500 && part_size(id) < bytes; i++)
        sleep_ms(10);
    assert_true(part_size(id) >= bytes);
}
