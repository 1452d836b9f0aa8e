// hls.js in Chromium: an uploaded clip is watched through the links of GET /video/watch/, by a page
// of another origin. The clip says by its colours and by a moving box which moment is on screen.
// Environment: see t/ci/test.sh.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { ask, env, signIn, site, tell } from './lib/stack.mjs'

const folder = mkdtempSync(join(tmpdir(), 'dailies-hls.'))
const pictures = env.DAILIES_TEST_LOG ?? folder
const hlsScript = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js')

// ---- the clip: 4 s each of three colours, a white box that goes right 80 pixels a second ----

const WIDTH = 1280
const HEIGHT = 720
const SECONDS = 12
const SPEED = 80
const BOX = 120
const colours = [
    { name: 'red', is: ([r, g, b]) => r > 240 && g < 15 && b < 15 },
    { name: 'lime', is: ([r, g, b]) => r < 15 && g > 240 && b < 15 },
    { name: 'blue', is: ([r, g, b]) => r < 15 && g < 15 && b > 240 },
]

function makeClip(path) {
    const each = SECONDS / colours.length
    const parts = colours.map(({ name }, i) => `color=${name}:s=${WIDTH}x${HEIGHT}:r=25:d=${each}[c${i}]`)
    const graph = [
        ...parts,
        `${colours.map((_, i) => `[c${i}]`).join('')}concat=n=${colours.length}[all]`,
        `color=white:s=${BOX}x${BOX}:r=25:d=${SECONDS}[box]`,
        `[all][box]overlay=x='${SPEED}*t':y=${HEIGHT - 2 * BOX}:shortest=1:format=gbrp,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p[v]`,
        `sine=frequency=440:duration=${SECONDS}[a]`,
    ].join(';')
    const filters = ['-filter_complex', graph, '-map', '[v]', '-map', '[a]']
    const picture = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-colorspace', 'bt709']
    const args = ['-nostdin', '-v', 'error', '-y', ...filters, ...picture, '-c:a', 'aac', path]
    execFileSync('ffmpeg', args, { stdio: ['ignore', 'inherit', 'inherit'] })
}

const colourAt = (seconds) => colours[Math.min(colours.length - 1, Math.floor((seconds * colours.length) / SECONDS))]

// ---- the library ----

const authorization = { Authorization: `Bearer ${await signIn()}` }

async function until(what, seconds, look) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(200)) {
        const seen = await look()
        if (seen) return seen
    }
    throw new Error(`${what}: not within ${seconds} s`)
}

async function send(path) {
    const { json } = await ask('/video/upload?file_content_type=video/mp4&file_name=colours.mp4', { headers: authorization })
    const form = new FormData()
    for (const [name, value] of Object.entries(json.signatures)) form.append(name, value)
    form.append('file', new Blob([readFileSync(path)]), 'colours.mp4')
    const answer = await ask(json.url, { method: 'POST', body: form })
    assert.equal(answer.status, 204)
    const [, user, video] = json.signatures.key.split('/')
    return { user, video }
}

const captions = `WEBVTT\n\n00:00:00.000 --> 00:00:${SECONDS}.000 line:2\n<b>The box</b> goes &gt; <i>right</i>\n`

async function publish({ user, video }) {
    const json = (method, body) => ({ method, body: JSON.stringify(body), headers: { ...authorization, 'Content-Type': 'application/json' } })
    await until('the video', 120, async () => {
        const { json: mine } = await ask('/video/my', { headers: authorization })
        const failed = mine.unprocessed_videos.find((v) => v.hash_id === video)?.failure_reason
        assert.equal(failed, undefined)
        return mine.videos.find((v) => v.hash_id === video)
    })
    assert.equal((await ask(`/video/my/${video}`, json('PUT', { title: 'Colours', description: '' }))).status, 204)
    const put = { method: 'PUT', body: captions, headers: { ...authorization, 'Content-Type': 'text/vtt' } }
    assert.equal((await ask(`/video/my/${video}/captions/en?label=English`, put)).status, 201)
    return until('the ladder', 240, async () => {
        const { json: record } = await ask(`/video/watch?user_id=${user}&hash_id=${video}`)
        return record.hls_url && record.sprites_url ? record : null
    })
}

// ---- the page ----

