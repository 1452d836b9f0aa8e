/* known.c - which of the rows that somebody names there are, as far as she sees them. */
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/element.h"

enum { IDS_BYTES = 1 << 20 };

#define ROW struct known
static const struct field known_fields[] = { FIELD(id, KEY, .doc = "The row.") };
#undef ROW
const struct shape known_shape = SHAPE(struct known, known_fields);

struct ids known_ids(struct cx *cx, const struct known *rows, size_t n)
{
    struct uuid *v = arena_alloc_array(cx->arena, n + 1, sizeof *v);
    for (size_t i = 0; i < n; i++)
        v[i] = rows[i].id;
    return (struct ids){ v, n };
}

int ids_text(struct cx *cx, const struct ids *ids, const char **text)
{
    struct out list = out_in_arena(cx->arena, IDS_BYTES);
    out_array(&list);
    for (size_t i = 0; i < ids->n; i++)
        out_uuid(&list, ids->v[i]);
    out_array_end(&list);
    *text = out_done(&list);
    return *text ? 0 : refuse(cx, E_INVALID, "Too many are named at once");
}

bool ids_have(const struct ids *ids, struct uuid id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (uuid_equal(ids->v[i], id))
            return true;
    return false;
}

int element_seen(struct cx *cx, const struct element_kind *kind, const struct actor *who,
              const struct ids *ids, struct ids *seen)
{
    bool          all = who->is_admin || !kind->res->scope;
    const char   *text, *sql;
    struct known *rows;
    size_t        n;
    if (ids->n == 0) {
        *seen = *ids;
        return 0;
    }
    TRY(ids_text(cx, ids, &text));
    sql = arena_printf(cx->arena,
                       "SELECT t.id FROM JSON_TABLE(?, '$[*]' COLUMNS (v CHAR(36) PATH '$')) j"
                       " JOIN `%s` t ON t.id = CAST(j.v AS UUID)%s",
                       kind->res->table, all ? "" : " WHERE " ELEMENT_MINE);
    TRY(db_all(cx, sql, (const struct arg[]){ ARG(text), ARG(who->id), ARG(who->id) }, all ? 1 : 3,
               &known_shape, &rows, &n));
    *seen = known_ids(cx, rows, n);
    return 0;
}
