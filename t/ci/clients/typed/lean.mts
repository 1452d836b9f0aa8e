// By types that are made with the generator's other reading of defaults: what has one may be left out.
import type { components } from './lean-api.mjs'

type Schemas = components['schemas']

export const image: Schemas['MediaInput'] = { url: 'https://pictures.example/1.png' }
export const sign_in: Schemas['Body_login_access_token'] = { username: 'ada', password: 'x' }
// @ts-expect-error a flag in words
export const flag: Schemas['MediaInput'] = { protected: 'no' }
