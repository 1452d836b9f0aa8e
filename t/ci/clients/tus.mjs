// tus-js-client against the stack, through a line that breaks.
// Environment: see t/ci/test.sh.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import net from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import * as tus from 'tus-js-client'
import { ask, env, signIn, site, tell } from './lib/stack.mjs'

const MIB = 1024 * 1024

// A TCP forwarder that breaks: `cuts` are numbers of bytes from the client at which all lines are
// closed; when `deaf`, it keeps lines open and forwards nothing on those that were there before.
class Line {
    constructor(cuts = []) {
        this.cuts = [...cuts]
        this.broken = 0
        this.bytes = 0
        this.pairs = new Set()
        this.server = net.createServer((from) => this.join(from))
    }

    async open() {
        await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
        return `https://localhost:${this.server.address().port}/video/upload/tus/`
    }

    join(from) {
        const pair = { from, to: net.connect(Number(site.port), '127.0.0.1'), deaf: false }
        this.pairs.add(pair)
        const end = () => {
            if (pair.deaf) return
            from.destroy()
            pair.to.destroy()
            this.pairs.delete(pair)
        }
        for (const socket of [from, pair.to]) socket.on('error', end).on('close', end)
        pair.to.on('data', (data) => pair.deaf || from.write(data))
        from.on('data', (data) => {
            if (pair.deaf) return
            this.bytes += data.length
            if (!pair.to.write(data)) {
                from.pause()
                pair.to.once('drain', () => from.resume())
            }
            if (this.cuts.length && this.bytes >= this.cuts[0]) this.cut()
        })
    }

    cut() {
        this.cuts.shift()
        this.broken++
        for (const { from, to } of this.pairs) {
            from.destroy()
            to.destroy()
        }
    }

    deafen() {
        for (const pair of this.pairs) pair.deaf = true
    }

    close() {
        this.server.close()
        for (const { from, to } of this.pairs) {
            from.destroy()
            to.destroy()
        }
    }
}

const token = await signIn()

function uploadOf(endpoint, file, options = {}) {
    const seen = { offsets: [], requests: [] }
    const done = {}
    done.promise = new Promise((resolve, reject) => {
        done.resolve = resolve
        done.reject = reject
    })
    const upload = new tus.Upload(file, {
        endpoint,
        retryDelays: [0, 200, 500, 1000, 2000, 4000],
        metadata: { filename: 'film.mp4', filetype: 'video/mp4' },
        headers: { Authorization: `Bearer ${token}` },
        onBeforeRequest: (request) => seen.requests.push(request.getMethod()),
        onAfterResponse: (request, response) => {
            if (request.getMethod() === 'HEAD') seen.offsets.push(Number(response.getHeader('Upload-Offset')))
        },
        onSuccess: () => done.resolve(),
        onError: (error) => done.reject(error),
        ...options,
    })
    return { upload, seen, done: done.promise }
}

// What is in the store under the name of these bytes.
function isStored(bytes) {
    const hash = createHash('sha256').update(bytes).digest('hex')
    const path = `${env.DAILIES_TEST_STATE}/store/blob/${hash.slice(0, 2)}/${hash}`
    assert.equal(statSync(path).size, bytes.length)
    assert.equal(createHash('sha256').update(readFileSync(path)).digest('hex'), hash)
}

const idOf = (upload) => new URL(upload.url).pathname.split('/').pop()

const cases = {
    async 'a line that is cut three times'() {
        const bytes = randomBytes(24 * MIB)
        const line = new Line([6 * MIB, 13 * MIB, 20 * MIB])
        const { upload, seen, done } = uploadOf(await line.open(), bytes)
        upload.start()
        await done
        line.close()
        assert.equal(line.broken, 3)
        assert.equal(seen.requests.filter((method) => method === 'POST').length, 1)
        assert.ok(seen.offsets.filter((offset) => offset > 0).length >= 3, `went on at ${seen.offsets}`)
        assert.ok(line.bytes < bytes.length + 12 * MIB, `${line.bytes} bytes were sent`)
        isStored(bytes)
    },

    async 'a line that goes dead, and a client that comes again'() {
        const bytes = randomBytes(16 * MIB)
        const line = new Line()
        const first = uploadOf(await line.open(), bytes)
        first.done.catch(() => {})
        first.upload.start()
        while (line.bytes < 5 * MIB) await sleep(5)
        line.deafen() // the server still waits for bytes that do not come
        await first.upload.abort()
        const began = Date.now()
        const second = uploadOf(first.upload.options.endpoint, bytes, { uploadUrl: first.upload.url })
        second.upload.start()
        await second.done
        line.close()
        assert.ok(Date.now() - began < 20000)
        assert.ok(second.seen.offsets.some((offset) => offset > 0))
        isStored(bytes)
    },

    async 'small pieces'() {
        const bytes = randomBytes(3 * MIB + 17)
        const line = new Line()
        const { upload, seen, done } = uploadOf(await line.open(), bytes, { chunkSize: 512 * 1024 })
        upload.start()
        await done
        line.close()
        assert.equal(seen.requests.filter((method) => method === 'PATCH').length, 7)
        isStored(bytes)
    },

    async 'with its creation'() {
        const bytes = randomBytes(2 * MIB)
        const line = new Line()
        const { upload, seen, done } = uploadOf(await line.open(), bytes, { uploadDataDuringCreation: true })
        upload.start()
        await done
        line.close()
        assert.deepEqual(seen.requests, ['POST'])
        isStored(bytes)
    },

    async 'a stream whose length is not known'() {
        const bytes = randomBytes(2 * MIB + 5)
        const line = new Line()
        const pieces = []
        for (let at = 0; at < bytes.length; at += 100000) pieces.push(bytes.subarray(at, at + 100000))
        const { upload, done } = uploadOf(await line.open(), Readable.from(pieces, { objectMode: false }), {
            uploadLengthDeferred: true,
            chunkSize: 512 * 1024,
        })
        upload.start()
        await done
        line.close()
        isStored(bytes)
    },

    async 'behind proxies that know GET and POST only'() {
        const bytes = randomBytes(MIB)
        const line = new Line()
        const { upload, seen, done } = uploadOf(await line.open(), bytes, { overridePatchMethod: true })
        upload.start()
        await done
        line.close()
        assert.deepEqual(seen.requests, ['POST', 'POST'])
        isStored(bytes)
    },

    async 'given up'() {
        const line = new Line()
        const { upload, done } = uploadOf(await line.open(), randomBytes(8 * MIB), { chunkSize: MIB })
        done.catch(() => {})
        upload.start()
        while (line.bytes < 2 * MIB) await sleep(5)
        await upload.abort(true)
        line.close()
        const answer = await ask(`/video/upload/tus/${idOf(upload)}`, {
            method: 'HEAD',
            headers: { Authorization: `Bearer ${token}`, 'Tus-Resumable': '1.0.0' },
        })
        assert.equal(answer.status, 404)
    },

    async 'a type that is not taken'() {
        const line = new Line()
        const { upload, seen, done } = uploadOf(await line.open(), randomBytes(10), {
            metadata: { filename: 'a.txt', filetype: 'text/plain' },
        })
        upload.start()
        await assert.rejects(done, /invalid file content type::text\/plain/)
        line.close()
        assert.deepEqual(seen.requests, ['POST']) // it is not tried again
    },
}

await tell(cases)
