import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findOnnxruntime, openOnnxruntime } from '../../../src/engine/onnxruntime.js'
import { failure } from '../../helpers/errors.js'
import { removeFolder, temporaryFolder, writeFiles } from '../../helpers/folders.js'

let app: string
let program: URL

beforeEach(() => {
  app = temporaryFolder()
  program = pathToFileURL(join(app, 'main.js'))
  vi.stubEnv('ORT_DISABLE_TELEMETRY', undefined)
})

afterEach(() => {
  removeFolder(app)
  vi.unstubAllEnvs()
})

/** Puts a package named onnxruntime-node, which runs this code when it is loaded, where the app finds it. */
function installRuntime(code: string): void {
  writeFiles(join(app, 'node_modules/onnxruntime-node'), {
    'package.json': '{"name":"onnxruntime-node","version":"1.2.3","main":"index.js"}',
    'index.js': code,
  })
}

describe('onnxruntime-node', () => {
  test('is resolved from the app that has installed it', () => {
    installRuntime('module.exports = { isRuntime: true }')
    expect(findOnnxruntime([program])).toEqual({ runtime: { isRuntime: true }, version: '1.2.3' })
  })

  test('is resolved from each place in turn', () => {
    installRuntime('module.exports = { isRuntime: true }')
    const elsewhere = pathToFileURL(join(temporaryFolder(), 'main.js'))
    expect(findOnnxruntime([elsewhere, program])).toMatchObject({ version: '1.2.3' })
  })

  test('is loaded with its telemetry switched off', () => {
    installRuntime('module.exports = { seen: process.env.ORT_DISABLE_TELEMETRY }')
    expect(findOnnxruntime([program])).toMatchObject({ runtime: { seen: '1' } })
  })

  test('keeps the setting of the app for telemetry', () => {
    vi.stubEnv('ORT_DISABLE_TELEMETRY', '0')
    installRuntime('module.exports = { seen: process.env.ORT_DISABLE_TELEMETRY }')
    expect(findOnnxruntime([program])).toMatchObject({ runtime: { seen: '0' } })
  })

  const last = "Or leave the engine out: 'builtin' needs nothing."

  test('has a remedy if it is not installed', async () => {
    expect(await failure(openOnnxruntime(new Uint8Array(), [program]))).toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message:
        "Expected onnxruntime-node for the engine 'onnxruntime' but it is not installed. " +
        `Install it: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node. ${last}`,
    })
  })

  test.each([
    [
      'ERR_DLOPEN_FAILED',
      'its library does not load here (why). It needs glibc 2.28 or newer, so not Alpine; use a Debian-based image.',
    ],
    ['ERR_DLOPEN_DISABLED', 'native addons are switched off. Start Node without --no-addons.'],
    [
      'MODULE_NOT_FOUND',
      `it holds no library for ${process.platform}-${process.arch}. Try another version of onnxruntime-node.`,
    ],
    ['OTHER', 'it does not load (why). Install it again: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node.'],
  ])('has a remedy if loading it fails with %s, and keeps the cause', async (code, words) => {
    installRuntime(`throw Object.assign(new Error('why\\nmore'), { code: '${code}' })`)
    expect(await failure(openOnnxruntime(new Uint8Array(), [program]))).toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: `Expected onnxruntime-node for the engine 'onnxruntime' but ${words} ${last}`,
      cause: { code },
    })
  })

  test.each(['ERR_DLOPEN_FAILED', 'OTHER'])('keeps the message short if that of %s is long', async (code) => {
    installRuntime(`throw Object.assign(new Error('why '.repeat(100)), { code: '${code}' })`)
    expect((await failure(openOnnxruntime(new Uint8Array(), [program]))).message.length).toBeLessThanOrEqual(300)
  })
})
