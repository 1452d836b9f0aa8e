/*
 * address.h - which addresses of the Internet are open to everybody.
 *
 * By IANA's registries of special-purpose addresses (IPv4, IPv6; 2026). An IPv4 address that is
 * wrapped into an IPv6 one (mapped, or translated by NAT64) counts as what it stands for; 6to4,
 * Teredo and all that is outside of 2000::/3 is closed.
 *
 * Stands on base.
 */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H
#include "model/base/base.h"

struct sockaddr;

/* 16 bytes of IPv6; IPv4 is mapped into it. */
struct address {
    uint8_t b[16];
};
/* False for what is neither IPv4 nor IPv6. */
bool address_of(const struct sockaddr *from, struct address *to) MUST_USE;
/* From text: 192.0.2.1, 2001:db8::1. */
bool address_read(const char *text, struct address *to) MUST_USE;
bool address_is_public(struct address a) MUST_USE;
/* list: networks "10.0.0.0/8, ::1/128" or addresses, between commas or blanks. */
bool address_is_in(struct address a, const char *list) MUST_USE;
/* Can all of the list be read? */
bool address_list_check(const char *list) MUST_USE;
#endif
