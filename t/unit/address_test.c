/* address_test.c - which addresses are open, and lists of networks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <sys/un.h>
#include "model/net/address.h"

static const char *const public[] = {
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0",
    "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255",
    "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8", "2001:200::1", "2001:4860:4860::8888", "2003::1", "2606:4700::1111",
    "2a00:1450:4001::1", "3ffe::1",
};
static const char *const closed[] = {
    "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
    "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "172.16.0.0",
    "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255",
    "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255",
    "240.0.0.0", "255.255.255.255", "::", "::1", "::7f00:1", "::8.8.8.8", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::8.8.8.8", "100::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:20::1",
    "2001:2::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1",
    "4000::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
};

static struct address read(const char *text)
{
    struct address a;
    if (!address_read(text, &a))
        fail_msg("%s", text);
    return a;
}

static void open_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(public); i++)
        if (!address_is_public(read(public[i])))
            fail_msg("%s is closed", public[i]);
}

static void closed_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(closed); i++)
        if (address_is_public(read(closed[i])))
            fail_msg("%s is open", closed[i]);
}

static void lists(void **state)
{
    (void)state;
    assert_true(address_is_in(read("10.1.2.3"), "192.168.0.0/16, 10.1.0.0/16"));
    assert_false(address_is_in(read("10.2.2.3"), "192.168.0.0/16,10.1.0.0/16"));
    assert_true(address_is_in(read("10.1.2.3"), " 10.1.2.3 "));
    assert_false(address_is_in(read("10.1.2.4"), "10.1.2.3"));
    assert_true(address_is_in(read("10.1.2.4"), "10.1.2.3/29"));
    assert_false(address_is_in(read("10.1.2.8"), "10.1.2.3/29"));
    assert_true(address_is_in(read("255.1.2.3"), "0.0.0.0/0"));
    assert_false(address_is_in(read("2001::1"), "0.0.0.0/0"));
    assert_true(address_is_in(read("::ffff:10.1.2.3"), "10.0.0.0/8"));
    assert_true(address_is_in(read("fd00::5"), "fd00::/127, fd00::4/127"));
    assert_false(address_is_in(read("fd00::6"), "fd00::4/127"));
    assert_true(address_is_in(read("fd00::6"), "::/0"));
    assert_false(address_is_in(read("10.1.2.3"), ""));
    assert_false(address_is_in(read("10.1.2.3"), "10.1.2.3/33 10.0.0.0/x nonsense"));
}

static void lists_are_checked(void **state)
{
    (void)state;
    assert_true(address_list_check(""));
    assert_true(address_list_check(" 127.0.0.0/8,::1/128 , 10.0.0.1"));
    assert_false(address_list_check("127.0.0.0/33"));
    assert_false(address_list_check("::1/129"));
    assert_false(address_list_check("127.0.0.0/-1"));
    assert_false(address_list_check("127.0.0.0/"));
    assert_false(address_list_check("localhost"));
    assert_false(address_list_check("0x7f.1"));
    assert_false(address_list_check("127.1"));
    assert_false(address_list_check("10.0.0.1 and 10.0.0.2"));
    assert_false(address_list_check("0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0001"));
}

static void sockets(void **state)
{
    struct sockaddr_in  in    = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001) };
    struct sockaddr_in6 in6   = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    struct sockaddr_un  local = { .sun_family = AF_UNIX };
    struct address      a;
    (void)state;
    assert_true(address_of((struct sockaddr *)&in, &a));
    assert_true(address_is_in(a, "127.0.0.1"));
    assert_true(address_of((struct sockaddr *)&in6, &a));
    assert_true(address_is_in(a, "::1"));
    assert_false(address_of((struct sockaddr *)&local, &a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_ones), cmocka_unit_test(closed_ones),       cmocka_unit_test(lists),
        cmocka_unit_test(sockets),   cmocka_unit_test(lists_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
