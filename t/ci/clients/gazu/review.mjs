// What is said of work, what is shown of it, and the files of both.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { all, fails, folder, has, made, movie, none, picture, sizeOf, until } from './look.mjs'

const comment = 'id text task_status_id person_id object_id created_at checklist links attachment_files type'
const preview = 'id name original_name revision position status extension file_size width height duration annotations data task_id person_id type'

export const say = (gazu, task, status, text, more = {}) =>
    gazu.post(`actions/tasks/${task.id}/comment`, { task_status_id: status.id, comment: text, checklist: [], links: [], for_client: false, ...more })

export const addPreview = (gazu, task, { id }, data = {}) => gazu.post(`actions/tasks/${task.id}/comments/${id}/add-preview`, data)

export const isReady = (gazu, { id }) =>
    until('the preview', 120, async () => {
        const row = await gazu.fetchOne('preview-files', id)
        assert.notEqual(row.status, 'broken')
        return row.status === 'ready' && row
    })

export const talk = (day) => ({
    async 'work is begun and commented'() {
        const { gazu, artist, animated, wip } = day
        const begun = has(await say(artist, animated, wip, '', { person_id: day.ada.id }), comment)
        assert.equal((await gazu.get(`data/tasks/${animated.id}/full`)).task_status.id, wip.id)
        assert.equal(begun.task_status_id, wip.id)
        const checklist = [{ text: 'Feet', checked: false }]
        day.said = has(await say(gazu, animated, wip, 'Plus léger', { checklist, links: ['https://studio.example/1'], created_at: '2026-01-02 10:00:00' }), comment)
        assert.deepEqual([day.said.checklist, day.said.links], [checklist, ['https://studio.example/1']])
        await fails('parameter', () => gazu.post(`actions/tasks/${animated.id}/comment`, { comment: 'No status' }))
        const reviewed = await artist.put(`actions/tasks/${animated.id}/to-review`, { person_id: day.ada.id, comment: 'Done', revision: 1, change_status: true })
        has(reviewed, 'id task_status_id')
        const comments = all(await gazu.fetchAll(`tasks/${animated.id}/comments`), 'id text person task_status previews replies', day.said.id)
        has(comments[0].person, 'id first_name last_name')
        assert.equal((await gazu.fetchFirst(`tasks/${animated.id}/comments`)).id, comments[0].id)
        all(await gazu.fetchAll(`projects/${day.project.id}/comments`), 'id object_id', day.said.id)
        assert.equal((await gazu.fetchOne('comments', day.said.id)).text, 'Plus léger')
    },

    async 'comments are changed, acknowledged, removed'() {
        const { gazu, artist, animated, said } = day
        const read = await gazu.fetchOne('comments', said.id)
        assert.equal((await gazu.put(`data/comments/${said.id}`, { ...read, text: 'Plus lourd' })).text, 'Plus lourd')
        const known = await artist.post(`data/tasks/${animated.id}/comments/${said.id}/ack`, {})
        assert.deepEqual(known.acknowledgements, [day.ada.id])
        const gone = await say(gazu, animated, day.wip, 'Gone')
        await gazu.delete(`data/comments/${gone.id}`)
        await fails('route not found', () => gazu.fetchOne('comments', gone.id))
    },

    async 'comments are answered'() {
        const { gazu, artist, said } = day
        const reply = await artist.post(`data/comments/${said.id}/replies`, { text: 'Why?', person_id: day.ada.id })
        has(reply, 'id text person_id date')
        assert.equal((await gazu.fetchOne('comments', said.id)).replies.length, 1)
        await gazu.delete(`data/comments/${said.id}/replies/${reply.id}`)
        assert.equal((await gazu.fetchOne('comments', said.id)).replies.length, 0)
    },

    async 'files come with comments'() {
        const { gazu, artist, animated, wip } = day
        const note = join(folder, 'notes é (1).txt')
        writeFileSync(note, 'The feet slip.')
        day.still = picture('still.png', '640x360')
        const fields = { task_status_id: wip.id, comment: 'See these', checklist: '[]', links: [], for_client: false, person_id: day.ada.id }
        const told = has(await artist.upload(`actions/tasks/${animated.id}/comment`, [day.still, note], fields), comment)
        assert.equal(told.attachment_files.length, 2)
        const file = told.attachment_files.find(({ extension }) => extension === 'png')
        has(file, 'id name size extension')
        const row = has(await gazu.fetchOne('attachment-files', file.id), 'id name size extension mimetype comment_id type')
        const got = await gazu.download(`data/attachment-files/${row.id}/file/${row.name}`)
        assert.deepEqual(got.body, readFileSync(day.still))
        assert.deepEqual(sizeOf(await gazu.download(`pictures/thumbnails/attachment-files/${row.id}.png`)), [150, 100])
        const later = await artist.upload(`actions/tasks/${animated.id}/comments/${told.id}/add-attachment`, [note])
        const added = all(later, 'id name size extension')[0]
        const text = await gazu.fetchOne('attachment-files', added.id)
        assert.equal((await gazu.download(encodeURI(`data/attachment-files/${text.id}/file/${text.name}`))).body.toString(), 'The feet slip.')
        all(await gazu.fetchAll(`tasks/${animated.id}/attachment-files`), 'id name', row.id)
        all(await gazu.fetchAll(`projects/${day.project.id}/attachment-files`), 'id name', row.id)
        await artist.delete(`data/comments/${told.id}/attachment-files/${added.id}`)
        none(await gazu.fetchAll(`tasks/${animated.id}/attachment-files`), added.id)
    },


    async 'many comments at once'() {
        const { gazu, animated, modelled, wip, approved } = day
        const one = (more) => ({ task_status_id: wip.id, comment: 'At once', ...more })
        const form = (comments, files = {}) => ({ ...files, comments: { text: JSON.stringify(comments), type: 'application/json' } })
        const [first] = await gazu.uploadForm(`actions/tasks/${animated.id}/batch-comment`, form([one()]))
        has(first, 'id text')
        const comments = [
            one({ task_id: animated.id, attachment_files: [day.still] }),
            one({ task_id: modelled.id, task_status_id: approved.id, preview_files: [day.still] }),
        ]
        const files = { 'attachment_file-0-0': { path: day.still }, 'preview_file-1-0': { path: day.still } }
        const many = all(await gazu.uploadForm('actions/tasks/batch-comment', form(comments, files)), 'id text object_id')
        assert.deepEqual(many.map(({ object_id }) => object_id), [animated.id, modelled.id])
        assert.equal((await gazu.fetchFirst(`tasks/${modelled.id}/comments`)).previews.length, 1)
        const more = await gazu.uploadForm(`actions/projects/${day.project.id}/tasks/comment-many`, form(comments, files))
        assert.equal(all(more, 'id').length, 2)
        const same = await gazu.post('actions/tasks/batch-comment', { task_ids: [animated.id, modelled.id], task_status_id: wip.id, comment: 'The same' })
        assert.equal(all(same, 'id').length, 2)
        const { hero } = day
        const twin = await gazu.post('data/tasks', {
            project_id: hero.project_id, entity_id: modelled.entity_id, task_type_id: day.modeling.id, task_status_id: wip.id, assignees: [], name: 'twin',
        })
        const moved = await gazu.post(`actions/tasks/${modelled.id}/comments/${more[1].id}/move`, { target_task_id: twin.id })
        assert.equal(moved.object_id, twin.id)
    },
})

