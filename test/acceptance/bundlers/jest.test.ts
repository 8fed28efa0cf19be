import { afterAll, describe, it } from 'vitest'
import { writeFiles } from '../../helpers/folders.js'
import { createApp, removeApps, seven } from './apps.js'
import { runTool, toolFile } from './tools.js'

afterAll(removeApps)

describe('tests of an app, in CommonJS, pass under Jest', () => {
  it.each(['node', 'jsdom'])('with its environment %s', async (environment) => {
    const app = createApp('jest')
    writeFiles(app, { 'picture.png': seven })
    const resolved = toolFile(`jest-environment-${environment}`)
    await runTool(`jest --ci --no-cache --env ${resolved}`, app)
  })
})
