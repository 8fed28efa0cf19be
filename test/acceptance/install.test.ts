import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { removeFolder, sizeOf, temporaryFolder } from '../helpers/folders.js'
import { contacts, guarded } from '../helpers/network.js'
import { run } from '../helpers/run.js'

const { app, networkRecord, registry } = inject('packed')
const folder = temporaryFolder()
afterAll(() => removeFolder(folder))

interface Locked {
  readonly hasInstallScript?: true
}

describe('npm install of the tarball, in an empty folder', () => {
  const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(join(app, 'package-lock.json'), 'utf8'))
  const installed = Object.entries(lock.packages).filter(([path]) => existsSync(join(app, path)))

  it('connects to the registry and to no other host', () => {
    const seen = contacts(networkRecord)
    expect(seen.filter(({ allowed }) => !allowed)).toEqual([])
    expect(seen.map(({ host }) => host)).toContain(new URL(registry).hostname)
  })

  it('runs no script, neither ours nor of a dependency', () => {
    const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)
    expect(scripted).toEqual([])
  })

  it('installs no ONNX Runtime', () => {
    expect(readdirSync(join(app, 'node_modules')).filter((name) => name.startsWith('onnxruntime'))).toEqual([])
  })

  it('leaves a tree that npm ls accepts', async () => {
    const listed = await run('npm', ['ls', '--all'], { cwd: app })
    expect(listed).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/invalid|extraneous|missing/) })
  })

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'takes at most 22 MB on linux-x64, 19 of them libvips',
    () => {
      expect(sizeOf(join(app, 'node_modules'))).toBeLessThanOrEqual(22_000_000)
    },
  )
})

describe('the network guard of these tests', () => {
  it.each([
    ['fetch', "fetch('https://other.invalid/')"],
    ['https', "new Promise((_, no) => require('https').get('https://other.invalid/').on('error', no))"],
    ['a DNS question', "require('dns').promises.resolve4('other.invalid')"],
    ['a socket', "new Promise((_, no) => require('net').connect(9, 'other.invalid').on('error', no))"],
    ['a datagram', "new Promise((_, no) => no(require('dgram').createSocket('udp4').send('x', 9, 'other.invalid')))"],
  ])('refuses and records a connection to another host by %s', async (how, code) => {
    const record = join(folder, `${how.replaceAll(' ', '-')}.jsonl`)
    const script = `Promise.resolve().then(() => ${code}).catch(e => console.log((e.cause ?? e).code))`
    const env = guarded(['https://registry.invalid/'], record)
    // By a child of a child: the guard is inherited.
    const { stdout } = await run('sh', ['-c', 'node -e "$0"', script], { cwd: folder, env })
    expect(stdout.trim()).toBe('ENETWORKGUARD')
    expect(contacts(record)).toMatchObject([{ host: 'other.invalid', allowed: false }])
  })
})
