// A studio's program: all routes of the set designs, by types that are made of the API document.
import createClient, { type Client, type Middleware } from 'openapi-fetch'
import type { components, paths } from './api.mjs'

type Schemas = components['schemas']
type Design = Schemas['SetDesignPublic']
type Task = Schemas['SetDesignBaseImagesUploadTaskPublic']

export interface Stage {
    baseUrl: string
    admin: { username: string; password: string }
    other: { id: string; username: string; password: string }
    picture: Blob
    front: string // slugs of shot types that there are not yet
    side: string
    archive: Blob // of a picture for each of the two, and readme.txt
    watch: Middleware
}

// What an answer holds, or that there is none.
function given<T>(answer: { data?: T; error?: unknown; response: Response }): T {
    if (answer.data === undefined) throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`)
    return answer.data
}

function is<T>(value: T, expected: NoInfer<T>): void {
    if (JSON.stringify(value) !== JSON.stringify(expected))
        throw new Error(`${JSON.stringify(value)} is not ${JSON.stringify(expected)}`)
}

function there<T>(value: T): NonNullable<T> {
    if (value === null || value === undefined) throw new Error('is not there')
    return value
}

// Where something is wrong, and what.
function faults(answer: { error?: Schemas['HTTPValidationError'] | Schemas['designsError']; response: Response }): string[] {
    is(answer.response.status, 422)
    const detail = answer.error?.detail
    if (!detail || typeof detail === 'string') throw new Error(`${detail} is no list of faults`)
    return detail.map((fault) => `${fault.loc.join('.')} ${fault.type}`)
}

async function signIn(stage: Stage, who: { username: string; password: string }): Promise<Client<paths>> {
    const client = createClient<paths>({ baseUrl: stage.baseUrl })
    client.use(stage.watch)
    const { access_token } = given(
        await client.POST('/api/v1/login/access-token', {
            body: { ...who, grant_type: 'password', scope: '' },
            headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        }),
    )
    client.use({
        onRequest({ request }) {
            request.headers.set('Authorization', `Bearer ${access_token}`)
        },
    })
    return client
}

function form(members: Record<string, Blob | string | boolean | null | undefined>): FormData {
    const data = new FormData()
    for (const [name, value] of Object.entries(members))
        if (value instanceof Blob) data.append(name, value, `${name}.png`)
        else if (value !== null && value !== undefined) data.append(name, String(value))
    return data
}

// Every status has to be thought of.
function isOver(task: Task): boolean {
    switch (task.status) {
        case 'PENDING':
        case 'PROCESSING':
            return false
        case 'COMPLETED':
        case 'FAILED':
            return true
        default: {
            const none: never = task.status
            throw new Error(none)
        }
    }
}

export async function open(stage: Stage) {
    const ada = await signIn(stage, stage.admin)
    const mia = await signIn(stage, stage.other)
    const nobody = createClient<paths>({ baseUrl: stage.baseUrl })
    nobody.use(stage.watch)
    const at = (id: string) => ({ params: { path: { id } } })
    let group: Schemas['OrganizationPublic']
    let subject: Schemas['SubjectPublic']
    let front: Schemas['ShotTypePublic']
    let side: Schemas['ShotTypePublic']
    let back: Schemas['ShotTypePublic']
    let preset: Schemas['BackgroundPresetPublic']
    let media: Schemas['MediaResourcePublic']
    let design: Design
    let task: Task

    return {
        async 'an organization and its members'() {
            group = given(await ada.POST('/api/v1/organizations/', { body: { name: 'Wardrobe' } }))
            is(group.description, null)
            const path = '/api/v1/organizations/{id}/members'
            const member = given(await ada.POST(path, { ...at(group.id), body: { user_id: stage.other.id } }))
            is(member.user_id, stage.other.id)
            const { data, count } = given(
                await mia.GET(path, { params: { path: { id: group.id }, query: { skip: 0, limit: 1 } } }),
            )
            is([data.length, count], [1, 2])
            group = given(await ada.PUT('/api/v1/organizations/{id}', { ...at(group.id), body: { description: 'Seven' } }))
            is(given(await mia.GET('/api/v1/organizations/{id}', at(group.id))).description, 'Seven')
            is(given(await mia.GET('/api/v1/organizations/')).data[0]?.id, group.id)
        },

        async 'what designs are made of'() {
            const organization_id = group.id
            subject = given(await ada.POST('/api/v1/subjects/', { body: { name: 'Ann', organization_id } }))
            is(given(await mia.PUT('/api/v1/subjects/{id}', { ...at(subject.id), body: { name: 'Anna' } })).name, 'Anna')
            is(given(await mia.GET('/api/v1/subjects/{id}', at(subject.id))).organization_id, organization_id)
            const { data } = given(await mia.GET('/api/v1/subjects/', { params: { query: { organization_id } } }))
            is(data.map(({ id }) => id), [subject.id])

            front = given(await ada.POST('/api/v1/shot-types/', { body: { name: 'Front', slug: stage.front } }))
            side = given(await ada.POST('/api/v1/shot-types/', { body: { name: 'Sides', slug: stage.side } }))
            side = given(await ada.PUT('/api/v1/shot-types/{id}', { ...at(side.id), body: { name: 'Side' } }))
            is(given(await mia.GET('/api/v1/shot-types/{id}', at(side.id))).slug, stage.side)
            back = given(await ada.POST('/api/v1/shot-types/', { body: { name: `Back of ${stage.front}` } }))
            is(given(await mia.GET('/api/v1/shot-types/', { params: { query: { limit: 1 } } })).data.length, 1)

            preset = given(await ada.POST('/api/v1/background-presets/', { body: { name: 'White', organization_id } }))
        },

        async 'pictures'() {
            media = given(
                await ada.POST('/api/v1/media-resources/', {
                    body: { file: stage.picture, alt_text: 'A square' },
                    bodySerializer: form,
                }),
            )
            is([media.resource_type, media.width, media.height], ['image', 200, 200])
            is([media.orientation, media.aspect_ratio, media.duration], ['square', 1, null])
            const plain = '/api/v1/media-resources/{id}/file'
            const bytes = given(await nobody.GET(plain, { ...at(media.id), parseAs: 'blob' }))
            is(bytes.size, media.file_size)
            const small = given(
                await nobody.GET(plain, { params: { path: { id: media.id }, query: { w: '160' } }, parseAs: 'arrayBuffer' }),
            )
            is(small.byteLength > 0, true)

            media = given(await ada.PUT('/api/v1/media-resources/{id}', { ...at(media.id), body: { protected: true } }))
            is((await nobody.GET(plain, { ...at(media.id), parseAs: 'blob' })).error?.detail, 'Not enough permissions')
            const [expires, signature] = new URL(media.url).pathname.split('/').slice(-2)
            const signed = await nobody.GET('/api/v1/media-resources/{id}/file/{expires}/{signature}', {
                params: { path: { id: media.id, expires: there(expires), signature: there(signature) } },
                parseAs: 'blob',
            })
            is(given(signed).size, media.file_size)
            is(given(await ada.GET('/api/v1/media-resources/{id}', at(media.id))).alt_text, 'A square')
            is(given(await ada.GET('/api/v1/media-resources/', { params: { query: { limit: 1 } } })).data[0]?.id, media.id)
            const path = '/api/v1/background-presets/{id}'
            preset = given(await ada.PUT(path, { ...at(preset.id), body: { media_resource_id: media.id } }))
            is(given(await mia.GET(path, at(preset.id))).media_resource_id, media.id)
            is(given(await mia.GET('/api/v1/background-presets/')).count, 1)
        },

        async 'a design with all of its lists'() {
            const body: Schemas['SetDesignCreate'] = {
                name: 'Autumn',
                organization_id: group.id,
                background_preset_id: preset.id,
                base_images: [
                    {
                        subject_id: subject.id,
                        shot_type_id: front.id,
                        image: { media_resource_id: media.id, caption: 'From the front', protected: true },
                    },
                ],
                reference_images: [{ shot_type_id: side.id, label: 'As here', image: null }],
                subject_portraits: [{ subject_id: subject.id }],
            }
            const params = { query: { organization_id: group.id } }
            design = given(await ada.POST('/api/v1/set-designs/', { body, params }))
            const [base] = design.base_images
            is(base?.image_media?.id, media.id)
            is(base?.image_media?.caption, 'From the front')
            is(base?.image_url?.startsWith(`${stage.baseUrl}/api/v1/media-resources/`), true)
            is(design.reference_images[0]?.label, 'As here')
            is(design.reference_images[0]?.image_media, null)
            is(design.subject_portraits[0]?.subject_id, subject.id)
            is(Number.isNaN(Date.parse(design.created_at)), false)
        },

        async 'found, read, listed and changed'() {
            const params = { path: { id: design.id }, query: { organization_id: group.id } }
            is(given(await mia.GET('/api/v1/set-designs/{id}', { params })).name, 'Autumn')
            const query = { skip: 0, limit: 10, organization_id: group.id, owner_id: null }
            const found = given(await mia.GET('/api/v1/set-designs/', { params: { query } }))
            is([found.count, found.data[0]?.id], [1, design.id])
            const pair = { subject_id: subject.id, shot_type_id: front.id }
            const base = given(
                await mia.GET('/api/v1/set-designs/{id}/base-image', {
                    params: { path: { id: design.id }, query: pair },
                }),
            )
            is(base.id, there(design.base_images[0]).id)
            design = given(
                await mia.PUT('/api/v1/set-designs/{id}', {
                    params,
                    body: { name: null, description: 'Leaves', reference_images: [], base_images: null },
                }),
            )
            is([design.name, design.description], ['Autumn', 'Leaves'])
            is([design.base_images.length, design.reference_images.length], [1, 0])
        },

        async 'an archive of base images'() {
            const path = { set_design_id: design.id }
            const query = { subject_id: subject.id }
            task = given(
                await ada.POST('/api/v1/set-designs/{set_design_id}/base-images/upload', {
                    params: { path, query },
                    body: { file: stage.archive },
                    bodySerializer: form,
                }),
            )
            is(task.subject_id, subject.id)
            for (const end = Date.now() + 60_000; !isOver(task) && Date.now() < end; ) {
                await new Promise((resolve) => setTimeout(resolve, 100))
                task = given(
                    await mia.GET('/api/v1/set-designs/upload-tasks/{task_id}', {
                        params: { path: { task_id: task.id } },
                    }),
                )
            }
            is([task.status, task.error_message], ['COMPLETED', null])
            is([task.progress, task.total_items, task.processed_items], [100, 3, 3])
            is([task.images_processed, task.images_skipped], [2, 1])
            const told = there(task.result_data)
            is(told.processed.map(({ shot_type_id }) => shot_type_id).sort(), [front.id, side.id].sort())
            is(told.skipped.map(({ name, reason }) => [name, reason.length > 0]), [['readme.txt', true]])
            const latest = given(
                await mia.GET('/api/v1/set-designs/{set_design_id}/base-images/upload-task', { params: { path, query } }),
            )
            is(latest, task)
            const images = given(await mia.GET('/api/v1/set-designs/{id}', at(design.id))).base_images
            is(images.map(({ id }) => id).sort(), told.processed.map(({ base_image_id }) => base_image_id).sort())
        },

        async 'a wish for what is missing'() {
            const path = '/api/v1/set-designs/{id}/request-completion'
            const body = { subject_ids: [subject.id], shot_type_ids: [front.id, back.id] }
            is(given(await mia.POST(path, { ...at(design.id), body })).message, 'Completion requested')
            const { data } = given(await ada.GET('/api/v1/completion-requests/', { params: { query: { limit: 1 } } }))
            is(data[0]?.set_design_id, design.id)
            is(data[0]?.pairs, [{ subject_id: subject.id, shot_type_id: back.id }])
        },

        async 'what is wrong is told whole'() {
            const wrong: Schemas['SetDesignCreate'] = {
                name: 'n'.repeat(256),
                background_preset_id: 'white',
                base_images: [{ subject_id: subject.id, shot_type_id: 'front', image: null }],
            }
            is(faults(await ada.POST('/api/v1/set-designs/', { body: wrong })), [
                'body.name string_too_long',
                'body.background_preset_id uuid_parsing',
                'body.base_images.0.shot_type_id uuid_parsing',
            ])
            const image = 'http://127.0.0.1:9/x.png'
            const inside = { name: 'n', subject_portraits: [{ subject_id: subject.id, image }] }
            is(faults(await ada.POST('/api/v1/set-designs/', { body: inside })), ['body.subject_portraits.0.image value_error'])
            const query = { limit: 0, owner_id: 'me' }
            is(faults(await ada.GET('/api/v1/set-designs/', { params: { query } })), [
                'query.limit greater_than_equal',
                'query.owner_id uuid_parsing',
            ])
            const { error, response } = await nobody.GET('/api/v1/set-designs/')
            is([response.status, error?.detail], [401, 'Not authenticated'])
            const gone = await ada.GET('/api/v1/set-designs/{id}', at(subject.id))
            is([gone.response.status, gone.error?.detail], [404, 'Set design not found'])
        },

        async 'all of it goes again'() {
            is(given(await ada.DELETE('/api/v1/set-designs/{id}', at(design.id))).message, 'Set design deleted successfully')
            given(await ada.DELETE('/api/v1/subjects/{id}', at(subject.id)))
            for (const { id } of [front, side, back]) given(await ada.DELETE('/api/v1/shot-types/{id}', at(id)))
            given(await ada.DELETE('/api/v1/background-presets/{id}', at(preset.id)))
            given(await ada.DELETE('/api/v1/media-resources/{id}', at(media.id)))
            const path = { id: group.id, user_id: stage.other.id }
            given(await ada.DELETE('/api/v1/organizations/{id}/members/{user_id}', { params: { path } }))
            given(await ada.DELETE('/api/v1/organizations/{id}', at(group.id)))
        },
    }
}
