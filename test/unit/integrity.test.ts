import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { readModel } from '../../src/model/model-file.js'
import { failure } from '../helpers/errors.js'

const model = readFileSync(new URL('../../model/mnist.onnx', import.meta.url))

afterEach(() => {
  vi.doUnmock('../../src/engine/kernels.generated.js')
  vi.doUnmock('../../src/model/model-info.js')
  vi.resetModules()
})

function flipped(bytes: Uint8Array, position: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[position]! ^= 1 << (position % 8)
  return copy
}

describe('one flipped bit is detected', () => {
  const places = Array.from({ length: 50 }, (_, i) => Math.floor((i / 49) * (model.length - 1)))

  test.each(places)('in byte %d of the model', async (place) => {
    expect(await failure(readModel(async () => flipped(model, place)))).toMatchObject({ code: 'MODEL_CORRUPT' })
  })

  test.each([0, 0.3, 0.6, 0.99])('in the compiled kernels, at %d of their length', async (part) => {
    const real = await vi.importActual<{ base64: string; sha256: string }>('../../src/engine/kernels.generated.js')
    const bytes = Buffer.from(real.base64, 'base64')
    const damaged = Buffer.from(flipped(bytes, Math.floor(part * bytes.length))).toString('base64')
    vi.resetModules()
    vi.doMock('../../src/engine/kernels.generated.js', () => ({ ...real, base64: damaged }))
    const { createPredictor, engines } = await import('../../src/index.js')
    const error = await createPredictor().catch((error) => error)
    const [builtin] = await engines()
    expect([error.code, builtin]).toMatchObject(['ENGINE_UNAVAILABLE', { name: 'builtin', available: false }])
  })
})

test('a self-test without golden inputs fails', async () => {
  const real = await vi.importActual<typeof import('../../src/model/model-info.js')>('../../src/model/model-info.js')
  vi.resetModules()
  vi.doMock('../../src/model/model-info.js', () => ({ modelInfo: () => ({ ...real.modelInfo(), golden: [] }) }))
  const { selftest } = await import('../../src/index.js')
  expect((await selftest()).ok).toBe(false)
})
