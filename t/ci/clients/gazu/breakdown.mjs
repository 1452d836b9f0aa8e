// What is in what: castings in both directions, copies of assets, scenes and links.
import assert from 'node:assert/strict'
import { all, fails, has, none } from './look.mjs'

const link = 'asset_id asset_name asset_type_name preview_file_id nb_occurences label is_shared project_id'
const instance = 'id asset_id name number description active data scene_id type'

export const castings = (day) => ({
    async 'what is in shots, assets and episodes'() {
        const { gazu, project, shot, lamp, hero, episode } = day
        const cast = async (what, casting) => {
            const path = `data/projects/${project.id}/entities/${what.id}/casting`
            await gazu.put(path, casting)
            return all(await gazu.get(path), link)
        }
        const one = (asset, nb_occurences) => ({ asset_id: asset.id, nb_occurences, label: '' })
        const inShot = await cast(shot, [one(lamp, 3), one(hero, 1)])
        assert.deepEqual(inShot.map((row) => [row.asset_name, row.nb_occurences]).sort(), [['Hero', 1], ['Lamp', 3]])
        assert.equal((await cast(hero, [{ asset_id: lamp.id, nb_occurences: 1 }])).length, 1)
        assert.ok((await cast(episode, [one(lamp, 1), one(hero, 1)])).length === 2)
    },

    async 'where an asset is'() {
        const { gazu, project, shot, lamp, hero, props, characters } = day
        const found = all(await gazu.get(`/data/assets/${lamp.id}/cast-in`), 'nb_occurences')
        has(found.find((row) => row.shot_id === shot.id), 'shot_name sequence_name episode_name')
        has(found.find((row) => row.asset_id === hero.id), 'asset_name asset_type_name')
        all(await gazu.fetchAll(`shots/${shot.id}/assets`), 'id name', lamp.id)
        all(await gazu.fetchAll(`shots/${shot.id}/asset-types`), 'id name', props.id)
        const ofKind = await gazu.get(`data/projects/${project.id}/asset-types/${characters.id}/casting`)
        all(ofKind[hero.id], link)
    },

    async 'castings of many'() {
        const { gazu, project, shot, sequence, episode } = day
        const of = `data/projects/${project.id}`
        for (const path of [`sequences/${sequence.id}/casting`, `sequences/${sequence.id}/shots/casting`, `episodes/${episode.id}/shots/casting`, 'shots/casting'])
            assert.equal(all((await gazu.get(`${of}/${path}`))[shot.id], link).length, 2, path)
        all((await gazu.get(`${of}/episodes/casting`))[episode.id], link)
    },

    async 'links are rows'() {
        const { gazu, project, shot, lamp } = day
        const links = all(await gazu.get(`data/projects/${project.id}/entity-links`), 'id entity_in_id entity_out_id nb_occurences')
        const one = links.find((row) => row.entity_in_id === shot.id && row.entity_out_id === lamp.id)
        await gazu.delete(`data/entity-links/${one.id}`)
        none(await gazu.get(`data/projects/${project.id}/entity-links`), one.id)
        assert.ok(await gazu.post('import/kitsu/entity-links', [{ ...one, nb_occurences: 5 }]))
        const back = (await gazu.get(`data/projects/${project.id}/entity-links`)).find(({ id }) => id === one.id)
        assert.equal(back.nb_occurences, 5)
    },
})

