// What the tests of clients share: the stack that they speak to, and the telling of their cases.
// Environment: see t/ci/test.sh.
import assert from 'node:assert/strict'

export const env = process.env
export const site = new URL(env.DAILIES_TEST_URL)

// `json` is null when the answer is none.
export async function ask(path, options = {}) {
    const response = await fetch(new URL(path, site), options)
    const text = await response.text()
    let json = null
    try {
        json = JSON.parse(text)
    } catch {
        // another kind of answer
    }
    return { status: response.status, headers: response.headers, text, json }
}

// An access token of the administrator.
export async function signIn() {
    const body = JSON.stringify({ email: env.DAILIES_TEST_ADMIN_EMAIL, password: env.DAILIES_TEST_ADMIN_PASSWORD })
    const answer = await ask('/auth/login', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })
    assert.equal(answer.status, 200)
    return answer.json.access_token
}

// Runs functions by their names and ends the process. Output like cmocka's, so that they are counted.
export async function tell(cases, atEnd = () => {}) {
    let good = 0
    const failed = []
    for (const [name, run] of Object.entries(cases)) {
        try {
            await run()
            good++
        } catch (error) {
            failed.push(name)
            console.log(`${name}: ${error.stack}`)
        }
    }
    await atEnd()
    console.log(`[==========] ${good + failed.length} test(s) run.\n[  PASSED  ] ${good} test(s).`)
    if (failed.length) {
        console.log(`[  FAILED  ] ${failed.length} test(s), listed below:`)
        for (const name of failed) console.log(`[  FAILED  ] ${name}`)
    }
    process.exit(failed.length ? 1 : 0)
}
