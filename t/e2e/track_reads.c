/* track_reads.c - who may read what: every address of the tracker that is read by GET and is no generic
 * one, asked by nobody, the user, the client, the vendor, the supervisor, the manager, a manager
 * elsewhere and the administrator. track_reads.tsv: path, the status for each of them. */
#include "t/e2e/documented.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 300 };
static const char *const people[] = { NULL, "user", "client", "vendor", "supervisor", "manager", "outsider", "admin" };

static int begin(void **state)
{
    documented_new(state);
    static const struct step steps[] = {
        { "a scene", "admin", "POST", "/data/projects/{project}/scenes", "{\"name\":\"SC1\",\"sequence_id\":\"{sequence}\"}", 201, .keep = { "id", "scene" } },
    };
    STORY(steps);
    return 0;
}

/* How many of them get something else. */
static int row_is_wrong(char *line)
{
    char       *at   = line;
    const char *path = story_text(strsep(&at, "\t"));
    int         bad  = 0;
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        const char          *status = strsep(&at, " \n");
        const struct answer *a      = ASK("GET", path, .token = people[i] ? story_get(people[i]) : NULL);
        assert_non_null(status);
        if (a->status == strtol(status, NULL, 10))
            continue;
        print_error("%s as %s: %d, not %s\n", path, people[i] ? people[i] : "nobody", a->status, status);
        bad++;
    }
    return bad;
}

static void everybody_reads_what_he_may(void **state)
{
    FILE *f = fopen(text_format("%s/t/e2e/track_reads.tsv", env_need("DAILIES_TEST_SOURCE")), "re");
    char  line[LINE];
    int   bad = 0, n = 0;
    (void)state;
    assert_non_null(f);
    for (; fgets(line, sizeof line, f); n++)
        bad += row_is_wrong(line);
    fclose(f);
    assert_true(n > 200);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(everybody_reads_what_he_may) };
    return cmocka_run_group_tests(tests, begin, NULL);
}
