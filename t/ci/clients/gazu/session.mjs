// Signing in, people, and what a production is set up with.
import assert from 'node:assert/strict'
import { aged, Gazu } from '../lib/gazu.mjs'
import { ask, env } from '../lib/stack.mjs'
import { all, fails, has, mark, none } from './look.mjs'

const password = 'of-the-pipeline'
const email = `ada.${mark}@example.com`

export const session = (day) => ({
    async 'the host is one'() {
        assert.equal((await ask('/api', { method: 'HEAD' })).status, 200)
        const error = await new Gazu().post('auth/login', { email: '' }).catch((e) => e)
        assert.ok(['parameter', 'not authenticated'].includes(error.kind), error.kind)
        assert.match((await new Gazu().get('')).version, /^1\./)
    },

    async 'an administrator logs in'() {
        const { gazu } = day
        await fails('login', () => new Gazu().logIn(env.DAILIES_TEST_ADMIN_EMAIL, 'wrong'))
        await fails('not authenticated', () => new Gazu().get('data/projects'))
        const tokens = await gazu.logIn(env.DAILIES_TEST_ADMIN_EMAIL, env.DAILIES_TEST_ADMIN_PASSWORD)
        has(tokens, 'login user organisation access_token refresh_token')
        const told = await gazu.get('auth/authenticated')
        assert.equal(told.authenticated, true)
        day.admin = has(told.user, 'id first_name last_name full_name email role type')
        day.organisation = has(told.organisation, 'id name type')
        assert.equal((await gazu.get('auth/email-otp', { email: env.DAILIES_TEST_ADMIN_EMAIL })).success, true)
    },

    async 'an expired token is refreshed'() {
        const patient = new Gazu({ refreshes: true })
        patient.tokens = { ...day.gazu.tokens, access_token: aged(day.gazu.tokens.access_token) }
        has(await patient.get('auth/authenticated'), 'user')
        assert.equal(patient.refreshed, 1)
        const other = new Gazu()
        other.tokens = { access_token: aged(day.gazu.tokens.access_token) }
        await fails('not authenticated', () => other.get('auth/authenticated'))
    },

    async 'failures have their kinds'() {
        const { gazu } = day
        await fails('route not found', () => gazu.get('data/nothing-at-all'))
        await fails('route not found', () => gazu.fetchOne('projects', '3b1e0b0a-7a2a-4a52-9a4c-8a8d8f5f3f10'))
        await fails('method not allowed', () => gazu.delete('auth/login'))
        const error = await fails('parameter', () => gazu.create('projects', {}))
        assert.ok(error.message.length > 'parameter: data/projects '.length)
    },

    async 'people are made and found'() {
        const { gazu } = day
        const names = 'id first_name last_name full_name email role active departments type'
        day.departments = all(await gazu.fetchAll('departments'), 'id name color type')
        const [department] = day.departments
        assert.equal((await gazu.fetchFirst('departments', { name: department.name.toUpperCase() })).id, department.id)
        assert.equal((await gazu.fetchOne('departments', department.id)).name, department.name)
        all(await gazu.fetchAll('organisations'), 'id name type', day.organisation.id)
        assert.equal(await gazu.fetchFirst('persons', { email }), null)
        day.ada = has(await gazu.post('data/persons', {
            first_name: 'Ada', last_name: `Löve ${mark}`, email, phone: '', role: 'user', contract_type: 'open-ended',
            desktop_login: `ada_${mark}`, departments: [department.id], password: null, active: true,
        }), names)
        assert.equal(day.ada.full_name, `Ada Löve ${mark}`)
        const of = async (params) => (await gazu.fetchFirst('persons', params))?.id
        assert.equal(await of({ email }), day.ada.id)
        assert.equal(await of({ desktop_login: `ada_${mark}` }), day.ada.id)
        assert.equal(await of({ id: day.ada.id }), day.ada.id)
        const whole = await gazu.fetchFirst('persons', { id: day.ada.id, relations: 'true' })
        assert.deepEqual(whole.departments, [department.id])
        all(await gazu.fetchAll('persons'), 'id first_name last_name', day.ada.id)
        const paged = await gazu.fetchPages('persons', {}, 2)
        assert.equal(new Set(paged.map(({ id }) => id)).size, paged.length)
        all(paged, 'id', day.ada.id)
        const changed = await gazu.put(`data/persons/${day.ada.id}`, { ...whole, phone: '+33 1', departments: [department.id] })
        assert.equal(changed.phone, '+33 1')
        await gazu.post(`actions/persons/${day.ada.id}/change-password`, { password, password_2: password })
        day.artist = new Gazu()
        await day.artist.logIn(email, password)
        assert.equal((await day.artist.get('auth/authenticated')).user.id, day.ada.id)
    },

    async 'a program is made and taken away'() {
        const { gazu } = day
        const bot = await gazu.post('data/persons', {
            first_name: 'Farm', last_name: '', email: `farm.${mark}@example.com`, role: 'user', is_bot: true, expiration_date: null, departments: [],
        })
        has(bot, 'id is_bot access_token')
        const farm = new Gazu()
        farm.tokens = { access_token: bot.access_token }
        assert.equal((await farm.get('auth/authenticated')).user.id, bot.id)
        await gazu.delete(`data/persons/${bot.id}`)
        assert.equal(await gazu.fetchFirst('persons', { id: bot.id }), null)
        await fails('not authenticated', () => farm.get('auth/authenticated'))
    },

    async 'kinds of assets and of entities'() {
        const { gazu } = day
        const name = `Prop ${mark}`
        assert.equal(await gazu.fetchFirst('entity-types', { name }), null)
        day.props = has(await gazu.create('entity-types', { name }), 'id name task_types archived type')
        assert.equal((await gazu.fetchFirst('entity-types', { name: name.toLowerCase() })).id, day.props.id)
        assert.equal((await gazu.put(`data/entity-types/${day.props.id}`, { name: `Props ${mark}` })).name, `Props ${mark}`)
        all(await gazu.fetchAll('entity-types'), 'id name type', day.props.id)
        all(await gazu.fetchAll('asset-types'), 'id name type', day.props.id)
        assert.equal((await gazu.fetchOne('asset-types', day.props.id)).name, `Props ${mark}`)
        assert.equal((await gazu.fetchOne('entity-types', day.props.id)).id, day.props.id)
        const other = await gazu.create('entity-types', { name: `Other ${mark}` })
        assert.equal(await gazu.delete(`data/entity-types/${other.id}`), '')
        await fails('route not found', () => gazu.fetchOne('entity-types', other.id))
        day.characters = await gazu.create('entity-types', { name: `Character ${mark}` })
    },

    async 'kinds of work'() {
        const { gazu } = day
        const kind = async (name, for_entity) => {
            assert.equal(await gazu.fetchFirst('task-types', { name, for_entity }), null)
            return has(await gazu.post('data/task-types', { name, color: '#00FF00', for_entity }), 'id name short_name color for_entity type')
        }
        day.modeling = await kind(`Modeling ${mark}`, 'Asset')
        day.animation = await kind(`Animation ${mark}`, 'Shot')
        const { modeling } = day
        assert.equal((await gazu.fetchOne('task-types', modeling.id)).id, modeling.id)
        const changed = await gazu.put(`data/task-types/${modeling.id}`, { ...modeling, short_name: `mod${mark}` })
        assert.equal(changed.short_name, `mod${mark}`)
        assert.equal((await gazu.fetchFirst('task-types', { short_name: `mod${mark}`, for_entity: 'Asset' })).id, modeling.id)
        all(await gazu.fetchAll('task-types'), 'id name for_entity', modeling.id)
        const gone = await kind(`Gone ${mark}`, 'Asset')
        await gazu.delete(`data/task-types/${gone.id}`, { force: true })
        none(await gazu.fetchAll('task-types'), gone.id)
    },

    async 'states of work'() {
        const { gazu } = day
        const [name, short_name] = [`Approved ${mark}`, `ok${mark}`]
        const status = await gazu.post('data/task-status', { name, short_name, color: '#22D160' })
        day.approved = has(status, 'id name short_name color is_done is_default is_feedback_request type')
        const changed = await gazu.put(`data/task-status/${status.id}`, { ...status, is_done: true })
        assert.equal(changed.is_done, true)
        for (const params of [{ name }, { short_name }]) assert.equal((await gazu.fetchFirst('task-status', params)).id, status.id)
        assert.equal((await gazu.fetchOne('task-status', status.id)).name, name)
        day.todo = has(await gazu.fetchFirst('task-status', { is_default: true }), 'id is_default')
        assert.equal(day.todo.is_default, true)
        day.wip = has(await gazu.fetchFirst('task-status', { short_name: 'wip' }), 'id')
        all(await gazu.fetchAll('task-status'), 'id name short_name', status.id)
        const gone = await gazu.post('data/task-status', { name: `Gone ${mark}`, short_name: `gone${mark}`, color: '#000000' })
        await gazu.delete(`data/task-status/${gone.id}`, { force: true })
        none(await gazu.fetchAll('task-status'), gone.id)
    },
})

export const farewell = (day) => ({
    async 'a person goes'() {
        const { gazu } = day
        const gone = await gazu.post('data/persons', { first_name: 'No', last_name: 'One', email: `no.${mark}@example.com`, role: 'user' })
        await gazu.delete(`data/persons/${gone.id}`)
        assert.equal(await gazu.fetchFirst('persons', { id: gone.id }), null)
    },

    async 'both log out'() {
        const old = { ...day.artist.tokens }
        await day.artist.logOut()
        day.artist.tokens = old
        await fails('not authenticated', () => day.artist.get('auth/authenticated'))
        await day.gazu.logOut()
        await fails('not authenticated', () => day.gazu.get('auth/authenticated'))
    },
})
