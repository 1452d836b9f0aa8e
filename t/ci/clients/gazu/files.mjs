// Working files, output files, programs, and where they are all kept.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { all, fails, has, made, mark } from './look.mjs'

const working = 'id name revision path comment task_id entity_id person_id software_id type'
const output = 'id name revision path comment extension representation nb_elements source_file_id entity_id asset_instance_id temporal_entity_id output_type_id task_type_id file_status_id person_id type'

export const files = (day) => ({
    async 'programs, kinds of output, states of files'() {
        const { gazu } = day
        const make = async (model, data) => {
            assert.equal(await gazu.fetchFirst(model, { name: data.name }), null)
            const row = has(await gazu.create(model, data), 'id name type')
            assert.equal((await gazu.fetchFirst(model, { name: data.name.toLowerCase() })).id, row.id)
            assert.equal((await gazu.fetchOne(model, row.id)).name, data.name)
            all(await gazu.fetchAll(model), 'id name', row.id)
            return row
        }
        day.maya = await make('softwares', { name: `Maya ${mark}`, short_name: 'may', file_extension: 'ma' })
        assert.equal((await gazu.put(`data/softwares/${day.maya.id}`, { ...day.maya, file_extension: 'mb' })).file_extension, 'mb')
        day.cache = await make('output-types', { name: `Cache ${mark}`, short_name: 'cch' })
        day.checked = await make('file-status', { name: `Checked ${mark}`, color: '#00FF00' })
    },

    async 'a tree tells where files are'() {
        const { gazu, project, animated, maya } = day
        const data = { mode: 'working', name: 'main', revision: 1, software_id: maya.id }
        await fails('parameter', () => gazu.post(`data/tasks/${animated.id}/working-file-path`, data))
        await fails('parameter', () => gazu.post(`actions/projects/${project.id}/set-file-tree`, { tree_name: 'none' }))
        const told = await gazu.post(`actions/projects/${project.id}/set-file-tree`, { tree_name: 'simple' })
        assert.equal(told.file_tree.working.mountpoint, '/simple')
        const path = await gazu.post(`data/tasks/${animated.id}/working-file-path`, data)
        assert.deepEqual(path, {
            path: `/simple/productions/ete_${mark}/shots/sq01/sh01/animation_${mark}/maya_${mark}`,
            name: `ete_${mark}_sq01_sh01_animation_${mark}_main_v001`,
        })
        await fails('parameter', () => gazu.post(`data/tasks/${animated.id}/working-file-path`, { ...data, mode: 'nowhere' }))
        const tree = { ...told.file_tree, working: { ...told.file_tree.working, mountpoint: '/mnt' } }
        assert.equal((await gazu.put(`data/projects/${project.id}`, { file_tree: tree })).file_tree.working.mountpoint, '/mnt')
    },

    async 'what a path is of'() {
        const { gazu, project, shot, sequence, animation } = day
        const file_path = `/mnt/productions/${project.name.toLowerCase()}/shots/sq01/sh01/animation ${mark}`
        const found = await gazu.post('data/entities/guess_from_path', { project_id: project.id, file_path, sep: '/' })
        const one = found.find(({ Template }) => Template === 'shot')
        assert.deepEqual(one, { Template: 'shot', Project: project.id, Sequence: sequence.id, Shot: shot.id, TaskType: animation.id })
    },

    async 'working files have their revisions'() {
        const { gazu, sculpted, hero, maya, ada } = day
        const path = `data/tasks/${sculpted.id}/working-files`
        const data = { name: 'main', comment: 'Start', task_id: sculpted.id, revision: 0, mode: 'working', software_id: maya.id, person_id: ada.id }
        const first = has(await gazu.post(`${path}/new`, data), working)
        assert.deepEqual([first.revision, first.path], [1,
            `/mnt/productions/ete_${mark}/assets/character_${mark}/hero/modeling_${mark}/maya_${mark}/ete_${mark}_character_${mark}_hero_modeling_${mark}_main_v001`])
        const second = await gazu.post(`${path}/new`, { ...data, comment: 'More' })
        assert.equal(second.revision, 2)
        const last = await gazu.get(`${path}/last-revisions`)
        assert.deepEqual([Object.keys(last), last.main.id], [['main'], second.id])
        assert.deepEqual((await gazu.get(path)).map(({ id }) => id), [second.id, first.id])
        all(await gazu.fetchAll(`entities/${hero.id}/working-files`, { task_id: sculpted.id, name: 'main' }), working, first.id)
        assert.deepEqual(await gazu.fetchAll(`entities/${hero.id}/working-files`, { name: 'other' }), [])
        assert.equal((await gazu.fetchOne('working-files', second.id)).comment, 'More')
        has(await gazu.put(`/actions/working-files/${second.id}/modified`, {}), 'id updated_at')
        const scene = made('hero.wav', '-f', 'lavfi', '-i', 'sine=d=0.1')
        await gazu.upload(`/data/working-files/${second.id}/file`, [scene])
        assert.deepEqual((await gazu.download(`data/working-files/${second.id}/file`)).body, readFileSync(scene))
        day.worked = second
    },

    async 'files are handed on'() {
        const { gazu, lamp, cache, modeling, worked, ada, checked, project } = day
        const of = `data/entities/${lamp.id}/output-files`
        const kind = { output_type_id: cache.id, task_type_id: modeling.id }
        const next = () => gazu.post(`${of}/next-revision`, { name: 'main', ...kind })
        assert.deepEqual(await next(), { next_revision: 1 })
        const data = { ...kind, comment: 'First', revision: 0, representation: '', name: 'main', nb_elements: 1, sep: '/' }
        const first = has(await gazu.post(`${of}/new`, { ...data, working_file_id: worked.id, person_id: ada.id, file_status_id: checked.id }), output)
        assert.deepEqual([first.revision, first.source_file_id, first.person_id, first.file_status_id], [1, worked.id, ada.id, checked.id])
        const second = has(await gazu.post(`${of}/new`, { ...data, nb_elements: 96 }), `${output} folder_path file_name`)
        assert.equal(second.path, `/simple/productions/export/ete_${mark}/assets/props_${mark}/lamp/modeling_${mark}/cache_${mark}/${second.file_name}`)
        assert.match(second.file_name, /_main_v002_\[1-96\]$/)
        await fails('parameter', () => gazu.post(`${of}/new`, { ...data, revision: 2 }))
        assert.deepEqual(await next(), { next_revision: 3 })
        const path = await gazu.post(`data/entities/${lamp.id}/output-file-path`, { ...kind, mode: 'output', name: 'main', representation: '', revision: 7, nb_elements: 1, separator: '\\' })
        assert.match(path.folder_path, /^\/simple\\productions\/export\\.*\\lamp\\/)
        assert.match(path.file_name, /_v007$/)
        const ids = (rows) => all(rows, output).map(({ id }) => id)
        assert.deepEqual(ids(await gazu.fetchAll(`entities/${lamp.id}/output-files`)), [second.id, first.id])
        assert.deepEqual(ids(await gazu.fetchAll(`entities/${lamp.id}/output-files`, { file_status_id: checked.id, ...kind, name: 'main' })), [first.id])
        assert.deepEqual(ids(await gazu.fetchAll(`entities/${lamp.id}/output-files/last-revisions`)), [second.id])
        assert.deepEqual(ids(await gazu.fetchAll(`entities/${lamp.id}/output-files/last-revisions`, { file_status_id: checked.id })), [first.id])
        assert.deepEqual(ids(await gazu.fetchAll(`projects/${project.id}/output-files`, { output_type_id: cache.id })), [second.id, first.id])
        all(await gazu.fetchAll(`entities/${lamp.id}/output-types`), 'id name', cache.id)
        assert.equal((await gazu.fetchFirst('output-files', { path: second.path })).id, second.id)
        assert.equal((await gazu.fetchOne('output-files', second.id)).revision, 2)
        assert.equal((await gazu.put(`/data/output-files/${second.id}`, { comment: 'Better' })).comment, 'Better')
    },

    async 'so are those of a copy in a shot'() {
        const { gazu, copy, shot, cache, animation } = day
        const of = `data/asset-instances/${copy.id}/entities/${shot.id}`
        const kind = { output_type_id: cache.id, task_type_id: animation.id }
        assert.deepEqual(await gazu.post(`${of}/output-files/next-revision`, { name: 'master', ...kind }), { next_revision: 1 })
        const data = { ...kind, comment: '', name: 'master', revision: 0, representation: 'abc', nb_elements: 1, sep: '/' }
        const row = has(await gazu.post(`${of}/output-files/new`, data), output)
        assert.deepEqual([row.asset_instance_id, row.temporal_entity_id, row.representation], [copy.id, shot.id, 'abc'])
        assert.match(row.path, /\/shot\/sq01\/sh01\/animation_.*\/lamp\/instance_0001\/abc\/ete_.*_lamp_left_v001$/)
        const path = await gazu.post(`${of}/output-file-path`, { ...kind, mode: 'output', name: 'main', representation: 'abc', revision: 0, nb_elements: 1, sep: '/' })
        has(path, 'folder_path file_name')
        all(await gazu.fetchAll(`asset-instances/${copy.id}/output-files`, { temporal_entity_id: shot.id, representation: 'abc' }), output, row.id)
        all(await gazu.fetchAll(`asset-instances/${copy.id}/entities/${shot.id}/output-files/last-revisions`, kind), output, row.id)
        all(await gazu.fetchAll(`asset-instances/${copy.id}/entities/${shot.id}/output-types`), 'id name', cache.id)
    },
})
