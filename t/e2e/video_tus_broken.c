/* video_tus_broken.c - uploads in pieces: several writers, broken lines, killed programs. */
#include "t/e2e/tus.h"
#include <curl/curl.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "model/base/crypt.h"

/* ---- a line that can break ---- */

static CURL *line_open(void)
{
    CURL *h = curl_easy_init();
    curl_easy_setopt(h, CURLOPT_URL, env_need("DAILIES_TEST_URL"));
    curl_easy_setopt(h, CURLOPT_CAINFO, env_need("DAILIES_TEST_CA"));
    curl_easy_setopt(h, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(h, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(h, CURLOPT_CONNECT_ONLY, 1L);
    assert_int_equal(curl_easy_perform(h), CURLE_OK);
    return h;
}

static void line_send(CURL *h, const void *bytes, size_t n)
{
    const char *from = bytes;
    while (n > 0) {
        size_t   sent = 0;
        CURLcode rc   = curl_easy_send(h, from, n, &sent);
        if (rc == CURLE_AGAIN) {
            sleep_ms(2);
            continue;
        }
        assert_int_equal(rc, CURLE_OK);
        from += sent;
        n -= sent;
    }
}

/* Status of the answer; 0 if the line was closed without one. */
static int line_status(CURL *h, int wait_ms)
{
    char   text[4096];
    size_t n = 0, got;
    for (int waited = 0; waited < wait_ms; waited += 10) {
        CURLcode rc = curl_easy_recv(h, text + n, sizeof text - 1 - n, &got);
        if (rc == CURLE_AGAIN) {
            sleep_ms(10);
            continue;
        }
        if (rc != CURLE_OK || got == 0)
            return 0;
        n += got;
        text[n] = 0;
        if (strstr(text, "\r\n\r\n"))
            return (int)strtol(text + strcspn(text, " "), NULL, 10);
    }
    return -1;
}

/* The head of a PATCH and the first bytes of its body. */
static CURL *patch_begun(const char *id, int64_t from, int64_t to, int64_t sent, const char *header)
{
    CURL       *h = line_open();
    const char *text =
        text_format("PATCH " TUS "/%s HTTP/1.1\r\nHost: localhost\r\n" V1 "\r\n"
                    "Authorization: Bearer %s\r\nContent-Type: " PIECE "\r\n"
                    "Upload-Offset: %lld\r\nContent-Length: %lld\r\n%s\r\n",
                    id, ada.token, (long long)from, (long long)(to - from), now_or(header));
    line_send(h, text, strlen(text));
    line_send(h, content + from, (size_t)(sent - from));
    return h;
}

/* ---- more than one ---- */

/* While one writes, slowly but steadily, another one is told so. */
static void two_writers(void **state)
{
    const char          *id = upload_new(&ada, 3000000);
    CURL                *first;
    const struct answer *a;
    pid_t                second;
    int                  status;
    (void)state;
    content_new();
    first = patch_begun(id, 0, BYTES, 100000, NULL);
    part_grows_to(id, 60000);
    second = fork();
    assert_true(second >= 0);
    if (second == 0) {
        http_forked();
        a = patch(&ada, id, part_size(id), BYTES, NULL);
        _exit(a->status == 423 ? 0 : 1);
    }
    for (int64_t at = 100000; at < BYTES; at += 100000) {
        line_send(first, content + at, 100000);
        sleep_ms(130);
    }
    assert_int_equal(line_status(first, 20000), 204);
    curl_easy_cleanup(first);
    assert_int_equal(waitpid(second, &status, 0), second);
    assert_int_equal(status, 0);
    is_video(&ada, id, BYTES);
}

/* Asking how far it is does not disturb, and does not wait for long. */
static void seen_while_written(void **state)
{
    const char *id   = upload_new(&ada, BYTES);
    CURL       *line = patch_begun(id, 0, BYTES, HALF, NULL);
    double      from = seconds();
    (void)state;
    part_grows_to(id, HALF - 100000);
    assert_in_range(offset_of(&ada, id), HALF - 100000, HALF);
    assert_true(seconds() - from < 5);
    line_send(line, content + HALF, BYTES - HALF);
    assert_int_equal(line_status(line, 20000), 204);
    curl_easy_cleanup(line);
    is_video(&ada, id, BYTES);
}

/* The first line is still there, but nothing comes through it any more. */
static void a_dead_line_is_given_up(void **state)
{
    const char *id = upload_new(&ada, BYTES);
    CURL       *dead;
    double      from;
    int64_t     at;
    int         tries = 0;
    (void)state;
    content_new();
    dead = patch_begun(id, 0, BYTES, HALF, NULL);
    part_grows_to(id, HALF - 100000);
    from = seconds();
    for (;;) { /* as clients do */
        const struct answer *a;
        at = offset_of(&ada, id);
        a  = patch(&ada, id, at, BYTES, NULL);
        if (a->status == 204)
            break;
        assert_true(a->status == 409 || a->status == 423);
        assert_true(++tries < 5);
    }
    assert_true(seconds() - from < 8);
    assert_in_range(at, HALF - 100000, HALF);
    is_video(&ada, id, BYTES);
    curl_easy_cleanup(dead);
}

/* ---- what breaks ---- */

static void a_line_that_breaks(void **state)
{
    const char *id = upload_new(&ada, BYTES);
    int64_t     at = 0;
    (void)state;
    content_new();
    for (int cuts = 0; cuts < 3; cuts++) {
        int64_t to   = at + 700000;
        CURL   *line = patch_begun(id, at, BYTES, to, NULL);
        part_grows_to(id, at + 300000);
        curl_easy_cleanup(line);
        at = offset_of(&ada, id);
        assert_in_range(at, to - 400000, to);
    }
    patch_well(id, at, BYTES);
    is_video(&ada, id, BYTES);
}

/* Whoever holds the partial file open. */
static pid_t writer_of(const char *id)
{
    DIR           *dir = opendir("/proc");
    struct dirent *entry;
    pid_t          found = 0;
    while ((entry = readdir(dir)) != NULL) {
        long pid = strtol(entry->d_name, NULL, 10);
        for (int fd = 0; pid > 0 && fd < 32; fd++) {
            char    link[4096];
            ssize_t n = readlink(text_format("/proc/%ld/fd/%d", pid, fd), link, sizeof link - 1);
            link[n > 0 ? n : 0] = 0;
            if (strstr(link, id) && !strstr(link, ".sure"))
                found = (pid_t)pid;
        }
    }
    closedir(dir);
    return found;
}

static void kill_writer(const char *id)
{
    pid_t pid = 0;
    for (int i = 0; i < 200 && !pid; i++) {
        pid = writer_of(id);
        sleep_ms(pid ? 0 : 10);
    }
    assert_true(pid > 0);
    assert_int_equal(kill(pid, SIGKILL), 0);
}

static void a_killed_program(void **state)
{
    const char *id = upload_new(&ada, BYTES);
    CURL       *line;
    int64_t     at;
    (void)state;
    content_new();
    line = patch_begun(id, 0, BYTES, HALF, NULL);
    part_grows_to(id, HALF - 200000);
    kill_writer(id);
    assert_true(line_status(line, 5000) >= 0);
    curl_easy_cleanup(line);
    at = offset_of(&ada, id);
    assert_in_range(at, HALF - 200000, HALF);
    patch_well(id, at, BYTES);
    is_video(&ada, id, BYTES);
}

/* What was not verified does not count, whatever ends the request. */
static void a_killed_check(void **state)
{
    const char *id = upload_new(&ada, BYTES);
    uint8_t     sum[SHA256_BYTES];
    char        b64[BASE64URL_SIZE(SHA256_BYTES) + 1];
    const char *header;
    CURL       *line;
    (void)state;
    content_new();
    sha256_of(content + 1000, BYTES - 1000, sum);
    base64url_write(sum, sizeof sum, b64);
    for (char *c = b64; *c; c++)
        *c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
    header = text_format("Upload-Checksum: sha256 %s=", b64);
    patch_well(id, 0, 1000);
    for (int cut = 0; cut < 2; cut++) {
        line = patch_begun(id, 1000, BYTES, HALF, text_format("%s\r\n", header));
        part_grows_to(id, HALF - 200000);
        if (cut)
            curl_easy_cleanup(line);
        else
            kill_writer(id);
        assert_int_equal(offset_of(&ada, id), 1000);
        if (!cut)
            curl_easy_cleanup(line);
    }
    WANT_STATUS(patch(&ada, id, 1000, BYTES, header), 204);
    is_video(&ada, id, BYTES);
}

/* The program ended between the last byte and the commit: whoever comes next finishes it. */
static void an_end_that_was_cut_off(void **state)
{
    (void)state;
    for (int way = 0; way < 2; way++) {
        const char *id = upload_new(&ada, BYTES);
        FILE       *f;
        content_new();
        patch_well(id, 0, HALF);
        f = fopen(part_path(id), "ab");
        assert_non_null(f);
        assert_int_equal(fwrite(content + HALF, 1, BYTES - HALF, f), BYTES - HALF);
        fclose(f);
        if (way)
            patch_well(id, BYTES, BYTES);
        else
            assert_int_equal(offset_of(&ada, id), BYTES);
        is_video(&ada, id, BYTES);
    }
}

/* Killed at any moment around the last byte: all that was sent is a video in the end, once. */
static void killed_near_the_end(void **state)
{
    (void)state;
    for (int round = 0; round < 12; round++) {
        const char *id = upload_new(&ada, BYTES);
        CURL       *line;
        pid_t       pid = 0;
        int64_t     at;
        content_new();
        line = patch_begun(id, 0, BYTES, BYTES - 1, NULL);
        part_grows_to(id, BYTES - 100000);
        pid = writer_of(id);
        line_send(line, content + BYTES - 1, 1);
        sleep_ms(round * 2);
        if (pid)
            kill(pid, SIGKILL);
        assert_true(line_status(line, 5000) >= 0);
        curl_easy_cleanup(line);
        at = offset_of(&ada, id);
        if (at < BYTES)
            patch_well(id, at, BYTES);
        is_video(&ada, id, BYTES);
    }
}

/* A client is told before it has sent all. */
static void too_long_is_said_early(void **state)
{
    const char *id   = upload_new(&ada, 100);
    CURL       *line = patch_begun(id, 0, INT64_C(900000000), 10, NULL);
    double      from = seconds();
    (void)state;
    assert_int_equal(line_status(line, 5000), 413);
    curl_easy_cleanup(line);
    assert_true(seconds() - from < 4);
    assert_int_equal(offset_of(&ada, id), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_writers),
        cmocka_unit_test(seen_while_written),
        cmocka_unit_test(a_dead_line_is_given_up),
        cmocka_unit_test(a_line_that_breaks),
        cmocka_unit_test(a_killed_program),
        cmocka_unit_test(a_killed_check),
        cmocka_unit_test(an_end_that_was_cut_off),
        cmocka_unit_test(killed_near_the_end),
        cmocka_unit_test(too_long_is_said_early),
    };
    return cmocka_run_group_tests(tests, tus_begin, NULL);
}
