/*
 * video_form_broken.c - forms whose lines break, that take long, that are too large to be read,
 * or that come twice at once.
 */
#include "t/e2e/signed.h"
#include <curl/curl.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A body that is made while it is sent: what stands in front of the file, then the file. */
struct slow {
    const char *head;
    size_t      head_bytes, sent;
    curl_off_t  stop_at;  /* the line breaks here; 0: never */
    size_t      pause_at; /* once */
    long        pause_ms;
    char        answer[20000];
    size_t      answer_bytes;
};

static void sleep_for(long ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&t, NULL);
}

static size_t give(char *to, size_t size, size_t n, void *u)
{
    struct slow *s     = u;
    size_t       bytes = size * n;
    if (s->stop_at && (curl_off_t)s->sent >= s->stop_at)
        return CURL_READFUNC_ABORT;
    if (s->pause_ms && s->sent < s->pause_at) {
        bytes = s->pause_at;
    } else if (s->pause_ms) {
        sleep_for(s->pause_ms);
        s->pause_ms = 0;
    }
    if (s->sent < s->head_bytes) {
        if (bytes > s->head_bytes - s->sent)
            bytes = s->head_bytes - s->sent;
        memcpy(to, s->head + s->sent, bytes);
    } else {
        memset(to, 'x', bytes);
    }
    s->sent += bytes;
    return bytes;
}

static size_t keep(char *bytes, size_t size, size_t n, void *u)
{
    struct slow *s = u;
    if (s->answer_bytes + size * n < sizeof s->answer) {
        memcpy(s->answer + s->answer_bytes, bytes, size * n);
        s->answer_bytes += size * n;
    }
    return size * n;
}

