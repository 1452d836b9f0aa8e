// A production with its team, its assets and shots, and the work on them.
import assert from 'node:assert/strict'
import { all, fails, has, mark, none } from './look.mjs'

const entity = 'id name description data project_id entity_type_id preview_file_id canceled type'

export const production = (day) => ({
    async 'a production is made'() {
        const { gazu } = day
        const name = `Été ${mark}`
        assert.equal(await gazu.fetchFirst('projects', { name }), null)
        day.project = await gazu.create('projects', {
            name, production_type: 'tvshow', team: [], asset_types: [day.props.id, day.characters.id],
            task_statuses: [day.todo.id, day.wip.id, day.approved.id], task_types: [day.modeling.id, day.animation.id],
        })
        const { project } = day
        has(project, 'id name team asset_types task_statuses task_types data fps ratio resolution production_type project_status_id type')
        assert.equal((await gazu.fetchFirst('projects', { name: name.toUpperCase() })).id, project.id)
        assert.equal((await gazu.fetchOne('projects', project.id)).name, name)
        for (const path of ['projects', 'projects/open', 'user/projects/open']) all(await gazu.fetchAll(path), 'id name type', project.id)
        const statuses = all(await gazu.fetchAll('project-status'), 'id name color type')
        const open = await gazu.fetchFirst('project-status', { name: 'open' })
        assert.equal(open.id, project.project_status_id)
        assert.ok(statuses.some((status) => status.name.toLowerCase() === 'closed'))
    },

    async 'it is changed as it was read'() {
        const { gazu, project } = day
        const read = await gazu.fetchOne('projects', project.id)
        read.data = { ...read.data, drive: 'P:' }
        const changed = await gazu.put(`data/projects/${project.id}`, { ...read, resolution: '320x180', fps: 24 })
        assert.deepEqual([changed.data.drive, changed.resolution, changed.fps], ['P:', '320x180', '24'])
    },

    async 'one closes and goes'() {
        const { gazu } = day
        const other = await gazu.create('projects', { name: `Other ${mark}`, production_type: 'short' })
        const closed = (await gazu.fetchAll('project-status')).find(({ name }) => name.toLowerCase() === 'closed')
        await gazu.put(`data/projects/${other.id}`, { ...other, project_status_id: closed.id })
        none(await gazu.fetchAll('projects/open'), other.id)
        await gazu.delete(`data/projects/${other.id}?force=true`)
        await fails('route not found', () => gazu.fetchOne('projects', other.id))
    },

    async 'it has a team and its kinds'() {
        const { gazu, project, ada } = day
        const path = `projects/${project.id}`
        await gazu.post(`data/${path}/team`, { person_id: ada.id })
        all(await gazu.fetchAll(`${path}/team`), 'id first_name last_name full_name role type', ada.id)
        all(await day.artist.fetchAll('user/projects/open'), 'id name', project.id)
        await gazu.delete(`data/${path}/team/${ada.id}`)
        none(await gazu.fetchAll(`${path}/team`), ada.id)
        await gazu.post(`data/${path}/team`, { person_id: ada.id })
        all(await gazu.fetchAll(`${path}/task-types`), 'id name for_entity priority', day.animation.id)
        all(await gazu.fetchAll(`${path}/settings/task-types`), 'id name', day.animation.id)
        all(await gazu.fetchAll(`${path}/settings/task-status`), 'id name short_name', day.wip.id)
    },

    async 'episodes, sequences, shots'() {
        const { gazu, project } = day
        const of = `data/projects/${project.id}`
        assert.equal(await gazu.fetchFirst('episodes', { project_id: project.id, name: 'E02' }), null)
        day.episode = has(await gazu.post(`${of}/episodes`, { name: 'E02' }), entity)
        day.sequence = has(await gazu.post(`${of}/sequences`, { name: 'SQ01', episode_id: day.episode.id }), entity)
        const { episode, sequence } = day
        assert.equal(await gazu.fetchFirst('shots/all', { parent_id: sequence.id, name: 'SH01' }), null)
        const data = { frame_in: 1001, frame_out: 1096 }
        day.shot = has(await gazu.post(`${of}/shots`, { name: 'SH01', data, sequence_id: sequence.id, nb_frames: 96, description: '"é"' }), `${entity} nb_frames`)
        day.other_shot = await gazu.post(`${of}/shots`, { name: 'SH02', data: {}, sequence_id: sequence.id })
        const { shot } = day
        assert.deepEqual([shot.nb_frames, shot.data.frame_out, shot.parent_id], [96, 1096, sequence.id])
        assert.equal((await gazu.fetchFirst('episodes', { project_id: project.id, name: 'e02' })).id, episode.id)
        assert.equal((await gazu.fetchFirst('sequences', { project_id: project.id, name: 'sq01', parent_id: episode.id })).id, sequence.id)
        assert.equal((await gazu.fetchFirst('shots/all', { parent_id: sequence.id, name: 'sh01' })).id, shot.id)
        has(await gazu.fetchOne('episodes', episode.id), 'id name project_id project_name data type')
        has(await gazu.fetchOne('sequences', sequence.id), 'id name project_id episode_id episode_name data type')
        has(await gazu.fetchOne('shots', shot.id), 'id name project_id sequence_id sequence_name episode_id data nb_frames tasks type')
        all(await gazu.fetchAll(`projects/${project.id}/episodes`), 'id name type', episode.id)
        all(await gazu.fetchAll(`projects/${project.id}/sequences`), 'id name type', sequence.id)
        all(await gazu.fetchAll(`projects/${project.id}/shots`), 'id name type', shot.id)
        all(await gazu.fetchAll(`episodes/${episode.id}/sequences`), 'id name', sequence.id)
        all(await gazu.fetchAll(`episodes/${episode.id}/shots`), 'id name', shot.id)
        all(await gazu.fetchAll(`sequences/${sequence.id}/shots`), 'id name', shot.id)
    },

    async 'assets'() {
        const { gazu, project, props, characters, episode } = day
        const make = async (kind, name, more) => {
            const params = { project_id: project.id, name, entity_type_id: kind.id }
            assert.equal(await gazu.fetchFirst('assets/all', params), null)
            const path = `data/projects/${project.id}/asset-types/${kind.id}/assets/new`
            return has(await gazu.post(path, { name, description: '', data: {}, ...more }), entity)
        }
        day.lamp = await make(props, 'Lamp')
        day.hero = await make(characters, 'Hero', { data: { size: 'L' }, is_shared: false, episode_id: episode.id })
        const { lamp, hero } = day
        assert.equal((await gazu.fetchFirst('assets/all', { project_id: project.id, name: 'lAMP' })).id, lamp.id)
        assert.equal((await gazu.fetchFirst('assets/all', { project_id: project.id, name: 'Lamp', entity_type_id: props.id })).id, lamp.id)
        has(await gazu.fetchOne('assets', lamp.id), 'id name project_id asset_type_id asset_type_name data episode_id tasks type')
        all(await gazu.fetchAll('assets/all'), 'id name project_id', lamp.id)
        const ofEpisode = all(await gazu.fetchAll('assets', { episode_id: episode.id }), 'id name')
        assert.ok(ofEpisode.some(({ id }) => id === hero.id) || ofEpisode.length === 0)
        all(await gazu.fetchAll(`projects/${project.id}/assets`), 'id name type', hero.id)
        const ofKind = all(await gazu.fetchAll(`projects/${project.id}/asset-types/${props.id}/assets`), 'id name', lamp.id)
        none(ofKind, hero.id)
        all(await gazu.fetchAll(`projects/${project.id}/asset-types`), 'id name', props.id)
        none(await gazu.fetchAll(`user/projects/${project.id}/assets`), lamp.id)
    },

    async 'entities are changed as they were read'() {
        const { gazu, lamp, shot, sequence, episode } = day
        for (const [path, id] of [['assets', lamp.id], ['shots', shot.id], ['sequences', sequence.id], ['episodes', episode.id]]) {
            const read = await gazu.fetchOne(path, id)
            if (path === 'assets') read.source_id = read.episode_id
            const changed = await gazu.put(`data/entities/${id}`, { ...read, description: `of ${path}` })
            assert.equal(changed.description, `of ${path}`)
            const told = await gazu.put(`data/entities/${id}`, { id, data: { ...read.data, mood: 'blue' } })
            assert.equal(told.data.mood, 'blue')
        }
        assert.equal((await gazu.fetchOne('shots', shot.id)).data.frame_in, 1001)
        all(await gazu.fetchAll('entities'), 'id name', lamp.id)
        assert.equal((await gazu.fetchFirst('entities', { name: 'lamp', project_id: day.project.id })).id, lamp.id)
        has(await gazu.fetchOne('entities', lamp.id), `${entity} entities_out`)
    },

    async 'entities go, and one comes back'() {
        const { gazu, project, other_shot } = day
        const of = `data/projects/${project.id}`
        const shot = await gazu.post(`${of}/shots`, { name: 'SH99', data: {}, sequence_id: day.sequence.id })
        await gazu.post('data/tasks', {
            project_id: project.id, entity_id: other_shot.id, task_type_id: day.animation.id, task_status_id: day.todo.id, assignees: [], name: 'main',
        })
        await gazu.delete(`data/shots/${shot.id}`)
        await fails('route not found', () => gazu.fetchOne('shots', shot.id))
        await gazu.delete(`data/shots/${other_shot.id}`)
        assert.equal((await gazu.fetchOne('shots', other_shot.id)).canceled, true)
        assert.equal((await gazu.put(`data/shots/${other_shot.id}`, { canceled: false })).canceled, false)
        const asset = await gazu.post(`${of}/asset-types/${day.props.id}/assets/new`, { name: 'Gone', description: '', data: {} })
        await gazu.delete(`data/assets/${asset.id}`, { force: 'true' })
        const another = await gazu.post(`${of}/asset-types/${day.props.id}/assets/new`, { name: 'Gone', description: '', data: {} })
        await gazu.delete(`data/entities/${another.id}`, { force: true })
        const episode = await gazu.post(`${of}/episodes`, { name: 'E99' })
        const sequence = await gazu.post(`${of}/sequences`, { name: 'SQ99', episode_id: episode.id })
        await gazu.delete(`data/sequences/${sequence.id}`, { force: true })
        await gazu.delete(`data/episodes/${episode.id}`, { force: true })
        for (const { id } of [asset, another, sequence, episode]) await fails('route not found', () => gazu.fetchOne('entities', id))
    },
})

