// Edits, concepts, playlists, and finding things.
import assert from 'node:assert/strict'
import { all, fails, has, mark, none, until } from './look.mjs'
import { addPreview, say } from './review.mjs'

// Shown on a new task of the entity; { task, preview }.
async function shown(day, entity, for_entity) {
    const { gazu, wip } = day
    const kind = await gazu.post('data/task-types', { name: `Show ${for_entity} ${mark}`, color: '#000000', for_entity })
    const task = await gazu.post('data/tasks', {
        project_id: entity.project_id, entity_id: entity.id, task_type_id: kind.id, task_status_id: wip.id, assignees: [], name: 'main',
    })
    const row = await addPreview(gazu, task, await say(gazu, task, wip, 'See'))
    await gazu.upload(`pictures/preview-files/${row.id}`, [day.still])
    return { kind, task, preview: row }
}

const flat = (found) => (Array.isArray(found) ? found : Object.values(found).flat())

export const cuts = (day) => ({
    async 'edits'() {
        const { gazu, project, episode } = day
        assert.equal(await gazu.fetchFirst('edits/all', { project_id: project.id, name: 'Cut' }), null)
        const edit = has(await gazu.post(`data/projects/${project.id}/edits`, { name: 'Cut', data: { fps: 24 }, parent_id: episode.id, description: 'v1' }), 'id name data type')
        assert.equal((await gazu.fetchFirst('edits/all', { project_id: project.id, name: 'cut' })).id, edit.id)
        has(await gazu.fetchOne('edits', edit.id), 'id name project_id episode_id data tasks')
        all(await gazu.fetchAll(`projects/${project.id}/edits`), 'id name', edit.id)
        assert.equal((await gazu.put(`data/entities/${edit.id}`, { ...(await gazu.fetchOne('edits', edit.id)), description: 'v2' })).description, 'v2')
        const { task, preview } = await shown(day, edit, 'Edit')
        all(await gazu.fetchAll(`edits/${edit.id}/tasks`), 'id', task.id)
        all(flat(await gazu.fetchAll(`edits/${edit.id}/preview-files`)), 'id', preview.id)
        const gone = await gazu.post(`data/projects/${project.id}/edits`, { name: 'Gone', data: {}, parent_id: null })
        await gazu.delete(`data/edits/${gone.id}`)
        none(await gazu.fetchAll(`projects/${project.id}/edits`), gone.id)
    },

    async 'concepts'() {
        const { gazu, project, lamp } = day
        assert.equal(await gazu.fetchFirst('concepts', { project_id: project.id, name: 'Idea' }), null)
        const links = { entity_concept_links: [lamp.id] }
        const concept = has(await gazu.post(`data/projects/${project.id}/concepts`, { name: 'Idea', data: {}, ...links, description: 'Brass' }), 'id name data type')
        assert.equal((await gazu.fetchFirst('concepts', { project_id: project.id, name: 'idea' })).id, concept.id)
        has(await gazu.fetchOne('concepts', concept.id), 'id name project_id')
        all(await gazu.fetchAll('concepts'), 'id name', concept.id)
        all(await gazu.fetchAll(`projects/${project.id}/concepts`), 'id name', concept.id)
        assert.equal((await gazu.put(`data/entities/${concept.id}`, { ...concept, description: 'Tin' })).description, 'Tin')
        const { kind, task, preview } = await shown(day, concept, 'Concept')
        all(await gazu.fetchAll(`concepts/${concept.id}/tasks`), 'id', task.id)
        all(await gazu.fetchAll(`concepts/${concept.id}/task-types`), 'id', kind.id)
        all(flat(await gazu.fetchAll(`concepts/${concept.id}/preview-files`)), 'id', preview.id)
        all(await gazu.fetchAll(`entities/${lamp.id}/entities-linked/with-tasks`), 'id name tasks', concept.id)
        const gone = await gazu.post(`data/projects/${project.id}/concepts`, { name: 'Gone', data: {}, entity_concept_links: [] })
        await gazu.delete(`data/concepts/${gone.id}`, { force: 'true' })
        await fails('route not found', () => gazu.fetchOne('concepts', gone.id))
    },
})