export const scenes = (day) => ({
    async 'scenes are made and found'() {
        const { gazu, project, sequence } = day
        day.scene = has(await gazu.post(`data/projects/${project.id}/scenes`, { name: 'SC01', sequence_id: sequence.id }), 'id name parent_id data type')
        const { scene } = day
        all(await gazu.fetchAll(`projects/${project.id}/scenes`), 'id name', scene.id)
        all(await gazu.fetchAll('scenes'), 'id name', scene.id)
        all(await gazu.fetchAll(`sequences/${sequence.id}/scenes`), 'id name', scene.id)
        assert.equal((await gazu.fetchOne('scenes', scene.id)).name, 'SC01')
        assert.equal((await gazu.fetchFirst('scenes/all', { parent_id: sequence.id, name: 'sc01' })).id, scene.id)
        const read = await gazu.fetchOne('scenes', scene.id)
        assert.equal((await gazu.put(`data/entities/${scene.id}`, { ...read, description: 'Attic' })).description, 'Attic')
    },

    async 'work on a scene'() {
        const { gazu, artist, scene, ada, sequence } = day
        const kind = await gazu.post('data/task-types', { name: `Layout ${scene.id.slice(0, 6)}`, color: '#000000', for_entity: 'Scene' })
        const task = await gazu.post('data/tasks', {
            project_id: scene.project_id, entity_id: scene.id, task_type_id: kind.id, task_status_id: day.todo.id, assignees: [ada.id], name: 'main',
        })
        for (const [who, prefix] of [[gazu, ''], [artist, 'user/']]) {
            all(await who.fetchAll(`${prefix}scenes/${scene.id}/tasks`), 'id', task.id)
            all(await who.fetchAll(`${prefix}scenes/${scene.id}/task-types`), 'id name', kind.id)
        }
        all(await artist.fetchAll(`user/sequences/${sequence.id}/scenes`), 'id', scene.id)
    },


    async 'shots of a scene'() {
        const { gazu, scene, shot } = day
        has(await gazu.post(`data/scenes/${scene.id}/shots`, { shot_id: shot.id }), 'id')
        all(await gazu.get(`data/scenes/${scene.id}/shots`), 'id name', shot.id)
        await gazu.delete(`data/scenes/${scene.id}/shots/${shot.id}`)
        none(await gazu.get(`data/scenes/${scene.id}/shots`), shot.id)
    },
})

export const copies = (day) => ({
    async 'an asset in a scene'() {
        const { gazu, scene, lamp } = day
        day.copy = has(await gazu.post(`data/scenes/${scene.id}/asset-instances`, { asset_id: lamp.id, description: 'Left' }), instance)
        const { copy } = day
        const byAsset = await gazu.get(`data/scenes/${scene.id}/asset-instances`)
        all(byAsset[lamp.id], 'id name number', copy.id)
        assert.deepEqual(await gazu.get(`data/scenes/${scene.id}/camera-instances`), {})
        assert.equal((await gazu.fetchFirst('asset-instances', { name: copy.name, scene_id: scene.id })).id, copy.id)
        assert.equal((await gazu.fetchOne('asset-instances', copy.id)).asset_id, lamp.id)
        assert.equal((await gazu.put(`/data/asset-instances/${copy.id}`, { name: 'Lamp_left' })).name, 'Lamp_left')
        assert.deepEqual((await gazu.put(`/data/asset-instances/${copy.id}`, { data: { x: 1 } })).data, { x: 1 })
        assert.equal((await gazu.put(`asset-instances/${copy.id}`, { active: false })).active, false)
        assert.equal((await gazu.put(`asset-instances/${copy.id}`, { active: true })).active, true)
        const byScene = await gazu.fetchAll(`assets/${lamp.id}/scene-asset-instances`)
        all(byScene[scene.id], 'id', copy.id)
    },

    async 'a copy in a shot'() {
        const { gazu, shot, lamp, copy } = day
        has(await gazu.post(`data/shots/${shot.id}/asset-instances`, { asset_instance_id: copy.id }), 'id')
        all((await gazu.get(`data/shots/${shot.id}/asset-instances`))[lamp.id], 'id', copy.id)
        all((await gazu.fetchAll(`assets/${lamp.id}/shot-asset-instances`))[shot.id], 'id', copy.id)
        await gazu.delete(`data/shots/${shot.id}/asset-instances/${copy.id}`)
        assert.deepEqual(await gazu.get(`data/shots/${shot.id}/asset-instances`), {})
    },

    async 'an asset in an asset'() {
        const { gazu, lamp, hero } = day
        const path = `assets/${hero.id}/asset-asset-instances`
        const row = has(await gazu.post(`data/${path}`, { asset_to_instantiate_id: lamp.id, description: '' }), 'id asset_id number')
        all((await gazu.fetchAll(path))[lamp.id], 'id', row.id)
        await fails('route not found', () => gazu.fetchOne('asset-instances', '3b1e0b0a-7a2a-4a52-9a4c-8a8d8f5f3f10'))
    },
})
