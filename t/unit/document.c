/* document.c - see document.h. */
#include "t/unit/document.h"
#include <stdarg.h>
#include "fcgi/openapi.h"
#include "handlers/table.h"
#include "model/base/arena.h"
#include "model/base/json.h"

struct arena       *arena;
struct json_object *document;

int document_write(void **state)
{
    const struct site site = { .lists = all_routes };
    struct out        o;
    const char       *text;
    (void)state;
    arena = arena_new(32 << 20);
    o     = out_in_arena(arena, DOCUMENT_BYTES);
    openapi_write(&o, &site);
    text = out_done(&o);
    return text && json_read(arena, text, strlen(text), &document) ? 0 : -1;
}

int document_forget(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

struct json_object *at(struct json_object *v, ...)
{
    va_list     names;
    const char *name;
    va_start(names, v);
    while (v && (name = va_arg(names, const char *)) != NULL)
        if (!json_object_object_get_ex(v, name, &v))
            v = NULL;
    va_end(names);
    return v;
}
