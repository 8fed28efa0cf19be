import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { builtin } from '../../src/host.js'
import { readModelFile } from '../../src/model-source.js'
import { failure } from '../helpers/errors.js'
import { repository } from '../helpers/run.js'

vi.mock(import('../../src/host.js'), { spy: true })

afterEach(() => {
  vi.resetAllMocks()
  vi.unstubAllGlobals()
})

const file = join(repository, 'model/mnist.onnx')
const remedy = "import '@team/mnist-model/embedded'"

describe('the model in Node', () => {
  test('is the file of the package', async () => {
    expect(readFileSync(file).equals(await readModelFile())).toBe(true)
  })

  test('that is missing is named, with the entry to import in a bundle', async () => {
    const cause = new Error('ENOENT')
    vi.mocked(builtin).mockImplementationOnce(() => {
      throw cause
    })
    const error = await failure(readModelFile())
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND', cause })
    expect(error.message).toContain('model/mnist.onnx but it cannot be read')
    expect(error.message).toContain(remedy)
  })
})

describe('the model in a browser', () => {
  test('is fetched from the address that the bundler gave it', async () => {
    vi.mocked(builtin).mockReturnValue(undefined)
    const fetched = vi.fn(async (_url: string) => new Response(new Uint8Array([1, 2, 3])))
    vi.stubGlobal('fetch', fetched)
    expect(await readModelFile()).toEqual(new Uint8Array([1, 2, 3]))
    expect(fetched.mock.calls[0]?.[0]).toMatch(/\/model\/mnist\.onnx$/)
  })

  test('that the server does not have is named, with the entry to import instead', async () => {
    vi.mocked(builtin).mockReturnValue(undefined)
    vi.stubGlobal('fetch', async () => new Response('', { status: 404 }))
    const error = await failure(readModelFile())
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND', cause: { message: 'the server answered 404' } })
    expect(error.message).toContain(remedy)
  })
})
