import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { removeFolder } from '../helpers/folders.js'
import type { Result } from '../helpers/run.js'
import { type Registry, startRegistry } from '../registry/registry.js'
import { closeServer, listen } from '../registry/server.js'
import { jobAt, runScript } from './scripts.js'
import { type Out, packStandIn, publishStandIn } from './stand-in.js'

let registry: Registry
let webhook: Server
let url: string
let status: number
let received: { method: string | undefined; type: string | undefined; body: string }[]
let first: Out
let second: Out
let third: Out

beforeAll(async () => {
  registry = await startRegistry()
  first = await packStandIn({ version: '90.1.0', accuracy: 0.9951 })
  second = await packStandIn({ version: '90.2.0', accuracy: 0.9961, words: 'better' })
  third = await packStandIn({ version: '90.2.1', accuracy: 0.9961, words: 'same model' })
  for (const each of [first, second, third]) await publishStandIn(each, registry)
})
beforeEach(async () => {
  received = []
  status = 200
  webhook = createServer(async (request, response) => {
    received.push({ method: request.method, type: request.headers['content-type'], body: await text(request) })
    response.writeHead(status).end('ok')
  })
  url = `${await listen(webhook)}/hooks/secret-part`
})
afterEach(() => closeServer(webhook))
afterAll(async () => {
  await registry.close()
  for (const { folder } of [first, second, third]) removeFolder(folder)
})

function notify({ out }: Out, changes: Record<string, string | undefined> = {}, ...flags: string[]): Promise<Result> {
  return runScript('notify', ['--out', out, ...flags], jobAt(registry, { NOTIFY_WEBHOOK_URL: url, ...changes }))
}

const message = () => JSON.parse(received[0]!.body) as { text: string }

describe('the message', () => {
  it('is one POST of JSON with version, change, accuracy before and after, and the install line', async () => {
    const result = await notify(second, { CI_PROJECT_URL: 'https://gitlab.invalid/team/mnist-model' })
    expect(result, result.stderr).toMatchObject({ code: 0, stderr: '' })
    expect(received).toMatchObject([{ method: 'POST', type: 'application/json' }])
    expect(message()).toEqual({
      text: [
        '@team/mnist-model 90.2.0 is published.',
        '- The better version.',
        "Accuracy on MNIST's test set: 99.61 % (model 1.0.0); before, in 90.1.0: 99.51 % (model 1.0.0).",
        '`npm install @team/mnist-model@90.2.0`',
        'https://gitlab.invalid/team/mnist-model/-/releases/v90.2.0',
      ].join('\n\n'),
    })
  })

  it('says if the model is the same', async () => {
    await notify(third)
    expect(message().text).toContain('99.61 % (model 1.0.0); the same model as in 90.2.0.')
  })

  it('says that there is no previous version for the first', async () => {
    await notify(first)
    expect(message().text).toContain('99.51 % (model 1.0.0); there is no version before to compare with.')
  })

  it('is sent even if the previous version cannot be read', async () => {
    const result = await notify(second, { CI_JOB_TOKEN: 'guessed' })
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('the version before could not be read') })
    expect(received).toHaveLength(1)
  })
})

describe('nothing is sent', () => {
  it('without a webhook', async () => {
    const result = await notify(second, { NOTIFY_WEBHOOK_URL: undefined })
    expect(result).toMatchObject({ code: 0, stdout: 'NOTIFY_WEBHOOK_URL is not set: nobody is told\n' })
  })

  it('for a release that existed before', async () => {
    const result = await notify(second, { RELEASED: 'existing' })
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('was announced before: nothing to send') })
    expect(received).toEqual([])
  })

  it('on a dry run, which shows the message', async () => {
    const result = await notify(second, {}, '--dry-run')
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('- The better version.') })
    expect(received).toEqual([])
  })
})

describe('a failing webhook is a warning', () => {
  it('if it answers 500', async () => {
    status = 500
    const result = await notify(second)
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('warning: the webhook answered 500') })
    expect(received).toHaveLength(1)
  })

  it('if there is no response', async () => {
    await closeServer(webhook)
    const result = await notify(second)
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('did not answer (ECONNREFUSED)') })
  })

  it('if its address is invalid', async () => {
    const result = await notify(second, { NOTIFY_WEBHOOK_URL: 'secret-part' })
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('warning: the webhook did not answer') })
  })

  it('and never shows its address, which is a secret', async () => {
    const results = [await notify(second), await notify(second, { NOTIFY_WEBHOOK_URL: 'secret-part' })]
    expect(results.filter(({ stdout, stderr }) => (stdout + stderr).includes('secret-part'))).toEqual([])
  })
})
