/* schema.c - see schema.h. */
#include "fcgi/schema.h"

static const char *const type_names[] = {
    [T_BOOL] = "boolean", [T_I64] = "integer", [T_F64] = "number", [T_TEXT] = "string",
    [T_UUID] = "string",  [T_TIME] = "string", [T_DATE] = "string", [T_IDS] = "array",
    [T_FILE] = "string",  [T_ROWS] = "array",
};
static const char *const formats[] = { [T_UUID] = "uuid", [T_TIME] = "date-time",
                                       [T_DATE] = "date", [T_FILE] = NULL };

static void bounds(struct out *o, const struct field *f)
{
    bool number = f->type == T_I64 || f->type == T_F64, list = f->type == T_IDS || f->type == T_ROWS;
    if (!f->min && !f->max)
        return;
    if (!number && !list && f->type != T_TEXT)
        return;
    if (number || f->min)
        OUT_I64(o, number ? "minimum" : list ? "minItems" : "minLength", f->min);
    if (f->max != INT64_MAX)
        OUT_I64(o, number ? "maximum" : list ? "maxItems" : "maxLength", f->max);
}

static void choices(struct out *o, const struct field *f)
{
    if (!f->choices || f->type == T_FILE)
        return;
    if (f->pattern) {
        OUT_STR(o, "pattern", f->pattern);
        return;
    }
    out_key(o, "enum");
    out_array(o);
    for (size_t i = 0; f->choices[i]; i++)
        out_str(o, f->choices[i]);
    out_array_end(o);
}

static void default_value(struct out *o, const struct field *f)
{
    if (!f->def || f->type == T_TIME || f->type == T_FILE)
        return;
    out_key(o, "default");
    if (f->type == T_TEXT || f->type == T_UUID || f->type == T_DATE)
        out_str(o, f->def);
    else
        out_json(o, f->type == T_IDS || f->type == T_ROWS ? "[]" : f->def);
}

static void reference(struct out *o, const char *name)
{
    char text[160];
    snprintf(text, sizeof text, "#/components/schemas/%s", name);
    OUT_STR(o, "$ref", text);
}

/* The members that say what the value is, when it is not null. */
static void value(struct out *o, const struct field *f)
{
    if (f->type == T_ROW || (f->type == T_TEXT && f->schema)) {
        reference(o, f->type == T_ROW ? f->of->name : f->schema);
        return;
    }
    if (f->type == T_JSON) {
        if (f->schema)
            out_json_members(o, f->schema);
        return;
    }
    OUT_STR(o, "type", type_names[f->type]);
    if (f->type < COUNT(formats) && formats[f->type])
        OUT_STR(o, "format", formats[f->type]);
    if (f->type == T_IDS)
        out_key(o, "items"), out_json(o, "{\"type\":\"string\",\"format\":\"uuid\"}");
    if (f->type == T_ROWS)
        out_key(o, "items"), schema_ref(o, f->of->name, "");
    if (f->type == T_FILE)
        OUT_STR(o, "contentMediaType", "application/octet-stream");
    bounds(o, f);
    choices(o, f);
}

/* One of several: a text in an object's place, the value, null. */
static void alternatives(struct out *o, const struct field *f)
{
    out_key(o, "anyOf");
    out_array(o);
    if (f->flags & TEXTS)
        out_json(o, "{\"type\":\"string\"}");
    out_object(o);
    value(o, f);
    out_object_end(o);
    if (f->flags & NULLS)
        out_json(o, "{\"type\":\"null\"}");
    out_array_end(o);
}

void schema_field(struct out *o, const struct field *f, bool doc)
{
    bool any = f->type == T_JSON && !f->schema;
    out_object(o);
    if ((f->flags & TEXTS) || ((f->flags & NULLS) && !any))
        alternatives(o, f);
    else
        value(o, f);
    default_value(o, f);
    if (doc)
        OUT_STR(o, "description", f->doc);
    out_object_end(o);
}

void schema_words(struct out *o, const struct field *f)
{
    out_object(o);
    OUT_STR(o, "type", "string");
    choices(o, f);
    out_object_end(o);
}

/* Is there a member `type` that no field tells? */
static bool has_type(const struct shape *s, unsigned flag)
{
    return s->typed && flag == READ && field_find(s, "type", 4, READ) < 0;
}

void schema_object(struct out *o, const struct shape *s, unsigned flag, bool files)
{
    out_object(o);
    OUT_STR(o, "type", "object");
    out_key(o, "required");
    out_array(o);
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        if ((f->flags & flag) && !(f->flags & SECRET) && (files || f->type != T_FILE) &&
            (flag == READ ? !s->sparse || !(f->flags & NULLS) : (f->flags & NEED) != 0))
            out_str(o, f->name);
    }
    if (has_type(s, flag))
        out_str(o, "type");
    out_array_end(o);
    out_key(o, "properties");
    out_object(o);
    for (size_t i = 0; i < s->count; i++) {
        struct field f = s->fields[i];
        if (!(f.flags & flag) || (f.flags & SECRET && flag == READ) ||
            (!files && f.type == T_FILE))
            continue;
        if (flag == READ && s->sparse) /* what is null is not there */
            f.flags &= ~(uint32_t)NULLS;
        out_key(o, f.name);
        schema_field(o, &f, true);
    }
    if (has_type(s, flag)) {
        out_key(o, "type");
        out_json(o, "{\"type\":\"string\",\"description\":\"What kind of row it is.\"}");
    }
    out_object_end(o);
    out_object_end(o);
}

void schema_ref(struct out *o, const char *name, const char *suffix)
{
    char text[160];
    snprintf(text, sizeof text, "#/components/schemas/%s%s", name, suffix);
    out_object(o);
    OUT_STR(o, "$ref", text);
    out_object_end(o);
}
