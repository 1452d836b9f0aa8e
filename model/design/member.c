/* member.c - who is in an organization. */
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/element.h"

#define ROW struct member
static const struct field member_fields[] = {
    FIELD(user_id, READ | KEY, .doc = "The person."),
    FIELD(email, READ | NULLS, .doc = "Address."),
    FIELD(first_name, READ, .doc = "First name."),
    FIELD(last_name, READ, .doc = "Last name."),
    FIELD(created_at, READ, .doc = "Member since."),
};
#undef ROW
const struct shape member_shape =
    SHAPE(struct member, member_fields, .name = "OrganizationMemberPublic");

int member_is(struct cx *cx, struct uuid organization_id, struct uuid person_id, bool *is)
{
    static const char sql[] = "SELECT COUNT(*) FROM design_organization_member"
                              " WHERE organization_id = ? AND person_id = ?";
    int64_t           n;
    TRY(db_number(cx, sql, ARGS(ARG(organization_id), ARG(person_id)), &n, NULL));
    *is = n > 0;
    return 0;
}

int member_need(struct cx *cx, const struct actor *who, struct uuid organization_id,
                const char *field)
{
    static const char there[] = "SELECT COUNT(*) FROM design_organization WHERE id = ?";
    int64_t           n;
    bool              is;
    if (who->is_admin) {
        TRY(db_number(cx, there, ARGS(ARG(organization_id)), &n, NULL));
        return n ? 0
                 : refuse_fault(cx, FAULT_VALUE, 0, field, "there is no such organization");
    }
    TRY(member_is(cx, organization_id, who->id, &is));
    return is ? 0 : refuse(cx, E_FORBIDDEN, "Not enough permissions");
}

#define MEMBERS                                                                                    \
    "SELECT p.id, p.email, p.first_name, p.last_name, m.created_at"                                \
    " FROM design_organization_member m JOIN person p ON p.id = m.person_id"                       \
    " WHERE m.organization_id = ?"

int member_each(struct cx *cx, struct uuid organization_id, int64_t skip, int64_t limit,
                int (*fn)(void *u, const void *row), void *u)
{
    return db_each(cx, MEMBERS " ORDER BY m.created_at DESC, m.person_id DESC LIMIT ? OFFSET ?",
                   ARGS(ARG(organization_id), ARG(limit), ARG(skip)), &member_shape, fn, u);
}

int member_count(struct cx *cx, struct uuid organization_id, int64_t *n)
{
    return db_number(cx,
                     "SELECT COUNT(*) FROM design_organization_member WHERE organization_id = ?",
                     ARGS(ARG(organization_id)), n, NULL);
}

int member_add(struct cx *cx, struct uuid organization_id, struct uuid person_id, struct member *to)
{
    static const char sql[] =
        "INSERT IGNORE INTO design_organization_member (organization_id, person_id)"
        " SELECT ?, id FROM person WHERE id = ?";
    bool found;
    TRY(db_do(cx, sql, ARGS(ARG(organization_id), ARG(person_id)), NULL));
    TRY(db_one(cx, MEMBERS " AND m.person_id = ?", ARGS(ARG(organization_id), ARG(person_id)),
               &member_shape, to, &found));
    return found ? 0 : refuse_field(cx, E_NOT_FOUND, "user_id", "User not found");
}

int member_remove(struct cx *cx, struct uuid organization_id, struct uuid person_id)
{
    int64_t n;
    TRY(db_do(cx,
              "DELETE FROM design_organization_member WHERE organization_id = ? AND person_id = ?",
              ARGS(ARG(organization_id), ARG(person_id)), &n));
    return n ? 0 : refuse(cx, E_NOT_FOUND, "Member not found");
}