export const previews = (day) => ({
    async 'a picture is published'() {
        const { artist, gazu, animated, wip, shot } = day
        const said = await say(artist, animated, wip, 'A still', { person_id: day.ada.id })
        const row = has(await addPreview(artist, animated, said), preview)
        day.pictured = has(await artist.upload(`pictures/preview-files/${row.id}`, [day.still]), preview)
        const { id } = day.pictured
        assert.deepEqual([day.pictured.status, day.pictured.extension, day.pictured.width], ['ready', 'png', 640])
        const main = await gazu.put(`actions/preview-files/${id}/set-main-preview`, {})
        assert.deepEqual([main.id, main.preview_file_id], [shot.id, id])
        assert.deepEqual(sizeOf(await gazu.download(`pictures/thumbnails/preview-files/${id}.png`)), [150, 100])
        assert.deepEqual(sizeOf(await gazu.download(`pictures/originals/preview-files/${id}.png`)), [640, 360])
        const read = await gazu.fetchOne('preview-files', id)
        assert.deepEqual((await gazu.download(`pictures/originals/preview-files/${id}.${read.extension}`)).body, readFileSync(day.still))
        assert.equal((await gazu.fetchAll(`tasks/${animated.id}/comments`)).find((c) => c.id === said.id).previews[0].id, id)
        day.pictured_in = said
    },

    async 'one more of the revision'() {
        const { artist, gazu, animated, pictured, pictured_in } = day
        const path = `actions/tasks/${animated.id}/comments/${pictured_in.id}/preview-files/${pictured.id}`
        const row = has(await artist.post(path, {}), preview)
        assert.deepEqual([row.revision, row.position], [pictured.revision, 2])
        await artist.upload(`pictures/preview-files/${row.id}`, [picture('jpeg.jpg', '300x200')])
        await gazu.put(`data/preview-files/${row.id}/position`, { position: 1 })
        assert.equal((await gazu.fetchOne('preview-files', row.id)).position, 1)
        await gazu.delete(`data/comments/${pictured_in.id}/preview-files/${row.id}`)
        await fails('route not found', () => gazu.fetchOne('preview-files', row.id))
    },

    async 'a movie is published'() {
        const { artist, gazu, animated, wip } = day
        const clip = movie('clip é.mp4', '640x360', 2)
        const said = await say(artist, animated, wip, 'A take')
        const row = await addPreview(artist, animated, said, { revision: 9 })
        assert.equal(row.revision, 9)
        const taken = await artist.upload(`pictures/preview-files/${row.id}`, [clip])
        has(taken, preview)
        assert.equal(taken.extension, 'mp4')
        all(await gazu.fetchAll('preview-files/running'), 'id status')
        const ready = await isReady(gazu, row)
        assert.deepEqual([ready.width, ready.height, ready.duration], [320, 180, 2])
        assert.deepEqual([ready.data.original_width, ready.data.original_height, ready.data.original_file_size],
            [640, 360, readFileSync(clip).length])
        day.filmed = ready
        const whole = await gazu.download(`movies/originals/preview-files/${row.id}.mp4`)
        assert.equal(whole.headers.get('Content-Type'), 'video/mp4')
        assert.equal(whole.body.toString('latin1', 4, 8), 'ftyp')
        const part = await gazu.download(`movies/originals/preview-files/${row.id}.mp4`, { Range: 'bytes=100-199' })
        assert.equal(part.status, 206)
        assert.deepEqual(part.body, whole.body.subarray(100, 200))
        assert.equal((await gazu.download(`movies/lowdef/preview-files/${row.id}.mp4`)).body.toString('latin1', 4, 8), 'ftyp')
    },

    async 'frames of it'() {
        const { gazu, filmed, shot } = day
        assert.deepEqual(sizeOf(await gazu.download(`pictures/preview-files/${filmed.id}/extract-frame/24`)), [320, 180])
        assert.ok(sizeOf(await gazu.download(`pictures/preview-files/${filmed.id}/extract-tile`))[0] > 100)
        const main = await gazu.put(`actions/preview-files/${filmed.id}/set-main-preview`, { frame_number: 12 })
        assert.deepEqual([main.id, main.preview_file_id], [shot.id, filmed.id])
        assert.deepEqual(sizeOf(await gazu.download(`pictures/thumbnails/preview-files/${filmed.id}.png`)), [150, 100])
    },

    async 'it is drawn on and changed'() {
        const { gazu, filmed } = day
        const objects = [{ id: 'a1', type: 'path', left: 1.5, top: 2 }]
        const path = `actions/preview-files/${filmed.id}/update-annotations`
        const drawn = await gazu.put(path, { additions: [{ time: 0.5, drawing: { objects } }], updates: [], deletions: [] })
        assert.equal(drawn.annotations[0].drawing.objects[0].id, 'a1')
        const row = await gazu.put(`data/preview-files/${filmed.id}`, { ...(await gazu.fetchOne('preview-files', filmed.id)), description: 'Take 9' })
        assert.deepEqual([row.description, row.revision], ['Take 9', 9])
    },

    async 'it is found by what it is for'() {
        const { gazu, animated, filmed, shot, project, animation } = day
        all(await gazu.fetchAll('preview-files', { task_id: animated.id }), preview, filmed.id)
        all(await gazu.fetchAll(`projects/${project.id}/preview-files`), 'id', filmed.id)
        all(await gazu.fetchAll(`tasks/${animated.id}/previews`), 'id', filmed.id)
        const ofShot = await gazu.fetchAll(`shots/${shot.id}/preview-files`)
        all(Array.isArray(ofShot) ? ofShot : Object.values(ofShot).flat(), 'id', filmed.id)
        const byKind = await gazu.get(`data/playlists/entities/${shot.id}/preview-files`)
        all(byKind[animation.id], 'id revision created_at extension previews original_width original_file_size', filmed.id)
    },

    async 'a preview is added to a comment and removed'() {
        const { gazu, artist, animated, wip, filmed } = day
        const said = await say(artist, animated, wip, 'Again')
        const told = await artist.post(`data/comments/${said.id}/preview-files`, { preview_file_id: filmed.id })
        has(told, 'id')
        const row = await addPreview(artist, animated, said)
        await gazu.delete(`data/preview-files/${row.id}`)
        await fails('route not found', () => gazu.fetchOne('preview-files', row.id))
    },

    async 'avatars'() {
        const { gazu, artist, ada, project, organisation } = day
        const face = picture('face.png', '500x500')
        for (const [path, who] of [[`persons/${ada.id}`, artist], [`projects/${project.id}`, gazu], [`organisations/${organisation.id}`, gazu]]) {
            const told = await who.upload(`pictures/thumbnails/${path}`, [face])
            assert.equal(told.thumbnail_path, `pictures/thumbnails/${path}.png`)
            assert.deepEqual(sizeOf(await who.download(`pictures/thumbnails/${path}.png`)), [400, 400])
        }
        assert.equal((await gazu.fetchFirst('persons', { id: ada.id })).has_avatar, true)
    },

    async 'avatars go'() {
        const { gazu, artist, ada } = day
        const face = join(folder, 'face.png')
        await artist.delete('data/user/avatar')
        await fails('route not found', () => gazu.download(`pictures/thumbnails/persons/${ada.id}.png`))
        await artist.upload(`pictures/thumbnails/persons/${ada.id}`, [face])
        await gazu.delete(`data/persons/${ada.id}/avatar`)
        assert.equal((await gazu.fetchFirst('persons', { id: ada.id })).has_avatar, false)
    },

    async 'a working file is told of'() {
        const { artist, gazu, animated } = day
        const row = await artist.post(`data/tasks/${animated.id}/working-files/new`, { name: 'main', comment: '', task_id: animated.id, revision: 0, mode: 'working' })
        has(row, 'id name revision path task_id person_id type')
        assert.equal((await artist.put(`actions/working-files/${row.id}/comment`, { comment: 'Blocking' })).comment, 'Blocking')
        const scene = made('scene.ma.wav', '-f', 'lavfi', '-i', 'sine=d=0.1')
        assert.equal((await artist.upload(`data/working-files/${row.id}/file`, [scene])).id, row.id)
        assert.deepEqual((await gazu.download(`data/working-files/${row.id}/file`)).body, readFileSync(scene))
    },
})
