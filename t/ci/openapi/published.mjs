// The API document of the set designs against the published one: contract/set-designs.
//
// The tables below hold what the published document says of each schema and operation, and where it
// leaves a type open, what the contract says. What ours says beyond that stands in `ours` of a line.
// In answers every member is required here: the published document leaves out those that may be null
// or have a default, the contract says that they are written all the same.
// Environment: see t/ci/test.sh.
import assert from 'node:assert/strict'
import { ask, tell } from '../clients/lib/stack.mjs'

const { json: api } = await ask('/openapi.json')
const schemas = api.components.schemas

// ---- the notation ----

const text = { type: 'string' }
const upTo = (maxLength) => ({ ...text, maxLength })
const uuid = { ...text, format: 'uuid' }
const time = { ...text, format: 'date-time' }
const whole = { type: 'integer' }
const number = { type: 'number' }
const yes = { type: 'boolean' }
const bytes = { ...text, contentMediaType: 'application/octet-stream' }
const ref = (name) => ({ $ref: `#/components/schemas/${name}` })
const list = (items, ours = {}) => ({ type: 'array', items, ...ours })
const either = (...anyOf) => ({ anyOf })
const orNull = (...any) => either(...any, { type: 'null' })
const words = (...choices) => ({ ...text, enum: choices })
const def = (value, schema) => ({ ...schema, default: value })
const must = (schema) => ({ must: true, schema })

const MOST = { maxItems: 1000 } // a limit of ours, for lists that come in
const image = orNull(text, ref('MediaInput'))
const stamped = { id: must(uuid), created_at: must(time), updated_at: must(time) }

// What comes in, and what goes out; a member that the published document requires is `must`.
const asked = {
    SetDesignCreate: {
        name: must(upTo(255)),
        description: orNull(upTo(1024)),
        background_preset_id: orNull(uuid),
        owner_id: orNull(uuid),
        organization_id: orNull(uuid),
        base_images: list(ref('SetBaseImageCreate'), MOST),
        reference_images: list(ref('SetReferenceImageCreate'), MOST),
        subject_portraits: list(ref('SubjectPortraitCreate'), MOST),
    },
    SetDesignUpdate: {
        name: orNull(upTo(255)),
        description: orNull(text),
        background_preset_id: orNull(uuid),
        owner_id: orNull(uuid),
        organization_id: orNull(uuid),
        base_images: orNull(list(ref('SetBaseImageCreate'), MOST)),
        reference_images: orNull(list(ref('SetReferenceImageCreate'), MOST)),
        subject_portraits: orNull(list(ref('SubjectPortraitCreate'), MOST)),
    },
    SetBaseImageCreate: { subject_id: must(uuid), shot_type_id: must(uuid), image },
    SetReferenceImageCreate: { shot_type_id: must(uuid), label: orNull(text), image },
    SubjectPortraitCreate: { subject_id: must(uuid), image },
    MediaInput: {
        media_resource_id: orNull(uuid),
        url: orNull(text),
        alt_text: orNull(text),
        caption: orNull(text),
        protected: def(false, yes),
        width: orNull(whole),
        height: orNull(whole),
        duration: orNull(number),
        color_profile: orNull(text),
        dominant_color: orNull(text),
    },
    SetDesignCompletionRequest: {
        subject_ids: must(list(uuid, MOST)),
        shot_type_ids: must(list(uuid, MOST)),
    },
    Body_upload_set_design_base_images_zip: { file: must(bytes) },
}

