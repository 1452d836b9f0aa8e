// What productions are set up with, and templates of that.
import assert from 'node:assert/strict'
import { all, fails, has, mark, none } from './look.mjs'

export const settings = (day) => ({
    async 'kinds of a production come and go'() {
        const { gazu, project } = day
        const of = `data/projects/${project.id}/settings`
        const kind = await gazu.post('data/task-types', { name: `Extra ${mark}`, color: '#000000', for_entity: 'Asset' })
        const status = await gazu.post('data/task-status', { name: `Extra ${mark}`, short_name: `ex${mark}`, color: '#000000' })
        await gazu.post(`${of}/asset-types`, { asset_type_id: day.props.id })
        await gazu.post(`${of}/task-types`, { task_type_id: kind.id, priority: 1 })
        await gazu.post(`${of}/task-status`, { task_status_id: status.id })
        all(await gazu.get(`data/projects/${project.id}/task-types`), 'id', kind.id)
        all(await gazu.fetchAll(`projects/${project.id}/settings/task-status`), 'id', status.id)
        await gazu.delete(`${of}/task-types/${kind.id}`)
        await gazu.delete(`${of}/task-status/${status.id}`)
        none(await gazu.get(`data/projects/${project.id}/task-types`), kind.id)
    },

    async 'columns of metadata'() {
        const { gazu, project } = day
        const of = `projects/${project.id}/metadata-descriptors`
        const make = (name) => gazu.post(`data/${of}`, {
            name, data_type: 'string', choices: [], for_client: false, entity_type: 'Asset', departments: [],
        })
        const one = has(await make('Contractor'), 'id name field_name data_type choices entity_type')
        const two = await make('Difficulty')
        all(await gazu.fetchAll(of), 'id name', one.id)
        assert.equal((await gazu.fetchFirst('metadata-descriptors', { project_id: project.id, field_name: 'contractor' })).id, one.id)
        assert.equal((await gazu.fetchOne(of, one.id)).field_name, 'contractor')
        assert.equal((await gazu.put(`data/${of}/${one.id}`, { ...one, departments: [], name: 'Vendor' })).name, 'Vendor')
        await gazu.post(`data/${of}/reorder`, { entity_type: 'Asset', descriptor_ids: [two.id, one.id] })
        await gazu.delete(`data/${of}/${one.id}`, { force: true })
        none(await gazu.fetchAll(of), one.id)
    },

    async 'automations and surroundings'() {
        const { gazu, project, modeling, animation, approved, wip } = day
        const of = `projects/${project.id}/settings`
        day.automation = await gazu.create('status-automations', {
            entity_type: 'asset', in_task_type_id: modeling.id, in_task_status_id: approved.id, out_field_type: 'status', out_task_type_id: animation.id, out_task_status_id: wip.id,
        })
        day.background = await gazu.create('preview-background-files', { name: `Sky ${mark}` })
        await gazu.post(`data/${of}/status-automations`, { status_automation_id: day.automation.id })
        await gazu.post(`data/${of}/preview-background-files`, { preview_background_file_id: day.background.id })
        all(await gazu.fetchAll(`${of}/status-automations`), 'id', day.automation.id)
        all(await gazu.fetchAll(`${of}/preview-background-files`), 'id name', day.background.id)
        await gazu.delete(`data/${of}/status-automations/${day.automation.id}`)
        await gazu.delete(`data/${of}/preview-background-files/${day.background.id}`)
        none(await gazu.fetchAll(`${of}/status-automations`), day.automation.id)
    },

    async 'templates of productions'() {
        const { gazu, project } = day
        const name = `Series ${mark}`
        const template = has(await gazu.create('project-templates', { name, description: 'x' }), 'id name')
        all(await gazu.fetchAll('project-templates'), 'id name', template.id)
        assert.equal((await gazu.fetchFirst('project-templates', { name: name.toUpperCase() })).id, template.id)
        assert.equal((await gazu.fetchOne('project-templates', template.id)).name, name)
        assert.equal((await gazu.put(`data/project-templates/${template.id}`, { description: 'y' })).description, 'y')
        const of = `project-templates/${template.id}`
        const parts = [
            ['task-types', { task_type_id: day.modeling.id, priority: null }, day.modeling.id],
            ['task-statuses', { task_status_id: day.wip.id, priority: null, roles_for_board: null }, day.wip.id],
            ['asset-types', { asset_type_id: day.props.id }, day.props.id],
            ['status-automations', { status_automation_id: day.automation.id }, day.automation.id],
            ['preview-background-files', { preview_background_file_id: day.background.id }, day.background.id],
        ]
        for (const [path, data, id] of parts) {
            await gazu.post(`data/${of}/${path}`, data)
            assert.ok(JSON.stringify(await gazu.fetchAll(`${of}/${path}`)).includes(id), path)
        }
        await gazu.put(`data/${of}/default-preview-background-file`, { preview_background_file_id: day.background.id })
        await gazu.put(`data/${of}/metadata-descriptors`, { metadata_descriptors: [{ name: 'Mood', entity_type: 'Asset', data_type: 'string', choices: [] }] })
        const made = has(await gazu.post(`data/project-templates/from-project/${project.id}`, { name: `Of ${mark}`, description: '' }), 'id name')
        const fresh = await gazu.create('projects', { name: `Fresh ${mark}`, production_type: 'short' })
        await gazu.post(`data/projects/${fresh.id}/apply-template/${template.id}`, {})
        all(await gazu.get(`data/projects/${fresh.id}/task-types`), 'id', day.modeling.id)
        for (const [path, , id] of parts) await gazu.delete(`data/${of}/${path}/${id}`)
        await gazu.delete(`data/project-templates/${made.id}`)
        await gazu.delete(`data/${of}`)
        await fails('route not found', () => gazu.fetchOne('project-templates', template.id))
        await gazu.delete(`data/projects/${fresh.id}?force=true`)
    },
})