const html = `<!doctype html><meta charset="utf-8"><title>player</title>
<style>body { margin: 0; background: #ddd } video { width: 640px; height: 360px; display: block }</style>
<video id="v" muted playsinline crossorigin="anonymous"></video><script src="/hls.js"></script>
<script>
const video = document.getElementById('v')
const events = { levels: [], errors: [] }
function start(url) {
    window.hls = new Hls()
    hls.on(Hls.Events.LEVEL_SWITCHED, (_, data) => events.levels.push(data.level))
    hls.on(Hls.Events.ERROR, (_, data) => events.errors.push(data.details + (data.fatal ? ' (fatal)' : '')))
    hls.loadSource(url)
    hls.attachMedia(video)
    return new Promise((resolve) => hls.once(Hls.Events.MANIFEST_PARSED, resolve))
}
function seek(to) {
    video.pause()
    const shown = new Promise((resolve) => video.addEventListener('seeked', () => resolve(), { once: true }))
    video.currentTime = to
    return shown
}
// Colour at the upper left, and where the white box begins, in pixels of the clip.
function look(picture = video, width = picture.videoWidth, height = picture.videoHeight) {
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    const context = canvas.getContext('2d')
    context.drawImage(picture, 0, 0, width, height)
    const row = context.getImageData(0, Math.round((height * ${HEIGHT - 1.5 * BOX}) / ${HEIGHT}), width, 1).data
    let at = 0
    while (at < width && !(row[4 * at] > 128 && row[4 * at + 1] > 128 && row[4 * at + 2] > 128)) at++
    return { colour: [...context.getImageData(width >> 3, height >> 3, 1, 1).data], box: at < width ? (at * ${WIDTH}) / width : -1 }
}
async function load(url) {
    const image = new Image()
    image.crossOrigin = 'anonymous'
    image.src = url
    await image.decode()
    return image
}
</script>`