const answered = {
    SetDesignPublic: {
        ...stamped,
        name: must(text),
        description: orNull(text),
        owner_id: must(uuid),
        organization_id: orNull(uuid),
        background_preset_id: orNull(uuid),
        base_images: def([], list(ref('SetBaseImagePublic'))),
        reference_images: def([], list(ref('SetReferenceImagePublic'))),
        subject_portraits: def([], list(ref('SubjectPortraitPublic'))),
    },
    SetBaseImagePublic: {
        ...stamped,
        subject_id: must(uuid),
        shot_type_id: must(uuid),
        image_url: orNull(text),
        image_media: orNull(ref('MediaResourcePublic')),
    },
    SetReferenceImagePublic: {
        ...stamped,
        shot_type_id: must(uuid),
        label: orNull(text),
        image_url: orNull(text),
        image_media: orNull(ref('MediaResourcePublic')),
    },
    SubjectPortraitPublic: {
        ...stamped,
        subject_id: must(uuid),
        image_media: orNull(ref('MediaResourcePublic')),
    },
    SetDesignsPublic: { data: must(list(ref('SetDesignPublic'))), count: must(whole) },
    MediaResourcePublic: {
        id: must(uuid),
        created_at: must(time),
        url: must(text),
        resource_type: must(ref('MediaResourceType')),
        content_hash: must(text),
        extension: must(text),
        file_size: must(whole),
        width: orNull(whole),
        height: orNull(whole),
        aspect_ratio: orNull(number),
        orientation: orNull(words('landscape', 'portrait', 'square')),
        duration: orNull(number),
        color_profile: orNull(text),
        dominant_color: orNull(text),
        alt_text: orNull(text),
        caption: orNull(text),
        protected: must(yes),
    },
    SetDesignBaseImagesUploadTaskPublic: {
        id: must(uuid),
        owner_id: must(uuid),
        set_design_id: must(uuid),
        subject_id: must(uuid),
        status: must(ref('TaskStatus-Output')),
        progress: must(whole),
        total_items: must(whole),
        processed_items: must(whole),
        images_processed: must(whole),
        images_skipped: must(whole),
        error_message: orNull(text),
        created_at: must(time),
        started_at: orNull(time),
        completed_at: orNull(time),
        result_data: orNull({
            type: 'object',
            additionalProperties: true,
            // Ours: what the contract says is in it.
            required: ['processed', 'skipped'],
            properties: {
                processed: list({
                    type: 'object',
                    required: ['name', 'shot_type_id', 'base_image_id'],
                    properties: { name: text, shot_type_id: uuid, base_image_id: uuid },
                }),
                skipped: list({
                    type: 'object',
                    required: ['name', 'reason'],
                    properties: { name: text, reason: text },
                }),
            },
        }),
    },
    Message: { message: must(text) },
}

// Written out: what FastAPI says of its errors, and the kinds of words.
const whole_schemas = {
    'TaskStatus-Output': words('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'),
    MediaResourceType: words('image', 'video'),
    HTTPValidationError: { type: 'object', properties: { detail: list(ref('ValidationError')) } },
    ValidationError: {
        type: 'object',
        required: ['loc', 'msg', 'type'],
        properties: { loc: list(either(text, whole)), msg: text, type: text, input: {}, ctx: { type: 'object' } },
    },
}

// ---- operations ----

const query = (name, schema, required = false) => ({ name, in: 'query', required, schema })
const path = (name) => ({ name, in: 'path', required: true, schema: uuid })
const within = query('organization_id', orNull(uuid))
const subject = query('subject_id', uuid, true)
const page = [
    query('skip', def(0, { ...whole, minimum: 0, maximum: 2 ** 40 })),
    query('limit', def(100, { ...whole, minimum: 1, maximum: 1000 })),
]
const DESIGNS = '/api/v1/set-designs'
const json = (name) => ({ 'application/json': { schema: ref(name) } })
const form = (name) => ({ 'multipart/form-data': { schema: ref(name) } })

const operations = [
    ['create_set_design', 'post', '/', [within], json('SetDesignCreate'), 'SetDesignPublic', 403, 413],
    ['read_set_designs', 'get', '/', [...page, within, query('owner_id', orNull(uuid))], null, 'SetDesignsPublic', 403],
    ['read_set_design', 'get', '/{id}', [path('id'), within], null, 'SetDesignPublic', 403, 404],
    ['update_set_design', 'put', '/{id}', [path('id'), within], json('SetDesignUpdate'), 'SetDesignPublic', 403, 404, 413],
    ['delete_set_design', 'delete', '/{id}', [path('id'), within], null, 'Message', 403, 404],
    ['find_set_base_image', 'get', '/{id}/base-image',
        [path('id'), within, subject, query('shot_type_id', uuid, true)], null, 'SetBaseImagePublic', 403, 404],
    ['upload_set_design_base_images_zip', 'post', '/{set_design_id}/base-images/upload',
        [path('set_design_id'), subject, within], form('Body_upload_set_design_base_images_zip'),
        'SetDesignBaseImagesUploadTaskPublic', 403, 404, 409, 413, 415],
    ['get_set_design_base_images_upload_task_by_set_design', 'get', '/{set_design_id}/base-images/upload-task',
        [path('set_design_id'), subject, within], null, 'SetDesignBaseImagesUploadTaskPublic', 403, 404],
    ['get_set_design_base_images_upload_task', 'get', '/upload-tasks/{task_id}', [path('task_id')], null,
        'SetDesignBaseImagesUploadTaskPublic', 403, 404],
    ['request_set_design_completion', 'post', '/{id}/request-completion', [path('id'), within],
        json('SetDesignCompletionRequest'), 'Message', 403, 404, 413],
]

// ---- comparing ----