export const playlists = (day) => ({
    async 'a playlist is made and filled'() {
        const { gazu, project, episode, shot, filmed, pictured } = day
        const params = { project_id: project.id, name: 'Dailies' }
        assert.equal(await gazu.fetchFirst('playlists', params), null)
        const list = has(await gazu.post('data/playlists/', { ...params, for_entity: 'shot', for_client: false, episode_id: episode.id }), 'id name shots project_id episode_id for_entity for_client type')
        assert.equal((await gazu.fetchFirst('playlists', { project_id: project.id, name: 'dailies' })).id, list.id)
        const read = await gazu.fetchOne('playlists', list.id)
        read.shots = [...(read.shots ?? []), { entity_id: shot.id, preview_file_id: filmed.id }]
        const filled = await gazu.put(`data/playlists/${list.id}`, read)
        assert.deepEqual(filled.shots, [{ entity_id: shot.id, preview_file_id: filmed.id }])
        const other = await gazu.put(`data/playlists/${list.id}`, { ...filled, shots: [{ entity_id: shot.id, preview_file_id: pictured.id }] })
        assert.equal(other.shots[0].preview_file_id, pictured.id)
        const none = await gazu.put(`data/playlists/${list.id}`, { ...other, shots: [] })
        assert.deepEqual(none.shots, [])
        const added = await gazu.post(`actions/playlists/${list.id}/add-entity`, { entity_id: shot.id, preview_file_id: filmed.id })
        assert.equal(added.shots.length, 1)
        all(await gazu.fetchAll('playlists'), 'id name shots', list.id)
        all(await gazu.fetchAll(`projects/${project.id}/playlists`, { page: 1 }), 'id name', list.id)
        all(await gazu.fetchAll(`projects/${project.id}/episodes/${episode.id}/playlists`), 'id name', list.id)
        day.playlist = list
    },

    async 'it is built and downloaded'() {
        const { gazu, playlist, project } = day
        has(await gazu.fetchAll(`playlists/${playlist.id}/entity-previews`), 'length')
        const zip = await gazu.download(`data/playlists/${playlist.id}/download/zip`)
        assert.equal(zip.body.toString('latin1', 0, 2), 'PK')
        const job = has(await gazu.post(`data/playlists/${playlist.id}/build-movie`, {}), 'id status')
        await until('the build', 120, async () => {
            const { status } = await gazu.fetchOne('playlists/build-jobs', job.id)
            assert.notEqual(status, 'failed')
            return status === 'succeeded'
        })
        all(await gazu.fetchAll(`projects/${project.id}/build-jobs`), 'id', job.id)
        const movie = await gazu.download(`data/playlists/${playlist.id}/build-jobs/${job.id}/download`)
        assert.equal(movie.body.toString('latin1', 4, 8), 'ftyp')
        await gazu.delete(`data/playlists/build-jobs/${job.id}`)
        await fails('route not found', () => gazu.fetchOne('playlists/build-jobs', job.id))
    },

    async 'it is shared'() {
        const { gazu, playlist } = day
        const share = has(await gazu.post(`data/playlists/${playlist.id}/share`, {}), 'token')
        assert.ok((await gazu.fetchAll(`playlists/${playlist.id}/share`)).some(({ token }) => token === share.token))
        await gazu.delete(`data/playlists/${playlist.id}/share/${share.token}`)
        has(await gazu.post(`data/playlists/${playlist.id}/notify-clients`, {}), 'status')
    },

    async 'one for a moment'() {
        const { gazu, project, animated, shot } = day
        const told = await gazu.post(`data/projects/${project.id}/playlists/temp`, { task_ids: [animated.id] })
        const rows = Array.isArray(told) ? told : told.shots ?? Object.values(told).flat()
        assert.ok(rows.some((row) => [row.id, row.entity_id].includes(shot.id)))
    },

    async 'one that goes'() {
        const { gazu, project } = day
        const gone = await gazu.post('data/playlists/', { name: 'Gone', project_id: project.id, for_entity: 'shot', for_client: false })
        await gazu.delete(`data/playlists/${gone.id}`)
        await fails('route not found', () => gazu.fetchOne('playlists', gone.id))
    },

    async 'things are found by a word'() {
        const { gazu, project, lamp, props } = day
        const found = has(await gazu.post('data/search', { query: 'Lamp', project_id: project.id }), 'assets shots persons')
        all(found.assets, 'id name', lamp.id)
        const some = await gazu.post('data/search', { query: 'Lamp', project_id: project.id, entity_types: [props.id] })
        assert.ok(some)
    },
})
