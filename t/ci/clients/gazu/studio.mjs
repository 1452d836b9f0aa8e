// The studio around productions: people's days and hours, departments, filters, notifications,
// budgets, and tables that come and go.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { all, fails, folder, has, mark, none } from './look.mjs'

const today = new Date().toISOString().slice(0, 10)
const [year, month] = today.split('-')

// ISO 8601.
function weekOf(date) {
    const day = new Date(`${date}T00:00:00Z`)
    day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7))
    return Math.ceil(((day - Date.UTC(day.getUTCFullYear(), 0, 1)) / 86400000 + 1) / 7)
}

export const hours = (day) => ({
    async 'hours by week, month, year'() {
        const { gazu, artist, ada } = day
        const of = `data/persons/${ada.id}`
        const week = weekOf(today)
        all(await gazu.get(`${of}/time-spents`, { start_date: today, end_date: today }), 'id duration date task_id person_id')
        all(await artist.get('/data/user/time-spents', { start_date: today, end_date: today }), 'id duration date')
        all(await gazu.get(`${of}/time-spents/month/all/${year}/${Number(month)}`), 'id duration')
        for (const path of [`week/${year}/${week}`, `year/${year}`]) await gazu.get(`${of}/time-spents/${path}`)
        assert.match(await gazu.text(`data/persons/presence-logs/${year}-${month}`), /^.+/)
    },

    async 'an entry goes'() {
        const { gazu, modelled, ada } = day
        const spent = await gazu.post(`actions/tasks/${modelled.id}/time-spents/${today}/persons/${ada.id}`, { duration: 10 })
        await gazu.delete(`data/time-spents/${spent.id}`)
        assert.equal((await gazu.get(`actions/tasks/${modelled.id}/time-spents`)).total, 0)
    },

    async 'days off'() {
        const { gazu, ada } = day
        const of = `data/persons/${ada.id}/day-offs`
        const off = has(await gazu.create('day-offs', { person_id: ada.id, date: today, end_date: today, description: 'Sea' }), 'id date end_date description person_id')
        assert.equal((await gazu.fetchOne('day-offs', off.id)).date, today)
        assert.equal((await gazu.put(`data/day-offs/${off.id}`, { ...off, description: 'Alps' })).description, 'Alps')
        for (const path of ['', `/week/${year}/${weekOf(today)}`, `/month/${year}/${Number(month)}`, `/year/${year}`])
            all(await gazu.get(`${of}${path}`), 'id date', off.id)
        await gazu.delete(`data/day-offs/${off.id}`)
        await fails('route not found', () => gazu.fetchOne('day-offs', off.id))
    },

    async 'departments and studios'() {
        const { gazu, ada } = day
        const name = `Lookdev ${mark}`
        const row = has(await gazu.create('departments', { name, color: '#FF0000' }), 'id name color')
        assert.equal((await gazu.put(`data/departments/${row.id}`, { ...row, color: '#00FF00' })).color, '#00FF00')
        await gazu.post(`actions/persons/${ada.id}/departments/add`, { department_id: row.id })
        assert.ok((await gazu.fetchFirst('persons', { id: ada.id, relations: 'true' })).departments.includes(row.id))
        await gazu.delete(`actions/persons/${ada.id}/departments/${row.id}`)
        await gazu.delete(`data/departments/${row.id}`)
        none(await gazu.fetchAll('departments'), row.id)
        const studio = await gazu.create('studios', { name: `North ${mark}`, color: '#000000' })
        all(await gazu.fetchAll('studios'), 'id name color', studio.id)
        assert.equal((await gazu.fetchFirst('studios', { name: `north ${mark}` })).id, studio.id)
        assert.equal((await gazu.put(`data/studios/${studio.id}`, { ...(await gazu.fetchOne('studios', studio.id)), color: '#111111' })).color, '#111111')
        await gazu.delete(`data/studios/${studio.id}`)
    },

    async 'somebody is invited'() {
        const { gazu } = day
        const row = await gazu.post('data/persons', { first_name: 'New', last_name: 'One', email: `new.${mark}@example.com`, role: 'user' })
        await gazu.get(`actions/persons/${row.id}/invite`)
        await gazu.delete(`data/persons/${row.id}`)
    },

    async 'filters and their groups'() {
        const { artist, project } = day
        const group = has(await artist.post('data/user/filter-groups', { name: 'Mine', color: '#123456', list_type: 'asset', project_id: project.id, entity_type: 'Asset' }), 'id name')
        all(await artist.fetchAll('user/filter-groups').then((told) => Object.values(told.asset ?? told).flat()), 'id name', group.id)
        assert.equal((await artist.fetchOne('user/filter-groups', group.id)).name, 'Mine')
        assert.equal((await artist.put(`data/user/filter-groups/${group.id}`, { ...group, name: 'Ours' })).name, 'Ours')
        const filter = has(await artist.post('data/user/filters', { name: 'Wip', query: 'wip', list_type: 'asset', project_id: project.id, entity_type: 'Asset' }), 'id name search_query')
        assert.ok(await artist.fetchAll('user/filters'))
        assert.equal((await artist.put(`data/user/filters/${filter.id}`, { ...filter, name: 'Mine' })).name, 'Mine')
        await artist.delete(`data/user/filters/${filter.id}`)
        await artist.delete(`data/user/filter-groups/${group.id}`)
        await fails('route not found', () => artist.fetchOne('user/filter-groups', group.id))
    },

    async 'notifications, chats, logins'() {
        const { gazu, artist, project } = day
        const [one] = all(await artist.fetchAll('user/notifications'), 'id read')
        assert.equal((await artist.fetchOne('user/notifications', one.id)).id, one.id)
        assert.equal((await artist.put(`data/user/notifications/${one.id}`, { ...one, read: true })).read, true)
        await gazu.fetchAll(`projects/${project.id}/notifications`)
        await gazu.fetchAll(`projects/${project.id}/subscriptions`)
        all(await artist.fetchAll('user/chats'), 'id')
        const log = await artist.post('/data/user/desktop-login-logs', { date: `${today}T08:00:00.123456` })
        has(log, 'id date')
        all(await artist.fetchAll('user/desktop-login-logs'), 'id date', log.id)
    },

    async "what of a production is one's own"() {
        const { gazu, artist, project, lamp, modelled, sequence, shot, animation, animated, ada, characters } = day
        await gazu.put(`actions/persons/${ada.id}/assign`, { task_ids: modelled.id })
        all(await artist.fetchAll(`user/assets/${lamp.id}/tasks`), 'id', modelled.id)
        all(await artist.fetchAll(`user/assets/${lamp.id}/task-types`), 'id', day.modeling.id)
        all(await artist.fetchAll(`user/projects/${project.id}/asset-types`), 'id name')
        await artist.fetchAll(`user/projects/${project.id}/asset-types/${characters.id}/assets`)
        all(await artist.fetchAll(`user/projects/${project.id}/episodes`), 'id name')
        all(await artist.fetchAll(`user/projects/${project.id}/sequences`), 'id name', sequence.id)
        all(await artist.fetchAll(`user/sequences/${sequence.id}/shots`), 'id name', shot.id)
        await artist.fetchAll(`user/sequences/${sequence.id}/tasks`)
        await artist.fetchAll(`user/sequences/${sequence.id}/task-types`)
        all(await artist.fetchAll(`user/shots/${shot.id}/task-types`), 'id', animation.id)
        all(await gazu.fetchAll(`sequences/${sequence.id}/shot-tasks`), 'id', animated.id)
        all(await gazu.fetchAll(`episodes/${day.episode.id}/shot-tasks`), 'id', animated.id)
        await gazu.fetchAll(`episodes/${day.episode.id}/asset-tasks`)
        await gazu.fetchAll(`episodes/${day.episode.id}/task-types`)
        all(await gazu.post(`data/entities/${day.hero.id}/tasks`, { task_type_ids: [day.modeling.id] }), 'id')
    },

    async 'budgets and milestones'() {
        const { gazu, project, departments, ada } = day
        const of = `data/projects/${project.id}/budgets`
        const budget = has(await gazu.post(of, { name: 'Bid', currency: 'EUR' }), 'id name revision currency')
        all(await gazu.fetchAll(`projects/${project.id}/budgets`), 'id name', budget.id)
        has(await gazu.get(`${of}/${budget.id}`), 'id name')
        assert.equal((await gazu.put(`${of}/${budget.id}`, { name: 'Second bid' })).name, 'Second bid')
        const entry = has(await gazu.post(`${of}/${budget.id}/entries`, {
            department_id: departments[0].id, person_id: ada.id, start_date: '2026-01-01', months_duration: 3, daily_salary: 100, position: 'artist', seniority: 'mid',
        }), 'id daily_salary months_duration')
        all(await gazu.get(`${of}/${budget.id}/entries`), 'id', entry.id)
        has(await gazu.get(`${of}/${budget.id}/entries/${entry.id}`), 'id')
        assert.equal((await gazu.put(`${of}/${budget.id}/entries/${entry.id}`, { daily_salary: 120 })).daily_salary, 120)
        await gazu.delete(`${of}/${budget.id}/entries/${entry.id}`)
        await gazu.delete(`${of}/${budget.id}`)
        none(await gazu.fetchAll(`projects/${project.id}/budgets`), budget.id)
        all(await gazu.fetchAll(`projects/${project.id}/milestones`), 'id')
    },
})

