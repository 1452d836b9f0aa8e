// How the Python client gazu speaks: what it sends, byte for byte where servers could stumble, and
// what it takes for a failure. A server that this one works with is a server for gazu.
import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { env, site } from './stack.mjs'

export class Failure extends Error {
    constructor(kind, path, message = '') {
        super(`${kind}: ${path} ${message}`)
        this.kind = kind
    }
}

const kinds = {
    400: 'parameter', 401: 'not authenticated', 403: 'not allowed', 404: 'route not found',
    405: 'method not allowed', 413: 'too big', 422: 'validation', 500: 'server', 502: 'server',
}

// What the calls of all clients were, for the table of routes.
export const calls = new Set()

const join = (...parts) => parts.map((part) => part.replace(/^\/+|\/+$/g, '')).join('/')

// As Python writes values.
function word(value) {
    if (value === true) return 'True'
    if (value === false) return 'False'
    return value === null || value === undefined ? 'None' : String(value)
}

const quoted = (text) =>
    encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

function withQuery(path, params) {
    const query = Object.entries(params ?? {}).map(([name, value]) => `${quoted(name)}=${quoted(word(value))}`).join('&')
    if (!query) return path
    return `${path}${path.includes('?') ? '&' : '?'}${query}`
}

// Python tells JSON in ASCII.
const asciiJson = (data) =>
    JSON.stringify(data).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

const asJson = (body) => {
    try {
        return JSON.parse(body.toString())
    } catch {
        return undefined
    }
}

// The text that is shown for an answer: `message`, else an `error` that is a text, else `otherwise`.
function messageOf(json, otherwise = '') {
    if (typeof json !== 'object' || json === null) return otherwise
    const faults = (json.data?.errors ?? []).map(({ field, message }) => `${field}: ${message}`)
    const text = json.message || (typeof json.error === 'string' && json.error) || otherwise
    return [text, ...faults].join('; ')
}

