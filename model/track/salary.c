/* salary.c - see salary.h. */
#include "model/track/salary.h"
#include "model/db/db.h"

int salaries_complete(struct cx *cx)
{
    /* Reads with locks: of two at the same time one waits for the other, or is repeated. */
    static const char sql[] =
        "INSERT INTO salary_scale (department_id, position, seniority)"
        " SELECT d.id, p.v, s.v FROM department d"
        " JOIN (SELECT 'supervisor' AS v UNION ALL SELECT 'lead' UNION ALL SELECT 'artist') p"
        " JOIN (SELECT 'senior' AS v UNION ALL SELECT 'mid' UNION ALL SELECT 'junior') s"
        " WHERE NOT EXISTS (SELECT 1 FROM salary_scale t WHERE t.department_id = d.id"
        "   AND t.position = p.v AND t.seniority = s.v)";
    return db_do(cx, sql, NO_ARGS, NULL);
}
