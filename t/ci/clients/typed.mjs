// A client made of the API document: types by openapi-typescript, requests by openapi-fetch. What is
// right type-checks and runs, what is wrong does not type-check, and every answer is what is documented.
// Environment: see t/ci/test.sh.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'
import { faults } from './lib/schema.mjs'
import { ask, env, site, tell } from './lib/stack.mjs'

const FAMILY = '/api/v1/'
const here = fileURLToPath(new URL('typed', import.meta.url))
const front = `front_${randomUUID().slice(0, 8)}`
const side = front.replace('front', 'side')
const folder = mkdtempSync(join(tmpdir(), 'dailies-typed.'))
const { json: api } = await ask('/openapi.json')

// The family's part of the document: TypeScript gives up over the paths of all of them at once.
const paths = Object.entries(api.paths).filter(([path]) => path.startsWith(FAMILY))
const document = JSON.stringify({ ...api, paths: Object.fromEntries(paths) })

// ---- the types, and what is made with them ----

const blob = ts.factory.createTypeReferenceNode('Blob')
const options = {
    transform: (schema) => (schema.contentMediaType === 'application/octet-stream' ? blob : undefined),
}

async function generate(name, more = {}) {
    writeFileSync(join(here, `${name}.d.mts`), astToString(await openapiTS(document, { ...options, ...more })))
}

function compile() {
    const tsc = join(here, '../node_modules/typescript/bin/tsc')
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', here], { encoding: 'utf8' })
    assert.equal(status, 0, stdout)
}

// ---- what the story needs ----

function picture(name, size) {
    const file = join(folder, name)
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc=size=${size}`, '-frames:v', '1', file])
    return file
}

function blobOf(file, type) {
    return new Blob([readFileSync(file)], { type })
}

function archive() {
    const names = [front, side].map((slug) => picture(`${slug}.png`, '120x90'))
    names.push(join(folder, 'readme.txt'))
    writeFileSync(names[2], 'No picture.')
    execFileSync('python3', ['-m', 'zipfile', '-c', join(folder, 'all.zip'), ...names])
    return blobOf(join(folder, 'all.zip'), 'application/zip')
}

function person() {
    const username = `${randomUUID()}@typed.example`
    const password = 'tested-by-machines'
    const line = execFileSync(
        join(env.DAILIES_TEST_BIN, 'dailies'),
        ['-c', env.DAILIES_TEST_CONF, 'user', 'add', username, '--first-name', 'Test', '--password-stdin'],
        { input: password, encoding: 'utf8' },
    )
    return { id: line.match(/id: (\S+)/)[1], username, password }
}

// ---- watching it ----

const called = new Set()
const wrong = []

async function watched(operation, what, response) {
    const { content } = operation?.responses[response.status] ?? {}
    if (!content) return wrong.push(`${what}: ${response.status} is not documented`)
    const type = response.headers.get('Content-Type')?.split(';')[0]
    const schema = content[type]?.schema
    if (!schema && !content['*/*']) wrong.push(`${what}: ${type} is not documented`)
    if (!schema || type !== 'application/json') return
    for (const fault of faults(api, schema, await response.clone().json())) wrong.push(`${what}: ${fault}`)
}

const watch = {
    async onResponse({ schemaPath, request, response }) {
        const what = `${request.method.toLowerCase()} ${schemaPath}`
        called.add(what)
        await watched(api.paths[schemaPath][request.method.toLowerCase()], what, response)
    },
}

async function story() {
    const { open } = await import(join(here, 'made/story.mjs'))
    return open({
        baseUrl: site.origin,
        admin: { username: env.DAILIES_TEST_ADMIN_EMAIL, password: env.DAILIES_TEST_ADMIN_PASSWORD },
        other: person(),
        picture: blobOf(picture('picture.png', '200x200'), 'image/png'),
        front,
        side,
        archive: archive(),
        watch,
    })
}

const cases = {
    'what is not documented is noticed'() {
        const design = { $ref: '#/components/schemas/SetDesignPublic' }
        const some = { id: 'x', name: null, more: 1, base_images: [{}] }
        const found = [...faults(api, design, some)]
        for (const fault of ['.id: x is no uuid', '.name is null, not string', '.more is not documented',
            '.owner_id is missing', '.base_images.0.id is missing'])
            assert.ok(found.includes(`answer${fault}`), fault)
    },
    async 'types are made of the document'() {
        await generate('api')
        await generate('lean-api', { defaultNonNullable: false })
        const told = readFileSync(join(here, 'api.d.mts'), 'utf8')
        assert.match(told, /image\?: string \| components\["schemas"\]\["MediaInput"\] \| null;/)
    },
    'what is right type-checks, what is wrong does not': compile,
    async 'the program runs'() {
        for (const [name, run] of Object.entries(await story()))
            await run().catch((error) => assert.fail(`${name}: ${error.stack}`))
    },
    'every answer was what is documented'() {
        assert.deepEqual(wrong, [])
    },
    'every operation of the family was called'() {
        const all = Object.entries(api.paths)
            .filter(([path]) => path.startsWith(FAMILY))
            .flatMap(([path, verbs]) => Object.keys(verbs).map((verb) => `${verb} ${path}`))
        assert.deepEqual(all.filter((what) => !called.has(what)), [])
    },
}

await tell(cases, () => rmSync(folder, { recursive: true }))