export const tables = (day) => ({
    async 'assets and shots out of tables'() {
        const { gazu, project, props, episode } = day
        const assets = join(folder, 'assets.csv')
        writeFileSync(assets, `Type,Name,Description\n${props.name.replace('Prop ', 'Props ')},Vase,Blue\n`)
        all(await gazu.upload(`import/csv/projects/${project.id}/assets`, [assets]), 'id name')
        assert.match((await gazu.download(`export/csv/projects/${project.id}/assets.csv`)).body.toString(), /Vase/)
        const shots = join(folder, 'shots.csv')
        writeFileSync(shots, `Episode,Sequence,Name,Frames\n${episode.name},SQ01,SH77,48\n`)
        all(await gazu.upload(`import/csv/projects/${project.id}/shots`, [shots]), 'id name')
        assert.match((await gazu.download(`export/csv/projects/${project.id}/shots.csv`)).body.toString(), /SH77/)
    },

    async 'shots out of a timeline'() {
        const { gazu, project, episode } = day
        const film = await gazu.create('projects', { name: `Film ${mark}`, production_type: 'short' })
        const clip = (name, start, frames) => ({
            OTIO_SCHEMA: 'Clip.2', name, metadata: {}, enabled: true,
            source_range: {
                OTIO_SCHEMA: 'TimeRange.1',
                start_time: { OTIO_SCHEMA: 'RationalTime.1', rate: 24, value: start },
                duration: { OTIO_SCHEMA: 'RationalTime.1', rate: 24, value: frames },
            },
        })
        const timeline = join(folder, 'cut.otio')
        writeFileSync(timeline, JSON.stringify({
            OTIO_SCHEMA: 'Timeline.1', name: 'Cut', metadata: {}, global_start_time: null,
            tracks: {
                OTIO_SCHEMA: 'Stack.1', name: 'tracks', metadata: {},
                children: [{ OTIO_SCHEMA: 'Track.1', name: 'V1', kind: 'Video', metadata: {}, children: [clip('SQ02-SH01', 0, 48), clip('SQ02-SH02', 48, 24)] }],
            },
        }))
        const fields = { naming_convention: '${sequence_name}-${shot_name}', match_case: true }
        const send = (path, more) => gazu.upload(`/import/otio/projects/${path}`, [timeline], { ...fields, ...more })
        for (const path of [film.id, `${project.id}/episodes/${episode.id}`]) {
            const told = has(await send(path), 'created_shots updated_shots')
            assert.deepEqual([told.created_shots.length, told.updated_shots.length], [2, 0])
            assert.equal((await send(path, { match_case: false })).created_shots.length, 0)
        }
        await gazu.delete(`data/projects/${film.id}?force=true`)
    },

    async 'rows of another instance'() {
        const { gazu, project, lamp, modelled } = day
        const [entity] = (await gazu.fetchAll('assets', { id: lamp.id }))
        await gazu.post('import/kitsu/entities', [{ ...entity, description: 'Taken over' }])
        assert.equal((await gazu.fetchOne('entities', lamp.id)).description, 'Taken over')
        const task = await gazu.fetchOne('tasks', modelled.id)
        await gazu.post('import/kitsu/tasks', [task])
        all(await gazu.get('/data/events/last', { page_size: 20, project_id: project.id }), 'id name created_at data')
    },
})
