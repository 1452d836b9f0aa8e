/* table.h - the one list of all routes; grep finds every one of them. */
#ifndef TABLE_H
#define TABLE_H
#include "fcgi/web.h"

extern const struct route_list *const all_routes[]; /* NULL-ended */
extern const struct hooks             all_hooks;
#endif
