// Is a value what the API document says? Reads the JSON Schema that our documents are written in, and
// no more of it: what it does not know is a fault too.
const formats = {
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
}
const known = ['$ref', 'anyOf', 'type', 'enum', 'format', 'items', 'properties', 'required', 'additionalProperties',
    'minimum', 'maximum', 'minLength', 'maxLength', 'maxItems', 'default', 'description', 'contentMediaType']

const kind = (value) =>
    value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value

function* objectFaults(api, schema, value, at) {
    for (const name of schema.required ?? []) if (!(name in value)) yield `${at}.${name} is missing`
    for (const [name, member] of Object.entries(value)) {
        if (schema.properties?.[name]) yield* faults(api, schema.properties[name], member, `${at}.${name}`)
        else if (schema.properties && schema.additionalProperties !== true) yield `${at}.${name} is not documented`
    }
}

function* limitFaults(schema, value, at) {
    if (schema.enum && !schema.enum.includes(value)) yield `${at}: ${value} is none of ${schema.enum}`
    if (schema.format && !formats[schema.format]?.test(value)) yield `${at}: ${value} is no ${schema.format}`
    if (value < schema.minimum || value > schema.maximum) yield `${at}: ${value} is out of range`
    const length = typeof value === 'string' ? [...value].length : undefined
    if (length < schema.minLength || length > schema.maxLength) yield `${at}: ${value} has no such length`
    if (Array.isArray(value) && value.length > schema.maxItems) yield `${at} is too long`
}

// What is wrong with the value, one text after the other.
export function* faults(api, schema, value, at = 'answer') {
    for (const name of Object.keys(schema)) if (!known.includes(name)) yield `${at}: nobody knows ${name}`
    if (schema.$ref) yield* faults(api, api.components.schemas[schema.$ref.split('/').pop()], value, at)
    if (schema.anyOf) {
        const all = schema.anyOf.map((one) => [...faults(api, one, value, at)])
        if (!all.some((some) => some.length === 0)) yield all.flat().join(', or ')
    }
    if (!schema.type) return
    if (kind(value) !== schema.type && !(schema.type === 'number' && kind(value) === 'integer'))
        return yield `${at} is ${kind(value)}, not ${schema.type}`
    yield* limitFaults(schema, value, at)
    if (schema.type === 'object') yield* objectFaults(api, schema, value, at)
    if (schema.type === 'array')
        for (const [i, item] of value.entries()) yield* faults(api, schema.items ?? {}, item, `${at}.${i}`)
}
