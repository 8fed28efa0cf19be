import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import packageJson from '../../../package.json' with { type: 'json' }
import type * as Host from '../../../src/host.js'

const { version } = JSON.parse(readFileSync('node_modules/sharp/package.json', 'utf8'))

// Each test loads the modules anew, because sharp is loaded once.
beforeEach(() => void vi.resetModules())
afterEach(() => {
  vi.doUnmock('../../../src/host.js')
  vi.doUnmock('sharp')
})

const decoders = async () => (await import('../../../src/input/decoders.js')).decoders()
const selftest = async () => (await import('../../../src/model/selftest.js')).selftest()

/** Replaces `node:module`, by which sharp is loaded. */
function mockModule(module: object | undefined): void {
  vi.doMock('../../../src/host.js', async (importOriginal) => {
    const { builtin } = await importOriginal<typeof Host>()
    return { builtin: (name: 'node:module') => (name === 'node:module' ? module : builtin(name)) }
  })
}

/** As after an install without optional dependencies. */
function breakSharp(): void {
  const fail = () => {
    throw new Error("Cannot find module '@img/sharp-linux-x64'")
  }
  mockModule({ createRequire: () => fail })
  vi.doMock('sharp', fail)
}

test('both decoders are available, with their versions', async () => {
  expect(await decoders()).toEqual([
    { name: 'builtin', available: true, version: packageJson.version, detail: 'small plain PNG files', remedy: null },
    {
      name: 'sharp',
      available: true,
      version,
      detail: expect.stringMatching(/^PNG, JPEG, WebP and GIF files, with libvips \d/),
      remedy: null,
    },
  ])
})

describe('if sharp does not load', () => {
  test('its status has the reason and a remedy', async () => {
    breakSharp()
    expect((await decoders())[1]).toEqual({
      name: 'sharp',
      available: false,
      version: null,
      detail: expect.stringContaining('does not load on'),
      remedy: 'npm install --include=optional',
    })
  })

  test('the self-test fails in Node', async () => {
    breakSharp()
    expect(await selftest()).toMatchObject({
      ok: false,
      decoders: [
        { name: 'builtin', ok: true, problem: null },
        { name: 'sharp', ok: false, problem: expect.stringContaining('does not load on') },
      ],
    })
  })

  test('the self-test omits it in a browser', async () => {
    mockModule(undefined)
    expect((await selftest()).decoders).toEqual([{ name: 'builtin', ok: true, problem: null }])
  })
})