/* The answer's status, 0 when there was none. bytes: what the request says that it has. */
static long send_slowly(struct slow *s, curl_off_t bytes)
{
    CURL              *h       = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: " FORM_TYPE);
    long               status  = 0;
    headers                    = curl_slist_append(headers, "Expect:");
    assert_non_null(h);
    curl_easy_setopt(h, CURLOPT_URL, text_format("%s" FORM, env_need("DAILIES_TEST_URL")));
    curl_easy_setopt(h, CURLOPT_CAINFO, env_need("DAILIES_TEST_CA"));
    curl_easy_setopt(h, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(h, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(h, CURLOPT_POST, 1L);
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, bytes);
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(h, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(h, CURLOPT_READDATA, s);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, s);
    curl_easy_setopt(h, CURLOPT_TIMEOUT, 60L);
    curl_easy_perform(h);
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(h);
    curl_slist_free_all(headers);
    return status;
}

/* What stands in front of the file's content, and the whole for so many bytes of it. */
static struct slow front_of(const struct form *f)
{
    struct slow s = { .head = NULL };
    size_t      n, file;
    s.head       = form_body(f, &n, &file);
    s.head_bytes = file;
    return s;
}

/* Files of uploads under way. */
static int unfinished(void)
{
    DIR *d = opendir(text_format("%s/store/tmp", env_need("DAILIES_TEST_STATE")));
    int  n = 0;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static void nothing_unfinished(void)
{
    for (int i = 0; i < 500 && unfinished(); i++)
        sleep_for(10);
    assert_int_equal(unfinished(), 0);
}

static void no_row(const struct form *f)
{
    assert_int_equal(
        sql_number("SELECT COUNT(*) FROM video WHERE hash_id = ?", ARGS(ARG(uuid_of(f->hash_id)))),
        0);
}

static void breaks_off(void **state)
{
    static const curl_off_t at[] = { 1, 300, 60000, 3000000 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        struct form f = form_new(&ada);
        struct slow s = front_of(&f);
        s.stop_at     = at[i];
        assert_int_equal(send_slowly(&s, 10000000), 0);
        nothing_unfinished();
        no_row(&f);
    }
}

/* Its last bytes are there, but not the end of the form. */
static void breaks_off_at_the_end(void **state)
{
    struct form          f = form_new(&ada);
    const struct answer *a;
    size_t               n, file;
    const char          *body = form_body(&f, &n, &file);
    (void)state;
    a = ASK("POST", FORM, .type = FORM_TYPE, .body = body, .bytes = n - 4);
    want_error(a, 400, "MalformedPOSTRequest");
    form_left_nothing(&f);
    nothing_unfinished();
}

/* Judged by what the request says of its length, and the answer comes at once. */
static void is_answered_before_it_is_read(struct form *f, curl_off_t bytes, long status,
                                          const char *code)
{
    struct slow s = front_of(f);
    assert_int_equal(send_slowly(&s, bytes), status);
    if (!strstr(s.answer, text_format("<Code>%s</Code>", code)))
        fail_msg("%zu bytes were sent, the answer is \"%s\"", s.sent, s.answer);
    assert_true(s.sent < 20000000);
    nothing_unfinished();
    no_row(f);
}

static void too_large_to_be_read(void **state)
{
    struct form    f   = form_new(&ada);
    struct account eve = account_new("user");
    (void)state;
    is_answered_before_it_is_read(&f, 1000100000, 400, "EntityTooLarge");
    form_set(&f, "x-amz-signature", "no");
    is_answered_before_it_is_read(&f, 900000000, 403, "SignatureDoesNotMatch");
    f = form_new(&eve);
    sql_do("INSERT INTO video_part (id, user_id, file_name, video_type, bytes, expires_at)"
           " VALUES (UUID(), ?, 'x.mp4', 'video/mp4', 107000000000, NOW(6) + INTERVAL 1 HOUR)",
           ARGS(ARG(uuid_of(eve.id))));
    is_answered_before_it_is_read(&f, 900000000, 507, "InsufficientStorage");
    f = form_new(&ada);
    form_policy(&f, "[\"content-length-range\",1,100000]");
    is_answered_before_it_is_read(&f, 900000000, 400, "EntityTooLarge");
}

/* The policy ends while the form comes: it was good when the request began. */
static void takes_longer_than_its_policy(void **state)
{
    struct form f = form_new(&ada);
    struct slow s = { .pause_at = 100, .pause_ms = 2500 };
    size_t      file;
    (void)state;
    form_policy(&f, "1s");
    s.head = form_body(&f, &s.head_bytes, &file);
    assert_int_equal(send_slowly(&s, (curl_off_t)s.head_bytes), 204);
    form_is_video(&f, 1);
    want_error(form_send(&f), 403, "AccessDenied");
}

/* Who has not shown a signature is not waited for. */
static void takes_too_long_to_sign(void **state)
{
    struct form f = form_new(&ada);
    struct slow s = { .pause_at = 100, .pause_ms = 12000 };
    size_t      file;
    (void)state;
    s.head = form_body(&f, &s.head_bytes, &file);
    assert_int_equal(send_slowly(&s, (curl_off_t)s.head_bytes), 400);
    assert_non_null(strstr(s.answer, "<Code>RequestTimeout</Code>"));
    form_left_nothing(&f);
}

enum { AT_ONCE = 4 };

/* Several times the same upload at once: one video, one job. */
static void comes_at_once(void **state)
{
    struct form f = form_new(&ada);
    pid_t       child[AT_ONCE];
    (void)state;
    for (int i = 0; i < AT_ONCE; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        if (child[i] == 0) {
            http_forked();
            _exit(form_send(&f)->status == 204 ? 0 : 1);
        }
    }
    for (int i = 0; i < AT_ONCE; i++) {
        int status = -1;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_int_equal(sql_number("SELECT COUNT(*) FROM video WHERE hash_id = ?",
                                ARGS(ARG(uuid_of(f.hash_id)))),
                     1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(breaks_off),           cmocka_unit_test(breaks_off_at_the_end),
        cmocka_unit_test(too_large_to_be_read), cmocka_unit_test(takes_longer_than_its_policy),
        cmocka_unit_test(takes_too_long_to_sign), cmocka_unit_test(comes_at_once),
    };
    return cmocka_run_group_tests(tests, signed_begin, NULL);
}