const server = http.createServer((request, response) => {
    const script = request.url === '/hls.js'
    response.setHeader('Content-Type', script ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(script ? readFileSync(hlsScript) : html)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

// The stack's certificate is the only one that is believed without an authority.
const key = new X509Certificate(readFileSync(env.DAILIES_TEST_CA)).publicKey.export({ type: 'spki', format: 'der' })
const browser = await chromium.launch({
    executablePath: env.CHROMIUM ?? '/usr/bin/chromium',
    env: { ...env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
    args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
        `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`,
    ],
})

async function newPage() {
    const page = await browser.newPage({ viewport: { width: 640, height: 360 } })
    const answers = []
    page.on('response', (response) => answers.push({ url: response.url(), status: response.status() }))
    page.on('pageerror', (error) => console.log(`page: ${error}`))
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    return { page, answers }
}

// The picture of that moment, give or take a frame.
async function shows(page, seconds, tolerance = 0.045) {
    const seen = await page.evaluate('look()')
    const { name, is } = colourAt(seconds)
    assert.ok(is(seen.colour), `at ${seconds} s: ${seen.colour}, not ${name}`)
    assert.ok(Math.abs(seen.box / SPEED - seconds) < tolerance, `at ${seconds} s the box is at ${seen.box}`)
}

async function seek(page, seconds) {
    await page.evaluate(`seek(${seconds})`)
    await shows(page, seconds)
}

// ---- the cases ----

let record, ladder

const cases = {
    async 'a clip gets its links'() {
        const path = join(folder, 'colours.mp4')
        makeClip(path)
        record = await publish(await send(path))
        assert.equal(record.captions.length, 1)
    },

    async 'the ladder plays'() {
        ladder = await newPage()
        const { page } = ladder
        await page.evaluate((url) => start(url), record.hls_url)
        await page.evaluate('video.play()')
        await page.waitForFunction('video.currentTime > 1.5', null, { timeout: 30000 })
        await page.evaluate('video.pause()')
        const at = await page.evaluate('video.currentTime')
        await shows(page, at)
        await page.screenshot({ path: join(pictures, 'hls-playing.png') })
        assert.ok((await page.evaluate('video.webkitAudioDecodedByteCount')) > 0)
        assert.ok(Math.abs((await page.evaluate('video.duration')) - SECONDS) < 0.2)
    },

    async 'the ladder has its levels'() {
        const levels = await ladder.page.evaluate('hls.levels.map(({ width, height, bitrate, averageBitrate, videoCodec, audioCodec, frameRate }) => ({ width, height, bitrate, averageBitrate, videoCodec, audioCodec, frameRate }))')
        assert.ok(levels.length >= 2, JSON.stringify(levels))
        for (const level of levels) {
            assert.equal(level.frameRate, 25)
            assert.match(level.videoCodec, /^avc1\./)
            assert.match(level.audioCodec, /^mp4a\./)
            assert.ok(level.bitrate >= level.averageBitrate && level.averageBitrate > 0)
            assert.ok(level.height <= HEIGHT && Math.abs(level.width / level.height - WIDTH / HEIGHT) < 0.01)
        }
        assert.equal(await ladder.page.evaluate('hls.audioTracks.length'), 1)
    },

    async 'seeking shows that moment'() {
        for (const seconds of [9.5, 0.5, 5.2, 11.5, 4.1]) await seek(ladder.page, seconds)
    },

    async 'each level can be switched to'() {
        const { page } = ladder
        const count = await page.evaluate('hls.levels.length')
        for (let level = 0; level < count; level++) {
            await page.evaluate(`events.levels.length = 0; hls.currentLevel = ${level}; video.play()`)
            const height = await page.evaluate(`hls.levels[${level}].height`)
            await page.waitForFunction(`video.videoHeight === ${height}`, null, { timeout: 20000 })
            await page.waitForFunction(`events.levels.includes(${level}) || hls.currentLevel === ${level}`)
            await page.evaluate('video.pause()')
            await seek(page, 2.3 + level) // not where colours meet
            assert.equal(await page.evaluate('video.videoHeight'), height)
        }
        assert.ok(await page.evaluate('events.levels.length > 0'), 'LEVEL_SWITCHED was not seen')
        await page.screenshot({ path: join(pictures, 'hls-switched.png') })
    },

    async 'captions are shown'() {
        const { page } = ladder
        assert.deepEqual(await page.evaluate('hls.subtitleTracks.map((t) => [t.name, t.lang])'), [['English', 'en']])
        await page.evaluate('hls.subtitleDisplay = true; hls.subtitleTrack = 0')
        await seek(page, 6)
        await page.waitForFunction("[...video.textTracks].some((t) => t.mode === 'showing' && t.activeCues?.length)", null, { timeout: 20000 })
        const text = await page.evaluate("[...video.textTracks].find((t) => t.mode === 'showing').activeCues[0].text")
        assert.match(text, /The box/)
        await page.screenshot({ path: join(pictures, 'hls-captions.png') })
    },

    async 'nothing went wrong on the way'() {
        assert.deepEqual(await ladder.page.evaluate('events.errors'), [])
        const files = ladder.answers.filter(({ url }) => url.startsWith(site.origin))
        assert.deepEqual(files.filter(({ status }) => status >= 400), [])
        assert.ok(files.some(({ url, status }) => url.endsWith('.m4s') && status === 206))
        await ladder.page.close()
    },

    async 'the progressive file plays and seeks by ranges'() {
        const { page, answers } = await newPage()
        await page.evaluate((url) => { video.src = url }, record.watchable_url)
        await page.evaluate('video.play()')
        await page.waitForFunction('video.currentTime > 0.5', null, { timeout: 30000 })
        for (const seconds of [10.5, 1.5, 6.5]) await seek(page, seconds)
        assert.equal(await page.evaluate('video.videoWidth'), WIDTH)
        assert.ok(answers.some(({ url, status }) => url === record.watchable_url && status === 206))
        await page.screenshot({ path: join(pictures, 'hls-progressive.png') })
        await page.close()
    },

    async 'thumbnail, poster and pictures of the seek bar load'() {
        const { page } = await newPage()
        const see = (url) => page.evaluate(async (u) => {
            const image = await load(u)
            return { width: image.naturalWidth, height: image.naturalHeight, ...look(image, image.naturalWidth, image.naturalHeight) }
        }, url)
        const thumbnail = await see(record.video.thumbnail_url)
        assert.ok(thumbnail.width <= 360 && thumbnail.height <= 200 && thumbnail.height > 100)
        assert.ok(colours.some(({ is }) => is(thumbnail.colour)), `${thumbnail.colour}`)
        const poster = await see(record.video.poster_url)
        assert.equal(poster.width, WIDTH)
        const vtt = await page.evaluate(async (u) => (await fetch(u)).text(), record.sprites_url)
        const cues = [...vtt.matchAll(/(\d+):(\d+):(\d+\.\d+) --> (\d+):(\d+):(\d+\.\d+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g)]
        assert.ok(cues.length >= 3, vtt)
        for (const [, h, m, s, , , , name, ...box] of cues) {
            const begin = Number(h) * 3600 + Number(m) * 60 + Number(s)
            const pixel = await page.evaluate(async ([u, [x, y, w]]) => {
                const canvas = document.createElement('canvas').getContext('2d')
                canvas.drawImage(await load(u), -x, -y)
                return [...canvas.getImageData(w >> 3, 8, 1, 1).data]
            }, [new URL(name, record.sprites_url).href, box.map(Number)])
            const near = [begin, begin + 1, begin + 2].map(colourAt)
            assert.ok(near.some(({ is }) => is(pixel)), `sprite of ${begin} s: ${pixel}`)
        }
        await page.close()
    },
}

await tell(cases, async () => {
    await browser.close()
    server.close()
    rmSync(folder, { recursive: true, force: true })
})
