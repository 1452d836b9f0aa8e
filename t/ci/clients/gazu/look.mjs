// What the parts of the day share: looking at answers, and files that are made for them.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const mark = Math.random().toString(36).slice(2, 8)
export const folder = mkdtempSync(join(tmpdir(), 'dailies-gazu.'))
process.on('exit', () => rmSync(folder, { recursive: true }))

// The row, which has those keys.
export function has(row, names) {
    assert.ok(row && typeof row === 'object', `no row: ${JSON.stringify(row)}`)
    const lost = names.split(' ').filter((name) => !(name in row))
    assert.equal(lost.join(' '), '', `without ${lost}: ${JSON.stringify(row).slice(0, 400)}`)
    return row
}

// The rows, which are a list, of which each has those keys; with `id`, also a row of that id.
export function all(rows, names, id) {
    assert.ok(Array.isArray(rows), `no list: ${JSON.stringify(rows).slice(0, 200)}`)
    for (const row of rows) has(row, names)
    if (id) assert.ok(rows.some((row) => row.id === id), `${id} is not there`)
    return rows
}

export const none = (rows, id) => assert.ok(!rows.some((row) => row.id === id), `${id} is there`)

export async function fails(kind, run) {
    try {
        await run()
    } catch (error) {
        assert.equal(error.kind, kind, error.stack)
        return error
    }
    throw new Error(`not failed: ${kind}`)
}

export async function until(what, seconds, look) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) {
        const seen = await look()
        if (seen) return seen
    }
    throw new Error(`${what}: not within ${seconds} s`)
}

export function made(name, ...args) {
    const path = join(folder, name)
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, path], { stdio: ['ignore', 'inherit', 'inherit'] })
    return path
}

export const picture = (name, size) => made(name, '-f', 'lavfi', '-i', `testsrc2=s=${size}`, '-frames:v', '1')
export const movie = (name, size, seconds) =>
    made(name, '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=24:d=${seconds}`, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')

// [width, height] of a PNG.
export function sizeOf({ headers, body }) {
    assert.equal(headers.get('Content-Type'), 'image/png')
    assert.equal(body.toString('latin1', 1, 4), 'PNG')
    return [body.readUInt32BE(16), body.readUInt32BE(20)]
}
