// What gazu asks for by other paths than those that the routes have; each answers all the same.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { all, fails, has } from './look.mjs'

// The code that a secret in base 32 has at the moment.
function codeOf(secret) {
    const bits = [...secret.replace(/=+$/, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
    const moment = Buffer.alloc(8)
    moment.writeUInt32BE(Math.floor(Date.now() / 30000), 4)
    const hash = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(moment).digest()
    return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0')
}

const today = new Date().toISOString().slice(0, 10)

export const aliases = (day) => ({
    async 'time is spent'() {
        const { gazu, artist, animated, ada } = day
        const path = `actions/tasks/${animated.id}/time-spents/${today}/persons/${ada.id}`
        assert.equal((await artist.post(path, { duration: 120 })).duration, 120)
        assert.equal((await artist.post(`${path}/add`, { duration: 30 })).duration, 150)
        const spent = await gazu.get(`actions/tasks/${animated.id}/time-spents`)
        assert.equal(spent.total, 150)
        assert.deepEqual(await gazu.get(`data/tasks/${animated.id}/time-spent/for-date`, { date: today }), await gazu.get(`actions/tasks/${animated.id}/time-spents/${today}`))
    },

    async 'open tasks'() {
        const { gazu, animated, ada, animation } = day
        const open = await gazu.fetchAll('tasks/open')
        all(open.data ?? open, 'id', undefined)
        all(await gazu.fetchAll(`persons/${ada.id}/tasks/open`), 'id', animated.id)
        const ofKind = await gazu.fetchAll(`persons/${ada.id}/task-types/${animation.id}/tasks`)
        all(ofKind.data ?? ofKind, 'id', animated.id)
    },

    async 'a task is followed'() {
        const { artist, modelled } = day
        const path = `data/user/tasks/${modelled.id}`
        assert.equal(await artist.get(`${path}/subscription`), false)
        has(await artist.post(`${path}/subscribe`, {}), 'id')
        assert.equal(await artist.get(`${path}/subscription`), true)
        await artist.delete(`${path}/unsubscribe`)
        assert.equal(await artist.get(`${path}/subscription`), false)
        all(await artist.fetchAll('user/notifications'), 'id read', undefined)
        has(await artist.post('data/user/notifications/read-all', {}), 'success')
    },

    async 'time of a day'() {
        const { gazu, artist, animated, ada } = day
        const minutes = (told) => (Array.isArray(told) ? told : [told]).map(({ duration }) => duration)
        assert.deepEqual(minutes(await gazu.get(`data/persons/${ada.id}/time-spents/by-date`, { date: today })), [150])
        assert.deepEqual(minutes(await artist.get('data/user/time-spents/by-date', { date: today })), [150])
        assert.ok(await artist.get(`data/user/tasks/${animated.id}/time-spent`))
        await artist.get('data/user/day-off')
    },

    async 'tasks of many'() {
        const { gazu, project, ada, hero, lamp } = day
        const stats = await gazu.get('data/tasks/open/stats')
        assert.ok(stats && typeof stats === 'object')
        await gazu.get(`data/projects/${project.id}/persons/tasks/dates`)
        await gazu.get(`data/projects/${project.id}/quotas`)
        await gazu.get(`data/projects/${project.id}/person-quotas`, { person_id: ada.id })
        const kind = await gazu.post('data/task-types', { name: `Batch ${hero.id.slice(0, 6)}`, color: '#000000', for_entity: 'Asset' })
        const make = (of) =>
            gazu.post('data/tasks', { project_id: of.project_id, entity_id: of.id, task_type_id: kind.id, task_status_id: day.todo.id, assignees: [], name: 'main' })
        const tasks = [await make(hero), await make(lamp)]
        const ids = tasks.map(({ id }) => id)
        await gazu.put('data/tasks/assign', { person_id: ada.id, task_ids: ids })
        assert.deepEqual((await gazu.get(`data/tasks/${ids[0]}/full`)).assignees, [ada.id])
        await gazu.post('data/tasks/delete-batch', { task_ids: [ids[0]] })
        await fails('route not found', () => gazu.get(`data/tasks/${ids[0]}/full`))
        await gazu.delete(`data/projects/${project.id}/task-types/${kind.id}/tasks`)
        await fails('route not found', () => gazu.get(`data/tasks/${ids[1]}/full`))
    },

    async 'a task by a path'() {
        const { gazu, project, animation, shot, sequence } = day
        const file_path = `/${project.name}/${sequence.name}/${shot.name}/${animation.name}/take.ma`
        const found = await gazu.post('data/tasks/from-path/', { file_path, project_id: project.id, type: 'shot' })
        has(found, 'id')
    },

    async 'a second factor is taken away'() {
        const { gazu, artist, ada } = day
        const { otp_secret } = await artist.put('auth/totp', {})
        await artist.post('auth/totp', { totp: codeOf(otp_secret) })
        assert.equal((await gazu.fetchFirst('persons', { id: ada.id })).totp_enabled, true)
        await gazu.delete(`data/persons/${ada.id}/two-factor-authentication`)
        assert.equal((await gazu.fetchFirst('persons', { id: ada.id })).totp_enabled, false)
    },

    async 'talk about an entity'() {
        const { artist, shot } = day
        has(await artist.post(`data/user/chats/${shot.id}/join`, {}), 'id')
        await artist.delete(`data/user/chats/${shot.id}/leave`)
    },
})