// Without what is said to people only.
function bare(schema) {
    if (Array.isArray(schema)) return schema.map(bare)
    if (schema === null || typeof schema !== 'object') return schema
    const { description, title, ...rest } = schema
    if (rest.properties)
        rest.properties = Object.fromEntries(Object.entries(rest.properties).map(([name, v]) => [name, bare(v)]))
    for (const name of ['items', 'anyOf', 'schema']) if (name in rest) rest[name] = bare(rest[name])
    return rest
}

function isLike(name, members, required) {
    const { type, properties, required: ours = [], ...rest } = bare(schemas[name])
    const published = Object.fromEntries(Object.entries(members).map(([key, v]) => [key, v.must ? v.schema : v]))
    assert.equal(type, 'object')
    assert.deepEqual(properties, published)
    assert.deepEqual(sorted(ours), sorted(required))
    assert.deepEqual(rest, {})
}

const sorted = (list, by) => [...list].sort(by)
const byName = (a, b) => (a.name < b.name ? -1 : 1)

function operationIsLike([id, verb, at, parameters, body, answer, ...statuses]) {
    const operation = api.paths[DESIGNS + at]?.[verb]
    assert.ok(operation, `${verb} ${at}`)
    assert.equal(operation.operationId, id)
    assert.deepEqual(operation.tags, ['set-designs'])
    assert.deepEqual(operation.security, [{ OAuth2PasswordBearer: [] }])
    assert.deepEqual(sorted(operation.parameters.map(bare), byName), sorted(parameters, byName))
    assert.deepEqual(operation.requestBody ?? null, body && { required: true, content: body })
    assert.deepEqual(operation.responses[200].content, json(answer))
    assert.deepEqual(operation.responses[422].content, json('HTTPValidationError'))
    for (const status of [401, ...statuses])
        assert.deepEqual(operation.responses[status]?.content, json('designsError'), `${status}`)
}

const everyOperation = Object.entries(api.paths).flatMap(([at, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({ at, verb, operation })),
)

const cases = {
    'operations have names that a program can have'() {
        const ids = everyOperation.map(({ operation }) => operation.operationId)
        assert.deepEqual(ids.filter((id) => !/^[a-z][a-z0-9_]*$/.test(id)), [])
        assert.equal(new Set(ids).size, ids.length)
        // None of the family is called by its path.
        const made = everyOperation.filter(({ at }) => at.startsWith('/api/v1/'))
        assert.deepEqual(made.filter(({ operation }) => operation.operationId.includes('api_v1')), [])
    },
    'tags are declared, and are the published one and what the contract adds'() {
        const declared = api.tags.map(({ name }) => name)
        for (const { at, operation } of everyOperation) {
            assert.equal(operation.tags.length, 1)
            assert.ok(declared.includes(operation.tags[0]))
            if (at.startsWith('/api/v1/')) assert.equal(operation.tags[0], at.split('/')[3])
        }
        assert.equal(new Set(declared).size, declared.length)
    },
    'there are no operations on set designs but the published ones'() {
        const ours = everyOperation.filter(({ at }) => at.startsWith(DESIGNS))
        assert.deepEqual(
            sorted(ours.map(({ operation }) => operation.operationId)),
            sorted(operations.map(([id]) => id)),
        )
    },
    'sign-in is that of OAuth 2 by password'() {
        assert.deepEqual(api.components.securitySchemes.OAuth2PasswordBearer, {
            type: 'oauth2',
            flows: { password: { scopes: {}, tokenUrl: '/api/v1/login/access-token' } },
        })
        const { post } = api.paths['/api/v1/login/access-token']
        assert.deepEqual(post.security, [])
        assert.deepEqual(Object.keys(post.requestBody.content), ['application/x-www-form-urlencoded'])
    },
    'what is answered is written whole'() {
        for (const { at, operation } of everyOperation) {
            const name = operation.responses[200]?.content?.['application/json']?.schema.$ref?.split('/').pop()
            if (!at.startsWith('/api/v1/')) continue
            assert.ok(name || operation.responses[200].content['*/*'], at)
            if (name) assert.deepEqual(schemas[name].required, Object.keys(schemas[name].properties), name)
        }
    },
}
for (const [name, members] of Object.entries(asked))
    cases[name] = () =>
        isLike(name, members, Object.keys(members).filter((key) => members[key].must))
for (const [name, members] of Object.entries(answered)) cases[name] = () => isLike(name, members, Object.keys(members))
for (const [name, schema] of Object.entries(whole_schemas))
    cases[name] = () => assert.deepEqual(bare(schemas[name]), schema)
for (const operation of operations) cases[operation[0]] = () => operationIsLike(operation)

await tell(cases)
