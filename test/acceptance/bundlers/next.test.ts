import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { linkTree, writeFiles } from '../../helpers/folders.js'
import { execOrThrow } from '../../helpers/run.js'
import { copyApp, deploy, removeApps, seven } from './apps.js'
import { type RunningServer, startServer } from './servers.js'
import { offline } from './tools.js'

afterAll(removeApps)

describe.each([
  ['Turbopack', '--turbopack', {}, '7'],
  ['webpack', '--webpack', {}, 'MODEL_NOT_FOUND'],
  ['webpack, with the package external', '--webpack', { serverExternalPackages: ['@team/mnist-model'] }, '7'],
])('Next.js, built with %s and deployed standalone', (_, flag, config, answer) => {
  let server: RunningServer

  beforeAll(async () => {
    const app = copyApp('next')
    // With one copy of Next.js and React, in the app.
    linkTree(join(inject('tools'), 'node_modules'), join(app, 'node_modules'))
    linkTree(join(inject('packed').app, 'node_modules/@team'), join(app, 'node_modules/@team'))
    writeFiles(app, { 'config.json': JSON.stringify(config) })
    const next = join(app, 'node_modules/next/dist/bin/next')
    await execOrThrow(process.execPath, [next, 'build', flag], { cwd: app, env: offline() })
    server = await startServer(process.execPath, ['server.js'], {
      cwd: deploy(app, '.next/standalone'),
      env: { ...offline(), HOSTNAME: '127.0.0.1', PORT: '0' },
      ready: /Local: +http:\/\/[\w.]+:(\d+)/,
    })
  })
  afterAll(() => server?.close())

  it(`answers with ${answer} if the model is a file`, async () => {
    expect(await server.post('/digit', seven)).toMatch(new RegExp(`^${answer}`))
  })

  it('answers with 7 if the model is embedded', async () => {
    expect(await server.post('/embedded', seven)).toBe('7')
  })
})
