/* otp_test.c - codes by the clock against RFC 4226 and RFC 6238; letters and links. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/factor/otp.h"

#define SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" /* of both RFCs: 12345678901234567890 */
static struct cx cx;

static bool at(int64_t s, const char *code, int64_t *step)
{
    return totp_check(SECRET, (struct utc){ s * 1000000 }, code, step);
}

/* Appendix D of RFC 4226: the codes of the counters 0 to 9. */
static void rfc_4226(void **state)
{
    static const char *const codes[] = { "755224", "287082", "359152", "969429", "338314",
                                         "254676", "287922", "162583", "399871", "520489" };
    int64_t step;
    (void)state;
    for (int64_t i = 1; i < (int64_t)COUNT(codes); i++) {
        assert_true(at(i * TOTP_STEP_S, codes[i], &step));
        assert_int_equal(step, i);
    }
}

/* Appendix B of RFC 6238, the last six of eight digits. */
static void rfc_6238(void **state)
{
    static const struct {
        int64_t     s;
        const char *code;
        int64_t     step;
    } wants[] = {
        { 59, "287082", 1 },           { 1111111109, "081804", 0x23523ec },
        { 1111111111, "050471", 0x23523ed }, { 1234567890, "005924", 0x273ef07 },
        { 2000000000, "279037", 0x3f940aa }, { 20000000000, "353130", 0x27bc86aa },
    };
    int64_t step;
    (void)state;
    for (size_t i = 0; i < COUNT(wants); i++) {
        assert_true(at(wants[i].s, wants[i].code, &step));
        assert_int_equal(step, wants[i].step);
    }
}

static void clocks_may_be_wrong_by_a_step(void **state)
{
    const int64_t s = 0x273ef07 * (int64_t)TOTP_STEP_S;
    int64_t       step;
    (void)state;
    assert_false(at(s - 31, "005924", &step));
    assert_true(at(s - 30, "005924", &step));
    assert_int_equal(step, 0x273ef07);
    assert_true(at(s + 59, "005924", &step));
    assert_int_equal(step, 0x273ef07);
    assert_false(at(s + 60, "005924", &step));
}

static void what_is_no_code(void **state)
{
    static const char *const codes[] = { "", "28708", "2870821", "28708a", "0x1234", " ", "-87082",
                                         "287 08", "２８７０８２" };
    int64_t step = 0;
    (void)state;
    assert_true(at(59, "287 082", &step));
    assert_true(at(59, " 287082 ", &step));
    for (size_t i = 0; i < COUNT(codes); i++)
        assert_false(at(59, codes[i], &step));
    assert_false(totp_check("", (struct utc){ 59000000 }, "287082", &step));
    assert_false(totp_check("not base32!", (struct utc){ 59000000 }, "287082", &step));
}

static void secrets(void **state)
{
    const char *one, *two;
    (void)state;
    assert_int_equal(totp_secret(&cx, &one), 0);
    assert_int_equal(totp_secret(&cx, &two), 0);
    assert_int_equal(strlen(one), 32);
    assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), 32);
    assert_string_not_equal(one, two);
    assert_string_equal(totp_uri(&cx, SECRET, "Ünder & Co", "ada@example.com"),
                        "otpauth://totp/%C3%9Cnder%20%26%20Co:ada%40example.com?secret=" SECRET
                        "&issuer=%C3%9Cnder%20%26%20Co");
}

/* Each character comes up as often as the others: of 36,000 about 1,000 times. */
static void letters_are_even(void **state)
{
    char text[361], digits[CODE_DIGITS + 1];
    int  seen[128] = { 0 };
    (void)state;
    for (int k = 0; k < 100; k++) {
        code_letters(text, 360);
        assert_int_equal(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), 360);
        for (int i = 0; i < 360; i++)
            seen[(unsigned char)text[i]]++;
    }
    for (const char *c = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"; *c; c++)
        assert_in_range(seen[(unsigned char)*c], 800, 1200);
    code_digits(digits, CODE_DIGITS);
    assert_int_equal(strspn(digits, "0123456789"), CODE_DIGITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc_4226),
        cmocka_unit_test(rfc_6238),
        cmocka_unit_test(clocks_may_be_wrong_by_a_step),
        cmocka_unit_test(what_is_no_code),
        cmocka_unit_test(secrets),
        cmocka_unit_test(letters_are_even),
    };
    cx.arena = arena_new(16 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