// A form of files and fields. A field of no value is left out, a list is a field for each value;
// a file is { path } or { text, type }, and only the latter tells its type.
function formOf(fields, files) {
    const boundary = randomUUID().replace(/-/g, '')
    const parts = []
    const add = (disposition, type, content) =>
        parts.push(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`, content, '\r\n')
    for (const [name, value] of Object.entries(fields ?? {}))
        for (const one of Array.isArray(value) ? value : [value])
            if (one !== null && one !== undefined) add(`name="${name}"`, '', word(one))
    for (const [name, file] of Object.entries(files))
        if (file.path) add(`name="${name}"; filename="${basename(file.path)}"`, '', readFileSync(file.path))
        else add(`name="${name}"`, file.type, file.text)
    parts.push(`--${boundary}--\r\n`)
    return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(parts.map((part) => Buffer.from(part))) }
}

export class Gazu {
    constructor({ host = `${site.origin}/api`, refreshes = false } = {}) {
        this.host = host
        this.refreshes = refreshes
        this.tokens = {}
        this.refreshed = 0
    }

    url(path) {
        return join(this.host, path)
    }

    headers(token = this.tokens.access_token) {
        const headers = { 'User-Agent': 'CGWire Gazu 1.1.12', Accept: '*/*' }
        if (token) headers.Authorization = `Bearer ${token}`
        return headers
    }

    // `body` is { type, body } or nothing.
    async send(method, path, { body, headers, token } = {}) {
        for (;;) {
            const options = { method, headers: { ...this.headers(token), ...headers }, redirect: 'manual' }
            if (body) {
                options.body = body.body
                options.headers['Content-Type'] = body.type
            }
            const response = await fetch(this.url(path), options)
            const answer = { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) }
            if (!(await this.isToBeRepeated(answer, path))) {
                calls.add(`${method} /${join(path).split('?')[0]}`)
                return answer
            }
        }
    }

    async isToBeRepeated({ status, body }, path) {
        const kind = kinds[status]
        if (!kind) return false
        const json = asJson(body)
        const message = messageOf(json)
        const isExpired = (status === 401 || status === 422) && json?.message === 'Signature has expired'
        if (isExpired && this.refreshes && path !== 'auth/refresh-token') {
            await this.refresh()
            return true
        }
        throw new Failure(isExpired ? 'not authenticated' : kind, path, message)
    }

    async refresh() {
        const { body } = await this.send('GET', 'auth/refresh-token', { token: this.tokens.refresh_token })
        this.tokens.access_token = JSON.parse(body).access_token
        this.refreshed++
    }

    async text(path, params) {
        return (await this.send('GET', withQuery(path, params))).body.toString()
    }

    async get(path, params) {
        return JSON.parse(await this.text(path, params))
    }

    async withBody(method, path, data) {
        const body = { type: 'application/json', body: asciiJson(data) }
        const answer = await this.send(method, path, { body })
        const json = asJson(answer.body)
        if (json === undefined) throw new Failure('no JSON', path, answer.body.toString())
        return json
    }

    post(path, data) {
        return this.withBody('POST', path, data)
    }

    put(path, data) {
        return this.withBody('PUT', path, data)
    }

    async delete(path, params) {
        return (await this.send('DELETE', withQuery(path, params))).body.toString()
    }

    // `files` in their order; the first is the field `file`, the others are numbered.
    upload(path, files, fields) {
        const named = files.map((file, i) => [i ? `file-${i}` : 'file', { path: file }])
        return this.uploadForm(path, Object.fromEntries(named), fields)
    }

    async uploadForm(path, files, fields) {
        const { status, body } = await this.send('POST', path, { body: formOf(fields, files) })
        const json = asJson(body)
        if (json === undefined) throw new Failure('no JSON', path, `${status} ${body}`)
        const message = messageOf(json)
        if (message) throw new Failure('upload', path, message)
        return json
    }

    // { status, headers, body }.
    download(path, headers) {
        return this.send('GET', path, { headers })
    }

    fetchAll(path, params) {
        return this.get(join('data', path), params)
    }

    async fetchPages(path, params = {}, limit) {
        const asked = limit ? { ...params, limit } : params
        const first = await this.fetchAll(path, { ...asked, page: 1 })
        const rows = [...first.data]
        for (let page = 2; page <= first.nb_pages; page++) rows.push(...(await this.fetchAll(path, { ...asked, page })).data)
        return rows
    }

    async fetchFirst(path, params) {
        return (await this.fetchAll(path, params))[0] ?? null
    }

    fetchOne(model, id) {
        return this.get(join('data', model, id))
    }

    create(model, data) {
        return this.post(join('data', model), data)
    }

    async logIn(email, password) {
        const no = { totp: null, email_otp: null, fido_authentication_response: null, recovery_code: null }
        let tokens
        try {
            tokens = await this.post('auth/login', { email, password, ...no })
        } catch (error) {
            throw ['parameter', 'not authenticated'].includes(error.kind) ? new Failure('login', email, error.message) : error
        }
        if (tokens.login === false) throw new Failure('login', email)
        this.tokens = tokens
        return tokens
    }

    async logOut() {
        await this.get('auth/logout')
        this.tokens = {}
    }
}

// The same claims, an hour too old, signed by the server's key.
export function aged(token) {
    const settings = readFileSync(env.DAILIES_TEST_CONF, 'utf8')
    const key = env.DAILIES_JWT_KEY ?? settings.match(/^jwt_key *= *(.*)$/m)[1].trim()
    const [head, claims] = token.split('.')
    const past = Math.floor(Date.now() / 1000) - 3600
    const told = { ...JSON.parse(Buffer.from(claims, 'base64url')), iat: past - 60, nbf: past - 60, exp: past }
    const text = `${head}.${Buffer.from(JSON.stringify(told)).toString('base64url')}`
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}