const task = 'id name project_id entity_id task_type_id task_status_id assignees priority estimation duration type'

export const work = (day) => ({
    async 'tasks are made and found'() {
        const { gazu, project, lamp, shot, modeling, animation, ada } = day
        const make = async (of, kind, assignees = []) => {
            assert.equal(await gazu.fetchFirst('tasks', { name: 'main', task_type_id: kind.id, entity_id: of.id }), null)
            const data = { project_id: of.project_id, entity_id: of.id, task_type_id: kind.id, task_status_id: day.todo.id, assignees, name: 'main' }
            return has(await gazu.post('data/tasks', data), task)
        }
        day.modelled = await make(lamp, modeling)
        day.animated = await make(shot, animation, [ada.id])
        assert.deepEqual(day.animated.assignees, [ada.id])
        const params = { name: 'main', task_type_id: animation.id, entity_id: shot.id }
        assert.equal((await gazu.fetchFirst('tasks', params)).id, day.animated.id)
        all(await gazu.fetchAll('tasks', { project_id: project.id, task_type_id: animation.id, task_status_id: day.todo.id }), 'id', day.animated.id)
        const ofEpisode = await gazu.fetchAll('tasks', { project_id: project.id, task_type_id: animation.id, episode_id: day.episode.id })
        all(ofEpisode, 'id', day.animated.id)
        const whole = await gazu.get(`data/tasks/${day.animated.id}/full`)
        has(whole, `${task} entity project task_type task_status persons data`)
        has(whole.entity, 'id name')
        all(await gazu.get(`data/projects/${project.id}/tasks`, { task_type_id: animation.id }), 'id', day.animated.id)
        all(await gazu.fetchPages(`projects/${project.id}/tasks`, {}, 1), 'id', day.animated.id)
        all(await gazu.fetchAll(`entities/${shot.id}/task-types/${animation.id}/tasks`), 'id', day.animated.id)
    },

    async 'tasks of what they are for'() {
        const { gazu, lamp, shot, sequence, episode, modeling, animation, modelled, animated } = day
        all(await gazu.fetchAll(`assets/${lamp.id}/tasks`), 'id task_type_id', modelled.id)
        all(await gazu.fetchAll(`assets/${lamp.id}/task-types`), 'id name', modeling.id)
        all(await gazu.fetchAll(`shots/${shot.id}/tasks`, { relations: true }), 'id assignees', animated.id)
        all(await gazu.fetchAll(`shots/${shot.id}/task-types`), 'id name', animation.id)
        all(await gazu.fetchAll(`sequences/${sequence.id}/tasks`), 'id')
        all(await gazu.fetchAll(`sequences/${sequence.id}/task-types`), 'id')
        all(await gazu.fetchAll(`episodes/${episode.id}/tasks`), 'id')
    },

    async 'tasks are given, changed, taken'() {
        const { gazu, ada, modelled } = day
        const given = await gazu.put(`actions/persons/${ada.id}/assign`, { task_ids: modelled.id })
        all(given, 'id', modelled.id)
        const read = await gazu.get(`data/tasks/${modelled.id}/full`)
        assert.deepEqual(read.assignees, [ada.id])
        const changed = await gazu.put(`data/tasks/${modelled.id}`, { ...read, estimation: 960, assignees: [ada.id] })
        assert.equal(changed.estimation, 960)
        const told = await gazu.put(`data/tasks/${modelled.id}`, { id: modelled.id, data: { node: 'A7' } })
        assert.equal(told.data.node, 'A7')
        const cleared = await gazu.put('actions/tasks/clear-assignation', { task_ids: [modelled.id], person_id: ada.id })
        assert.deepEqual(cleared, [modelled.id])
        assert.deepEqual((await gazu.get(`data/tasks/${modelled.id}/full`)).assignees, [])
    },

    async 'an artist sees what is to do'() {
        const { artist, project, shot, animated } = day
        all(await artist.fetchAll('user/tasks'), 'id project_name entity_name task_type_name task_status_name', animated.id)
        all(await artist.fetchAll('user/done-tasks'), 'id')
        const context = await artist.get('data/user/context')
        has(context, 'asset_types departments project_status projects task_status task_types persons notification_count search_filters')
        all(context.projects, 'id name', project.id)
        all(await day.gazu.fetchAll(`persons/${day.ada.id}/tasks`), 'id', animated.id)
        all(await day.gazu.fetchAll(`persons/${day.ada.id}/done-tasks`), 'id')
        all(await artist.fetchAll(`user/shots/${shot.id}/tasks`), 'id', animated.id)
        assert.deepEqual(await artist.fetchAll('user/tasks-requiring-feedback'), [])
    },

    async 'a task is removed'() {
        const { gazu, hero, modeling } = day
        const data = { project_id: hero.project_id, entity_id: hero.id, task_type_id: modeling.id, task_status_id: day.todo.id, assignees: [], name: 'main' }
        const gone = await gazu.post('data/tasks', data)
        await gazu.delete(`data/tasks/${gone.id}`, { force: true })
        await fails('route not found', () => gazu.get(`data/tasks/${gone.id}/full`))
        day.sculpted = await gazu.post('data/tasks', data)
    },
})
