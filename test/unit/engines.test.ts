import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findNative, openNative } from '../../src/engines/native.js'
import { openWasm } from '../../src/engines/wasm.js'
import { engines, infer, open } from '../../src/infer.js'
import { readModel } from '../../src/model.js'
import { failure } from '../helpers/errors.js'

let app: string

beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'app-'))
})

afterEach(() => {
  rmSync(app, { recursive: true })
  delete process.env.ORT_DISABLE_TELEMETRY
})

const last = "Or use the engine 'wasm', which is built in."

/** Puts a package named onnxruntime-node into the app that runs this code when it is loaded. */
function installRuntime(code: string): URL {
  const folder = join(app, 'node_modules/onnxruntime-node')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"name":"onnxruntime-node","version":"1.2.3","main":"index.js"}')
  writeFileSync(join(folder, 'index.js'), code)
  return pathToFileURL(join(app, 'main.js'))
}

const failingWith = (code: string) => `throw Object.assign(new Error('why\\nmore'), { code: '${code}' })`

describe('the native runtime', () => {
  test('is found from the app that has installed it', () => {
    const place = installRuntime('module.exports = { isRuntime: true }')
    expect(findNative([place])).toEqual({ runtime: { isRuntime: true }, version: '1.2.3' })
  })

  test('is loaded with its telemetry switched off', () => {
    const place = installRuntime('module.exports = { seen: process.env.ORT_DISABLE_TELEMETRY }')
    expect(findNative([place])).toMatchObject({ runtime: { seen: '1' } })
  })

  test('keeps what the app itself says of telemetry', () => {
    process.env.ORT_DISABLE_TELEMETRY = '0'
    const place = installRuntime('module.exports = { seen: process.env.ORT_DISABLE_TELEMETRY }')
    expect(findNative([place])).toMatchObject({ runtime: { seen: '0' } })
  })

  test('has remedies where it is not installed', async () => {
    const error = await failure(openNative(new Uint8Array(), [pathToFileURL(join(app, 'main.js'))]))
    expect(error).toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message:
        'Expected onnxruntime-node for the native engine but it is not installed. ' +
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
    [
      'OTHER',
      'it does not load (why\nmore). Install it again: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node.',
    ],
  ])('has a remedy where loading it fails with %s, and keeps the cause', async (code, words) => {
    const place = installRuntime(failingWith(code))
    const error = await failure(openNative(new Uint8Array(), [place]))
    expect(error).toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: `Expected onnxruntime-node for the native engine but ${words} ${last}`,
      cause: { code },
    })
  })
})

describe('the WASM runtime', () => {
  test('says so where its files are missing', async () => {
    const error = await failure(openWasm(new Uint8Array(), pathToFileURL(`${app}/`)))
    expect(error).toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message:
        `Expected ONNX Runtime's WebAssembly build in ${app}/ but it does not load. ` +
        'Install the package again; where a bundler is used, mark @team/mnist-model as external.',
    })
  })
})

describe('the choice of an engine', () => {
  test('auto takes wasm where native is not installed', async () => {
    const engine = await open(await readModel(), 'auto')
    expect(engine.name).toBe('wasm')
    await engine.close()
  })

  test('native is not replaced by another where it is asked for', async () => {
    expect(await failure(open(await readModel(), 'native'))).toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
  })

  test('the status of both is told, with why and what to do', async () => {
    expect(await engines()).toEqual([
      {
        name: 'native',
        available: false,
        version: null,
        detail: 'onnxruntime-node: it is not installed',
        remedy: 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node',
      },
      {
        name: 'wasm',
        available: true,
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        detail: 'built in',
        remedy: null,
      },
    ])
  })
})

test('an engine that fails on an inference is named, with the cause', async () => {
  const cause = new Error('out of memory')
  const engine = { name: 'wasm', run: () => Promise.reject(cause), close: async () => {} } as const
  expect(await failure(infer(engine, [new Uint8Array(784)]))).toMatchObject({
    code: 'INFERENCE_FAILED',
    message: 'Expected an answer from the wasm engine but it failed. Try the other engine, and report this.',
    cause,
  })
})
