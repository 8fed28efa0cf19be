import { afterEach, expect, test, vi } from 'vitest'
import { modelInfo } from '../../../src/model/model-info.js'
import { selftest } from '../../../src/model/selftest.js'
import { readModelFile } from '../../../src/model-source.js'

vi.mock(import('../../../src/model-source.js'), { spy: true })

afterEach(() => {
  vi.restoreAllMocks()
})

const decoders = [
  { name: 'builtin', ok: true, problem: null },
  { name: 'sharp', ok: true, problem: null },
]

test('the self-test passes on every available engine and decoder', async () => {
  const passed = { ok: true, checked: modelInfo().golden.length, worstDifference: expect.any(Number), problem: null }
  expect(await selftest()).toEqual({
    ok: true,
    model: { ok: true, expected: modelInfo().sha256, problem: null },
    engines: [
      { name: 'builtin', ...passed },
      { name: 'onnxruntime', ...passed },
    ],
    decoders,
  })
})

test('the self-test runs no engine on a model that was changed', async () => {
  vi.mocked(readModelFile).mockResolvedValue(new Uint8Array(1))
  expect(await selftest()).toEqual({
    ok: false,
    model: { ok: false, expected: modelInfo().sha256, problem: expect.stringContaining('(1 bytes)') },
    engines: [],
    decoders,
  })
})
