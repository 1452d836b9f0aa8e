// Mistakes that a client's author is told of before anything runs. Nothing of it is ever run.
import type { Client } from 'openapi-fetch'
import type { components, paths } from './api.mjs'

type Schemas = components['schemas']
const id = 'ec6a7ba5-5f6e-4d8c-8a3e-2b1f0c9d7e65'
const at = { params: { path: { id } } }
const pair = { subject_id: id, shot_type_id: id }

export async function requests(client: Client<paths>, file: Blob) {
    // @ts-expect-error no such path
    await client.GET('/api/v1/set-design/')
    // @ts-expect-error nor without the slash, by which the published document has it
    await client.GET('/api/v1/set-designs')
    // @ts-expect-error no such method there
    await client.PATCH('/api/v1/set-designs/{id}', at)
    // @ts-expect-error which one?
    await client.GET('/api/v1/set-designs/{id}')
    // @ts-expect-error the parameter has another name
    await client.GET('/api/v1/set-designs/{id}', { params: { path: { design_id: id } } })
    // @ts-expect-error a number as a text
    await client.GET('/api/v1/set-designs/', { params: { query: { limit: '10' } } })
    // @ts-expect-error a parameter that there is not
    await client.GET('/api/v1/set-designs/', { params: { query: { page: 1 } } })
    // @ts-expect-error half of a pair
    await client.GET('/api/v1/set-designs/{id}/base-image', { params: { path: { id }, query: { subject_id: id } } })
    // @ts-expect-error a width that is not made
    await client.GET('/api/v1/media-resources/{id}/file', { params: { path: { id }, query: { w: '100' } } })
    // @ts-expect-error no body
    await client.POST('/api/v1/set-designs/', {})
    // @ts-expect-error no name
    await client.POST('/api/v1/set-designs/', { body: { description: 'x' } })
    // @ts-expect-error only one of the lists
    await client.POST('/api/v1/set-designs/{id}/request-completion', { ...at, body: { subject_ids: [id] } })
    // @ts-expect-error bytes are no text
    await client.POST('/api/v1/media-resources/', { body: { file: 'bytes' } })
    // @ts-expect-error for whom?
    await client.POST('/api/v1/set-designs/{set_design_id}/base-images/upload', { params: { path: { set_design_id: id } }, body: { file } })
    // @ts-expect-error no password
    await client.POST('/api/v1/login/access-token', { body: { username: 'ada', scope: '' } })
}

export const bodies = {
    // @ts-expect-error a number for a text
    name: { name: 7 } satisfies Schemas['SetDesignCreate'],
    // @ts-expect-error a new one has a name
    no_name: { name: null } satisfies Schemas['SetDesignCreate'],
    // @ts-expect-error an empty list is not null in a new one
    no_list: { name: 'x', base_images: null } satisfies Schemas['SetDesignCreate'],
    // @ts-expect-error a member that there is not
    more: { name: 'x', colour: 'red' } satisfies Schemas['SetDesignCreate'],
    // @ts-expect-error of whom?
    nobody: { shot_type_id: id, image: null } satisfies Schemas['SetBaseImageCreate'],
    // @ts-expect-error neither address nor object
    image: { ...pair, image: 5 } satisfies Schemas['SetBaseImageCreate'],
    // @ts-expect-error several for one
    images: { ...pair, image: ['https://x.example/1.png'] } satisfies Schemas['SetBaseImageCreate'],
    // @ts-expect-error a width in words
    width: { protected: false, width: '5' } satisfies Schemas['MediaInput'],
    // @ts-expect-error a misspelt member
    url: { protected: false, uri: 'https://x.example/1.png' } satisfies Schemas['MediaInput'],
    // @ts-expect-error a reference has no subject
    reference: { subject_id: id, shot_type_id: id } satisfies Schemas['SetReferenceImageCreate'],
    // @ts-expect-error one for a list
    ids: { subject_ids: id, shot_type_ids: [id] } satisfies Schemas['SetDesignCompletionRequest'],
}

export function answers(design: Schemas['SetDesignPublic'], task: Schemas['SetDesignBaseImagesUploadTaskPublic']) {
    return [
        // @ts-expect-error there may be none
        design.description.length,
        // @ts-expect-error it is a text
        design.id.toFixed(),
        // @ts-expect-error no such member
        design.images,
        // @ts-expect-error a portrait is of no shot type
        design.subject_portraits.map((portrait) => portrait.shot_type_id),
        // @ts-expect-error there may be no picture
        design.base_images.map((image) => image.image_media.width),
        // @ts-expect-error no such kind
        design.base_images.some((image) => image.image_media?.resource_type === 'audio'),
        // @ts-expect-error no such word
        task.status === 'DONE',
        // @ts-expect-error nothing is there before it has ended
        task.result_data.processed,
        // @ts-expect-error no such member
        task.result_data?.processed.map((entry) => entry.reason),
    ]
}
