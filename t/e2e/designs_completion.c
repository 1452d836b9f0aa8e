/* designs_completion.c - wishes for base images that are missing: what is left of them, and what
 * administrators read. The stack has no channel to tell anybody; t/db has. */
#include "t/e2e/designs.h"
#include <string.h>

#define WISH DESIGNS "/{d}/request-completion"
#define BOTH "{\"subject_ids\":[\"{subject}\"],\"shot_type_ids\":[\"{shot}\",\"{shot2}\"]}"

static int64_t requests(void)
{
    return sql_number("SELECT COUNT(*) FROM completion_request WHERE set_design_id = ?", ARGS(ARG(uuid_of(story_get("d")))));
}

static void what_is_there_is_left_out(void **state)
{
    (void)state;
    // clang-format off
    STORY(((const struct step[]){
        { "a design", "ada", "POST", DESIGNS, "{\"name\":\"W\",\"organization_id\":\"{group}\",\"base_images\":[{\"subject_id\":\"{subject}\",\"shot_type_id\":\"{shot}\"}],"
          "\"reference_images\":[{\"shot_type_id\":\"{shot2}\"}],\"subject_portraits\":[{\"subject_id\":\"{subject2}\"}]}", 200, .keep = { "id", "d" } },
        { "one pair of two", "ada", "POST", WISH, BOTH, 200, { "message", "Completion requested" } },
        { "is what is read", "boss", "GET", API "/completion-requests?limit=1", NULL, 200,
          { "data.#", "1", "data.0.set_design_id", "{d}", "data.0.owner_id", "{ada_id}", "data.0.pairs", "[{\"subject_id\":\"{subject}\",\"shot_type_id\":\"{shot2}\"}]", "data.0.notified", "false" },
          { "count", "n" } },
        { "with a time", "boss", "GET", API "/completion-requests/?limit=1", NULL, 200, { "data.0.created_at", "*", "data.0.id", "*" } },
        { "what is there", "ada", "POST", WISH, "{\"subject_ids\":[\"{subject}\",\"{subject}\"],\"shot_type_ids\":[\"{shot}\"]}", 200, { "message", "Nothing to complete" } },
        { "any of a subject", "ada", "POST", WISH, "{\"subject_ids\":[\"{subject}\"],\"shot_type_ids\":[]}", 200, { "message", "Nothing to complete" } },
        { "any of a shot type", "ada", "POST", WISH, "{\"subject_ids\":[],\"shot_type_ids\":[\"{shot}\"]}", 200, { "message", "Nothing to complete" } },
        { "a reference is none", "ada", "POST", WISH, "{\"subject_ids\":[],\"shot_type_ids\":[\"{shot2}\"]}", 200, { "message", "Completion requested" } },
        { "and says so", "boss", "GET", API "/completion-requests?limit=1", NULL, 200, { "data.0.pairs", "[{\"subject_id\":null,\"shot_type_id\":\"{shot2}\"}]" } },
        { "nor is a portrait", "mia", "POST", WISH "?organization_id={group}", "{\"subject_ids\":[\"{subject2}\"],\"shot_type_ids\":[]}", 200, { "message", "Completion requested" } },
        { "hers", "boss", "GET", API "/completion-requests?limit=1", NULL, 200, { "data.0.pairs", "[{\"subject_id\":\"{subject2}\",\"shot_type_id\":null}]", "data.0.owner_id", "{mia_id}" } },
        { "the one before", "boss", "GET", API "/completion-requests?skip=1&limit=1", NULL, 200, { "data.0.pairs", "[{\"subject_id\":null,\"shot_type_id\":\"{shot2}\"}]" } },
        { "once it is there", "ada", "PUT", DESIGNS "/{d}", "{\"base_images\":[{\"subject_id\":\"{subject}\",\"shot_type_id\":\"{shot}\"},{\"subject_id\":\"{subject}\",\"shot_type_id\":\"{shot2}\"}]}", 200 },
        { "it is not wanted", "ada", "POST", WISH, BOTH, 200, { "message", "Nothing to complete" } },
        { "of others", "otto", "POST", WISH, BOTH, 403 },
        { "a member's", "mia", "GET", API "/completion-requests", NULL, 403, { "detail", "Not enough permissions" } },
        { "anonymous", NULL, "GET", API "/completion-requests", NULL, 401 },
        { "numbers of rows", "boss", "GET", API "/completion-requests?limit=0", NULL, 422 },
    }));
    // clang-format on
    assert_int_equal(requests(), 3);
}

static void all_at_once(void **state)
{
    enum { TIMES = 6 };
    int status[TIMES];
    (void)state;
    story_set("d", design_made(story_get("ada"), "{\"name\":\"W\"}"));
    at_once(&(struct call){ .method = "POST", .path = text_format(DESIGNS "/%s/request-completion", story_get("d")), .token = story_get("ada"),
                            .json = text_format("{\"subject_ids\":[\"%s\"],\"shot_type_ids\":[\"%s\"]}", story_get("subject"), story_get("shot")) },
            TIMES, status);
    for (int i = 0; i < TIMES; i++)
        assert_int_equal(status[i], 200);
    assert_int_equal(requests(), TIMES);
    /* they go with the design */
    WANT_STATUS(ASK("DELETE", text_format(DESIGNS "/%s", story_get("d")), .token = story_get("ada")), 200);
    assert_int_equal(requests(), 0);
}

static int begin(void **state)
{
    (void)state;
    designs_begin();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there_is_left_out),
        cmocka_unit_test(all_at_once),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
