import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeFolder, temporaryFolder, writeFiles } from '../../helpers/folders.js'
import { repository, run } from '../../helpers/run.js'

const script = join(repository, 'scripts/use-node.mjs')
const platform = `node-${process.platform}-${process.arch}`
let store: string

beforeAll(() => {
  store = temporaryFolder()
})
afterAll(() => removeFolder(store))

function useNode(version: string) {
  return run(process.execPath, [script, version], { cwd: store, env: { NODE_VERSIONS: store } })
}

describe('the Node of a job', () => {
  it.each([process.versions.node, process.versions.node.split('.')[0]!])('is the one that runs, for %s', async (v) => {
    const { code, stdout } = await useNode(v)
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${dirname(process.execPath)}\n` })
  })

  it('is the one that was installed before', async () => {
    const bin = `4/node_modules/${platform}/bin`
    writeFiles(store, { [`${bin}/node`]: `#!/bin/sh\necho '{"version":"4.9.1"}'\n` })
    execFileSync('chmod', ['+x', join(store, bin, 'node')])
    const { stdout } = await useNode('4')
    expect(stdout).toBe(`${join(store, bin)}\n`)
  })

  it('is refused if its folder has another version', async () => {
    const bin = `5/node_modules/${platform}/bin`
    writeFiles(store, { [`${bin}/node`]: `#!/bin/sh\necho '{"version":"50.0.0"}'\n` })
    execFileSync('chmod', ['+x', join(store, bin, 'node')])
    const { code, stdout, stderr } = await useNode('5')
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `Expected Node 5 in ${join(store, bin)} but found 50.0.0. Remove that folder and try again.\n`,
    })
  })

  it.each(['', 'lts', '24; true'])("is refused for the version '%s'", async (version) => {
    const { code, stdout, stderr } = await useNode(version)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(`Expected a version of Node, as 24 or 24.21.0, but received '${version}'.\n`)
  })
})
