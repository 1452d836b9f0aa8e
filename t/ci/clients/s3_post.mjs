// Amazon's own code for signed forms, and an unmodified fetch of FormData, against the stack.
// Environment: see t/ci/test.sh.
import assert from 'node:assert/strict'
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { ask, env, signIn, site, tell } from './lib/stack.mjs'


const authorization = `Bearer ${await signIn()}`

async function instructions(type, name) {
    const query = new URLSearchParams({ file_content_type: type, file_name: name })
    const answer = await ask(`/video/upload?${query}`, { headers: { Authorization: authorization } })
    assert.equal(answer.status, 200)
    return JSON.parse(answer.text)
}

function setting(name, otherwise) {
    const line = readFileSync(env.DAILIES_TEST_CONF, 'utf8').match(new RegExp(`^${name} *= *(.*)$`, 'm'))
    return env[`DAILIES_${name.toUpperCase()}`] ?? line?.[1].trim() ?? otherwise
}

const made = createHmac('sha256', setting('jwt_key')).update('upload forms').digest('hex')
const credentials = { accessKeyId: setting('upload_key_id', 'DAILIES'), secretAccessKey: setting('upload_secret') || made }
const region = setting('upload_region', 'us-east-1')
const Bucket = setting('upload_bucket', 'dailies')

const client = (more = {}) => new S3Client({ region, credentials, ...more })

async function newKey(name) {
    const { signatures } = await instructions('video/mp4', 'x.mp4')
    return `uploaded-videos/${signatures.key.split('/')[1]}/${randomUUID()}/${name}`
}

// As a page's form does it: all fields in their order, then the file.
async function send(url, fields, bytes, fileName = 'clip.mp4') {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', new Blob([bytes], { type: 'application/octet-stream' }), fileName)
    return ask(url, { method: 'POST', body: form })
}

const etag = (bytes) => `"${createHash('md5').update(bytes).digest('hex')}"`

function isStored(bytes) {
    const hash = createHash('sha256').update(bytes).digest('hex')
    assert.equal(statSync(`${env.DAILIES_TEST_STATE}/store/blob/${hash.slice(0, 2)}/${hash}`).size, bytes.length)
}

async function isMine(key) {
    const answer = await ask('/video/my', { headers: { Authorization: authorization } })
    const [, , hashId, name] = key.split('/')
    const { unprocessed_videos: unprocessed } = JSON.parse(answer.text)
    assert.equal(unprocessed.find((video) => video.hash_id === hashId)?.file_name, name)
}

const FORM = '/video/upload/form/'

const cases = {
    async 'our instructions in a FormData'() {
        const bytes = randomBytes(3000000)
        const { url, signatures } = await instructions('video/mp4', 'clip.mp4')
        assert.equal(url, new URL(FORM, site).href)
        const answer = await send(url, signatures, bytes)
        assert.equal(answer.status, 204)
        assert.equal(answer.headers.get('etag'), etag(bytes))
        isStored(bytes)
        await isMine(signatures.key)
    },

    // The same policy, at the same time by its clock.
    async 'signs as we do'() {
        const { signatures } = await instructions('video/webm', "it's_(1).webm")
        const [, year, month, day, hour, minute, second] = signatures['x-amz-date'].match(/(.{4})(..)(..)T(..)(..)(..)Z/)
        const then = Date.UTC(year, month - 1, day, hour, minute, second)
        const clock = Date.now
        Date.now = () => then
        const post = await createPresignedPost(client({ base64Encoder: () => signatures.policy }), {
            Bucket,
            Key: signatures.key,
        }).finally(() => (Date.now = clock))
        assert.equal(post.fields.Policy, signatures.policy)
        assert.equal(post.fields['X-Amz-Date'], signatures['x-amz-date'])
        assert.equal(post.fields['X-Amz-Credential'], signatures['x-amz-credential'])
        assert.equal(post.fields['X-Amz-Algorithm'], signatures['x-amz-algorithm'])
        assert.equal(post.fields['X-Amz-Signature'], signatures['x-amz-signature'])
    },

    async 'its own form'() {
        const bytes = randomBytes(100000)
        const Key = await newKey('clip.webm')
        const { fields } = await createPresignedPost(client(), {
            Bucket,
            Key,
            Conditions: [['content-length-range', 1, 200000], ['starts-with', '$Content-Type', 'video/']],
            Fields: { 'Content-Type': 'video/webm', success_action_status: '201' },
            Expires: 60,
        })
        const answer = await send(FORM, fields, bytes)
        assert.equal(answer.status, 201)
        assert.match(answer.text, new RegExp(`<PostResponse><Location>[^<]*</Location><Bucket>${Bucket}</Bucket><Key>${Key}</Key>`))
        isStored(bytes)
        await isMine(Key)
    },

    async 'its own form with the name of the file'() {
        const bytes = randomBytes(1000)
        const Key = await newKey('${filename}')
        const { fields } = await createPresignedPost(client(), { Bucket, Key, Fields: { 'Content-Type': 'video/mp4' } })
        const answer = await send(FORM, fields, bytes, 'take-2.mp4')
        assert.equal(answer.status, 204)
        await isMine(Key.replace('${filename}', 'take-2.mp4'))
    },

    async 'with another secret'() {
        const other = client({ credentials: { ...credentials, secretAccessKey: 'another' } })
        const { fields } = await createPresignedPost(other, { Bucket, Key: await newKey('a.mp4') })
        const answer = await send(FORM, fields, 'x')
        assert.equal(answer.status, 403)
        assert.match(answer.text, /<Code>SignatureDoesNotMatch<\/Code>/)
    },

    async 'of an hour ago'() {
        const late = client({ systemClockOffset: -3600000 })
        const { fields } = await createPresignedPost(late, { Bucket, Key: await newKey('a.mp4'), Expires: 60 })
        const answer = await send(FORM, fields, 'x')
        assert.equal(answer.status, 403)
        assert.match(answer.text, /Invalid according to Policy: Policy expired\./)
    },

    async 'with more bytes than it says'() {
        const Conditions = [['content-length-range', 1, 1000]]
        const Fields = { 'Content-Type': 'video/mp4' }
        const { fields } = await createPresignedPost(client(), { Bucket, Key: await newKey('a.mp4'), Conditions, Fields })
        const answer = await send(FORM, fields, randomBytes(1001))
        assert.equal(answer.status, 400)
        assert.match(answer.text, /<Code>EntityTooLarge<\/Code>.*<MaxSizeAllowed>1000<\/MaxSizeAllowed>/)
    },
}

await tell(cases)
