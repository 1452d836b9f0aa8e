// What gazu asks for by other paths than those that the routes have; each answers all the same.
import assert from 'node:assert/strict'
import { all, has } from './look.mjs'

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
})
