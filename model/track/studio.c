/* studio.c - descriptors: what the studio is made of: departments, studios, programs and machines, salaries. */
#include "model/track/studio.h"
#include "model/track/rows.h"

// clang-format off
#define ROW struct department
static const struct field department_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(color, COLUMN | NEED, .max = 7, .doc = "Colour, #rrggbb."),
    FIELD(archived, COLUMN | NULLS, .doc = "Is it out of use."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape department_shape = SHAPE(struct department, department_fields, .name = "Department", .typed = true);
const struct resource department_res = {
    .name = "department", .plural = "departments", .table = "department", .type = "Department", .shape = &department_shape, .order = "t.created_at, t.id",
    VOCABULARY,
    .doc = "Crafts of the studio.",
};

#define ROW struct studio
static const struct field studio_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(color, COLUMN | NEED, .max = 7, .doc = "Colour, #rrggbb."),
    FIELD(archived, COLUMN | NULLS, .doc = "Is it out of use."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape studio_shape = SHAPE(struct studio, studio_fields, .name = "Studio", .typed = true);
const struct resource studio_res = {
    .name = "studio", .plural = "studios", .table = "studio", .type = "Studio", .shape = &studio_shape, .order = "t.created_at, t.id",
    VOCABULARY,
    .doc = "Studios that people work for.",
};

#define ROW struct software
static const struct field software_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 40, .doc = "Name."),
    FIELD(short_name, COLUMN | NEED, .max = 20, .doc = "Short name."),
    FIELD(archived, COLUMN | NULLS, .doc = "Is it out of use."),
    FIELD(version, COLUMN | NULLS, .max = 20, .doc = "Version."),
    FIELD(file_extension, COLUMN | NEED, .max = 20, .doc = "File extension."),
    FIELD(secondary_extensions, COLUMN | NULLS, .doc = "Secondary extensions."),
    FIELD(monthly_cost, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Monthly cost."),
    FIELD(inventory_amount, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Inventory amount."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape software_shape = SHAPE(struct software, software_fields, .name = "Software", .typed = true);
const struct resource software_res = {
    .name = "software", .plural = "softwares", .table = "software", .type = "Software", .shape = &software_shape, .order = "t.created_at, t.id",
    VOCABULARY,
    .doc = "Programs for work.",
};

#define ROW struct hardware_item
static const struct field hardware_item_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 40, .doc = "Name."),
    FIELD(short_name, COLUMN | NEED, .max = 20, .doc = "Short name."),
    FIELD(archived, COLUMN | NULLS, .doc = "Is it out of use."),
    FIELD(monthly_cost, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Monthly cost."),
    FIELD(inventory_amount, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Inventory amount."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape hardware_item_shape = SHAPE(struct hardware_item, hardware_item_fields, .name = "HardwareItem", .typed = true);
const struct resource hardware_item_res = {
    .name = "hardware_item", .plural = "hardware-items", .table = "hardware_item", .type = "HardwareItem", .shape = &hardware_item_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Machines for budgets.",
};

#define ROW struct software_department_link
static const struct field software_department_link_fields[] = {
    FIELD(department_id, COLUMN | NEED, .ref = "department", .doc = "The department."),
    FIELD(software_id, COLUMN | NEED, .ref = "software", .doc = "The software."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape software_department_link_shape = SHAPE(struct software_department_link, software_department_link_fields, .name = "SoftwareDepartmentLink", .typed = true);
const struct resource software_department_link_res = {
    .name = "software_department_link", .plural = "software-department-links", .table = "software_department_link", .type = "SoftwareDepartmentLink", .shape = &software_department_link_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Software that a department uses.",
};

#define ROW struct hardware_item_department_link
static const struct field hardware_item_department_link_fields[] = {
    FIELD(department_id, COLUMN | NEED, .ref = "department", .doc = "The department."),
    FIELD(hardware_item_id, COLUMN | NEED, .ref = "hardware_item", .doc = "The hardware item."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape hardware_item_department_link_shape = SHAPE(struct hardware_item_department_link, hardware_item_department_link_fields, .name = "HardwareItemDepartmentLink", .typed = true);
const struct resource hardware_item_department_link_res = {
    .name = "hardware_item_department_link", .plural = "hardware-item-department-links", .table = "hardware_item_department_link", .type = "HardwareItemDepartmentLink", .shape = &hardware_item_department_link_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Hardware that a department uses.",
};

static const char *const salary_scale_position[] = { "supervisor", "lead", "artist", NULL };
static const char *const salary_scale_seniority[] = { "senior", "mid", "junior", NULL };
#define ROW struct salary_scale
static const struct field salary_scale_fields[] = {
    FIELD(department_id, COLUMN | NEED | ONCE, .ref = "department", .doc = "The department."),
    FIELD(position, COLUMN | NULLS, .choices = salary_scale_position, .doc = "Place among others."),
    FIELD(seniority, COLUMN | NULLS, .choices = salary_scale_seniority, .doc = "Seniority."),
    FIELD(salary, COLUMN, .min = INT32_MIN, .max = INT32_MAX, .doc = "Salary."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape salary_scale_shape = SHAPE(struct salary_scale, salary_scale_fields, .name = "SalaryScale", .typed = true);
const struct resource salary_scale_res = {
    .name = "salary_scale", .plural = "salary-scales", .table = "salary_scale", .type = "SalaryScale", .shape = &salary_scale_shape, .order = "t.created_at, t.id",
    RULES(.create = FOR_NOBODY),
    .doc = "Salaries by department, position and seniority.",
};

#define ROW struct day_off
static const struct field day_off_fields[] = {
    FIELD(date, COLUMN | NEED, .doc = "Day."),
    FIELD(end_date, COLUMN | NEED, .doc = "Last day."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(person_id, COLUMN | NULLS, .ref = "person", .doc = "The person."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape day_off_shape = SHAPE(struct day_off, day_off_fields, .name = "DayOff", .typed = true);
const struct resource day_off_res = {
    .name = "day_off", .plural = "day-offs", .table = "day_off", .type = "DayOff", .shape = &day_off_shape, .order = "t.created_at, t.id", GROWS("day_off"),
    RULES(.get = FOR_SELF, .create = FOR_SELF, .update = FOR_SELF, .remove = FOR_SELF, .person = "person_id"),
    .doc = "Days that somebody is away.",
};

#define ROW struct plugin
static const struct field plugin_fields[] = {
    FIELD(plugin_id, COLUMN | NEED, .max = 80, .doc = "The plugin."),
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(version, COLUMN | NEED, .max = 50, .doc = "Version."),
    FIELD(maintainer_name, COLUMN | NEED, .max = 200, .doc = "Maintainer name."),
    FIELD(maintainer_email, COLUMN | NULLS, .max = 255, .doc = "Maintainer email."),
    FIELD(website, COLUMN | NULLS, .doc = "Website."),
    FIELD(license, COLUMN | NEED, .max = 80, .doc = "License."),
    FIELD(revision, COLUMN | NULLS, .max = 12, .doc = "Revision, from 1."),
    FIELD(frontend_project_enabled, COLUMN | NULLS, .doc = "Frontend project enabled."),
    FIELD(frontend_studio_enabled, COLUMN | NULLS, .doc = "Frontend studio enabled."),
    FIELD(icon, COLUMN | NULLS, .max = 255, .doc = "Icon."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape plugin_shape = SHAPE(struct plugin, plugin_fields, .name = "Plugin", .typed = true);
const struct resource plugin_res = {
    .name = "plugin", .plural = "plugins", .table = "plugin", .type = "Plugin", .shape = &plugin_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Extensions.",
};

#define ROW struct custom_action
static const struct field custom_action_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 80, .doc = "Name."),
    FIELD(url, COLUMN | NULLS, .max = 400, .doc = "Address."),
    FIELD(entity_type, COLUMN | NULLS, .max = 40, .doc = "Entity type."),
    FIELD(is_ajax, COLUMN | NULLS, .doc = "Is it ajax."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape custom_action_shape = SHAPE(struct custom_action, custom_action_fields, .name = "CustomAction", .typed = true);
const struct resource custom_action_res = {
    .name = "custom_action", .plural = "custom-actions", .table = "custom_action", .type = "CustomAction", .shape = &custom_action_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ALL_BUT_VENDORS),
    .doc = "Links that the studio adds to its client.",
};

static const char *const data_import_error_source[] = { "csv", "shotgun", NULL };
#define ROW struct data_import_error
static const struct field data_import_error_fields[] = {
    FIELD(event_data, COLUMN | NEED, .doc = "Event data."),
    FIELD(source, COLUMN | NULLS, .choices = data_import_error_source, .doc = "Where it comes from."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape data_import_error_shape = SHAPE(struct data_import_error, data_import_error_fields, .name = "DataImportError", .typed = true);
const struct resource data_import_error_res = {
    .name = "data_import_error", .plural = "data-import-errors", .table = "data_import_error", .type = "DataImportError", .shape = &data_import_error_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Rows that could not be imported.",
};

#define ROW struct desktop_login_log
static const struct field desktop_login_log_fields[] = {
    FIELD(person_id, COLUMN | NEED, .ref = "person", .doc = "The person."),
    FIELD(date, COLUMN | NEED, .doc = "Day."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape desktop_login_log_shape = SHAPE(struct desktop_login_log, desktop_login_log_fields, .name = "DesktopLoginLog", .typed = true);
const struct resource desktop_login_log_res = {
    .name = "desktop_login_log", .plural = "desktop-login-logs", .table = "desktop_login_log", .type = "DesktopLoginLog", .shape = &desktop_login_log_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Logins at workstations.",
};

static const char *const login_log_origin[] = { "web", "script", NULL };
#define ROW struct login_log
static const struct field login_log_fields[] = {
    FIELD(person_id, COLUMN | NEED, .ref = "person", .doc = "The person."),
    FIELD(ip_address, COLUMN | NULLS, .max = 50, .doc = "Ip address."),
    FIELD(origin, COLUMN | NULLS, .choices = login_log_origin, .doc = "Origin."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape login_log_shape = SHAPE(struct login_log, login_log_fields, .name = "LoginLog", .typed = true);
const struct resource login_log_res = {
    .name = "login_log", .plural = "login-logs", .table = "login_log", .type = "LoginLog", .shape = &login_log_shape, .order = "t.created_at, t.id", .by_order = "login_log_created_at",
    RULES(.list = FOR_ADMINS),
    .doc = "Successful logins.",
};

// clang-format on
