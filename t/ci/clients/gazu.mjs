// A working day of a studio's scripts, spoken as the Python client gazu speaks: from signing in to
// signing out, each of the routes of gazu.tsv at least once.
// Environment: see t/ci/test.sh.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { calls, Gazu } from './lib/gazu.mjs'
import { production, work } from './gazu/production.mjs'
import { previews, talk } from './gazu/review.mjs'
import { aliases } from './gazu/aliases.mjs'
import { castings, copies, scenes } from './gazu/breakdown.mjs'
import { files } from './gazu/files.mjs'
import { cuts, playlists } from './gazu/reviews.mjs'
import { farewell, session } from './gazu/session.mjs'
import { settings } from './gazu/settings.mjs'
import { hours, tables } from './gazu/studio.mjs'
import { tell } from './lib/stack.mjs'

const day = { gazu: new Gazu() }

// gazu.tsv: tier, method, path, of each route that gazu needs; "alias" for those that it calls by
// another path than their own.
const rows = readFileSync(new URL('gazu.tsv', import.meta.url), 'utf8').trim().split('\n').map((line) => {
    const [tier, method, path] = line.split('\t')
    const text = path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')
    return { tier, method, path, fits: new RegExp(`^${text}$`), variables: path.split('{').length }
})

// What is called counts for the route that tells most of its path.
function rowOf(call) {
    const [method, path] = call.split(' ')
    return rows
        .filter((row) => row.method === method && row.fits.test(path))
        .sort((a, b) => a.variables - b.variables)[0]
}

await tell({
    ...session(day),
    ...production(day),
    ...work(day),
    ...talk(day),
    ...previews(day),
    ...castings(day),
    ...scenes(day),
    ...copies(day),
    ...files(day),
    ...cuts(day),
    ...playlists(day),
    ...aliases(day),
    ...hours(day),
    ...settings(day),
    ...tables(day),
    ...farewell(day),
    'every route was called'() {
        const called = new Set([...calls].map(rowOf))
        assert.deepEqual(rows.filter((row) => !called.has(row)).map(({ tier, method, path }) => `${tier} ${method} ${path}`), [])
    },
})
