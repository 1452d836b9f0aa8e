/* track_gear.c - software and hardware of departments: administrators' business. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/track/gear.h"
#include "model/track/studio.h"

extern const struct route_list track_gear_routes;

struct gear_in {
    struct row  row;
    struct uuid department_id, software_id, hardware_item_id;
};

#define GEAR(prefix, gear, member)                                                                 \
    static int prefix##_all(struct rq *rq) { return gear_all(&rq->cx, &(gear), reply(rq, 200)); }  \
    static int prefix##_list(struct rq *rq)                                                        \
    {                                                                                              \
        const struct gear_in *in = rq->args;                                                       \
        return gear_list(&rq->cx, &(gear), in->department_id, reply(rq, 200));                     \
    }                                                                                              \
    static int prefix##_add(struct rq *rq)                                                         \
    {                                                                                              \
        const struct gear_in *in = rq->args;                                                       \
        return gear_add(&rq->cx, &(gear), in->department_id, in->member, reply(rq, 201));          \
    }                                                                                              \
    static int prefix##_take(struct rq *rq)                                                        \
    {                                                                                              \
        const struct gear_in *in = rq->args;                                                       \
        TRY(gear_remove(&rq->cx, &(gear), in->department_id, in->member));                         \
        reply_empty(rq, 204);                                                                      \
        return 0;                                                                                  \
    }
GEAR(software, gear_software, software_id)
GEAR(hardware, gear_hardware, hardware_item_id)

// clang-format off
#define ROW struct gear_in
#define DEPARTMENT FIELD(department_id, PATH, .doc = "The department.")
#define IN(prefix, member, text)                                                                   \
    static const struct field prefix##_add_fields[] = { DEPARTMENT, FIELD(member, WRITE | NEED, .doc = text) }, \
                              prefix##_one_fields[] = { DEPARTMENT, FIELD(member, PATH, .doc = text) };  \
    static const struct shape prefix##_add_shape = SHAPE(struct gear_in, prefix##_add_fields),     \
                              prefix##_one_shape = SHAPE(struct gear_in, prefix##_one_fields)
IN(software, software_id, "The software.");
IN(hardware, hardware_item_id, "The hardware.");
#undef ROW

static const enum reason absent[] = { E_NOT_FOUND, E_NONE };
#define ROUTES_OF(path, prefix, member, rows, links, text)                                         \
    { GET, "/data/departments/" path, ADMIN, .run = prefix##_all, .doc = "All " text ": lists by the department's id." }, \
    { POST, "/data/departments/:department_id/" path, ADMIN, .in = &prefix##_add_shape, .out = &(links), .run = prefix##_add, .status = 201, .flags = TX, \
      .errors = absent, .doc = "Add to the " text " of a department." },                           \
    { GET, "/data/departments/:department_id/" path "/:" member, ADMIN, .in = &prefix##_one_shape, .out = &(rows), .run = prefix##_list, .flags = LIST, \
      .errors = absent, .doc = "All " text " of a department, whichever is named." },              \
    { DELETE, "/data/departments/:department_id/" path "/:" member, ADMIN, .in = &prefix##_one_shape, .run = prefix##_take, .status = 204, .flags = TX, \
      .errors = absent, .doc = "Take from the " text " of a department." }
static const struct route routes[] = {
    ROUTES_OF("software-licenses", software, "software_id", software_shape, software_department_link_shape, "software"),
    ROUTES_OF("hardware-items", hardware, "hardware_item_id", hardware_item_shape, hardware_item_department_link_shape, "hardware"),
};
// clang-format on
const struct route_list track_gear_routes = ROUTES(tracker_family, routes);
