import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from '../../../test/helpers/run.js'
import { inferBody, inferPath, manifest, postJson, type Running, rasters, send, startService } from './service.js'

let service: Running
beforeAll(async () => {
  service = await startService()
})
afterAll(async () => {
  await service?.stop()
})

const get = (path: string) => send(service.url + path)
const infer = (body: unknown, headers?: Record<string, string>) => postJson(service.url + inferPath, body, headers)
const [first, second] = rasters as [number[], number[]]
const nested = (raster: readonly number[]) =>
  Array.from({ length: 28 }, (_, row) => raster.slice(row * 28, row * 28 + 28))
const floats = (raster: readonly number[]) => raster.map((value) => value / 255)

describe('health and metadata', () => {
  it.each([
    ['/v2/health/live', { live: true }],
    ['/v2/health/ready', { ready: true }],
    ['/v2/models/mnist/ready', { name: 'mnist', ready: true }],
    [`/v2/models/mnist/versions/${manifest.version}/ready`, { name: 'mnist', ready: true }],
  ])('%s', async (path, expected) => {
    const { status, body } = await get(path)
    expect({ status, body }).toEqual({ status: 200, body: expected })
  })

  it.each(['/v2', '/v2/'])('%s names the package and its version, and no extension', async (path) => {
    const { name, version } = createRequire(import.meta.url)(`${repository}/package.json`)
    expect((await get(path)).body).toEqual({ name, version, extensions: [] })
  })

  it.each(['/v2/models/mnist', `/v2/models/mnist/versions/${manifest.version}`])(
    '%s describes the tensors of the ONNX file',
    async (path) => {
      expect((await get(path)).body).toEqual({
        name: 'mnist',
        versions: [manifest.version],
        platform: 'onnx_onnxv1',
        inputs: [{ name: 'image', datatype: 'UINT8', shape: [-1, 28, 28] }],
        outputs: [
          { name: 'probabilities', datatype: 'FP32', shape: [-1, 10] },
          { name: 'score', datatype: 'FP32', shape: [-1] },
        ],
      })
    },
  )

  it.each([
    ['/v2/models/other', 'Expected the model "mnist" but received "other".'],
    ['/v2/models/other/ready', 'Expected the model "mnist" but received "other".'],
    ['/v2/models/mnist/versions/9', `Expected version "${manifest.version}" of the model but received "9".`],
  ])('%s is not found', async (path, error) => {
    const { status, body } = await get(path)
    expect({ status, body }).toEqual({ status: 404, body: { error } })
  })
})

describe('infer', () => {
  it('gives the golden outputs of the manifest', async () => {
    const { status, body } = await infer(inferBody(rasters, { id: 'known' }))
    expect(status).toBe(200)
    expect(body).toMatchObject({ model_name: 'mnist', model_version: manifest.version, id: 'known' })
    const [probabilities, score] = body.outputs
    expect(probabilities).toMatchObject({ name: 'probabilities', datatype: 'FP32', shape: [rasters.length, 10] })
    expect(score).toMatchObject({ name: 'score', datatype: 'FP32', shape: [rasters.length] })
    const differences = manifest.golden.flatMap((golden, i) => [
      ...golden.probabilities.map((value, digit) => Math.abs(value - probabilities.data[i * 10 + digit])),
      Math.abs(golden.score - score.data[i]),
    ])
    expect(Math.max(...differences)).toBeLessThan(1e-4)
  })

  it('does not preprocess: a raster is read as the ONNX file does', async () => {
    const inverted = first.map((value) => 255 - value)
    const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node')
    const session = await InferenceSession.create(`${repository}/model/mnist.onnx`)
    const expected = await session.run({ image: new Tensor('uint8', Uint8Array.from(inverted), [1, 28, 28]) })
    const { body } = await infer(inferBody([inverted]))
    const differences = body.outputs[0].data.map((value: number, i: number) =>
      Math.abs(value - expected.probabilities.data[i]),
    )
    expect(Math.max(...differences, Math.abs(body.outputs[1].data[0] - expected.score.data[0]))).toBeLessThan(1e-3)
  })

  it('accepts nested data, and a version in the path', async () => {
    const flat = await infer(inferBody([first, second], { id: 'x' }))
    const input = { name: 'image', shape: [2, 28, 28], datatype: 'UINT8', data: [nested(first), nested(second)] }
    const path = `/v2/models/mnist/versions/${manifest.version}/infer`
    const { body } = await postJson(service.url + path, { id: 'x', inputs: [input] })
    expect(body).toEqual(flat.body)
  })

  it('accepts FP32 from 0 to 1 in the shape of training, flat or nested', async () => {
    const bytes = await infer(inferBody([first, second], { id: 'x' }))
    const input = { name: 'image', shape: [2, 1, 28, 28], datatype: 'FP32' }
    const flat = await infer({ id: 'x', inputs: [{ ...input, data: [...floats(first), ...floats(second)] }] })
    const data = [[nested(floats(first))], [nested(floats(second))]]
    const deep = await infer({ id: 'x', inputs: [{ ...input, data }] })
    expect([flat.body, deep.body]).toEqual([bytes.body, bytes.body])
  })

  it('returns only the requested outputs, in their order', async () => {
    const names = async (outputs: object[]) =>
      (await infer(inferBody([first], { outputs }))).body.outputs.map(({ name }: { name: string }) => name)
    expect(await names([{ name: 'score' }])).toEqual(['score'])
    expect(await names([{ name: 'score' }, { name: 'probabilities' }])).toEqual(['score', 'probabilities'])
  })

  it('creates an id if there is none', async () => {
    const [one, other] = await Promise.all([infer(inferBody([first])), infer(inferBody([first]))])
    expect(one.body.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(one.body.id).not.toBe(other.body.id)
  })

  it('answers each of many concurrent requests with its own result', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const golden = manifest.golden[i % rasters.length]!
        const { body } = await infer(inferBody([rasters[i % rasters.length]!], { id: String(i) }))
        const [{ data }] = body.outputs
        const difference = Math.max(...golden.probabilities.map((value, digit) => Math.abs(value - data[digit])))
        return body.id === String(i) && difference < 1e-4
      }),
    )
    expect(answers.every(Boolean)).toBe(true)
  })
})

describe('clients of other servers', () => {
  it("KServe's, which sends parameters and reads the id", async () => {
    const { status, body } = await infer({ id: '7f', parameters: {}, ...inferBody([first]) })
    expect([status, body.id]).toEqual([200, '7f'])
  })

  it("MLServer's codec for NumPy arrays", async () => {
    const parameters = { content_type: 'np' }
    const [input] = inferBody([first]).inputs
    const outputs = [{ name: 'probabilities', parameters }]
    expect((await infer({ parameters, inputs: [{ ...input, parameters }], outputs })).status).toBe(200)
  })

  it("Triton's, which sends JSON without a content type", async () => {
    const [input] = inferBody([first]).inputs
    const body = { inputs: [{ ...input, parameters: {} }], parameters: { binary_data_output: true } }
    // A Blob without a type is sent without a content type.
    const sent = new Blob([JSON.stringify(body)])
    expect((await send(service.url + inferPath, { method: 'POST', body: sent })).status).toBe(200)
  })

  it("Triton's with binary tensors is refused, with a remedy", async () => {
    const { status, body } = await infer(inferBody([first]), { 'inference-header-content-length': '120' })
    expect(status).toBe(400)
    expect(body.error).toContain('In a Triton client set binary_data=False.')
  })
})

describe('infer refuses', () => {
  const input = { name: 'image', shape: [1, 28, 28], datatype: 'UINT8', data: first }
  const float = { name: 'image', shape: [1, 1, 28, 28], datatype: 'FP32', data: floats(first) }
  const withValue = (tensor: typeof input, value: unknown) => ({
    ...tensor,
    data: tensor.data.with(5, value as number),
  })

  it.each<[string, object, string]>([
    ['no inputs', { id: 'x' }, "Expected body to have required property 'inputs' but received an object with id."],
    [
      'an empty list',
      { inputs: [] },
      'Expected body/inputs to NOT have fewer than 1 items but received an array of 0.',
    ],
    ['two inputs', { inputs: [input, input] }, 'Expected body/inputs to NOT have more than 1 items'],
    ['another input', { inputs: [{ ...input, name: 'x' }] }, 'Expected the input "image" but received "x".'],
    [
      'another datatype',
      { inputs: [{ ...input, datatype: 'BYTES' }] },
      'Expected the datatype UINT8 or FP32 but received "BYTES".',
    ],
    [
      'another shape',
      { inputs: [{ ...input, shape: [784] }] },
      'Expected the shape [N, 28, 28] for UINT8, N >= 1, but received [784].',
    ],
    ['no raster', { inputs: [{ ...input, shape: [0, 28, 28], data: [] }] }, 'N >= 1, but received [0, 28, 28].'],
    [
      'UINT8 in the shape of FP32',
      { inputs: [{ ...input, shape: [1, 1, 28, 28] }] },
      'Expected the shape [N, 28, 28] for UINT8',
    ],
    [
      'too few numbers',
      { inputs: [{ ...input, data: [1] }] },
      'Expected 784 numbers as the shape says but received 1.',
    ],
    [
      'a wrong axis',
      { inputs: [{ ...input, data: [[[1]]] }] },
      'Expected 28 elements on axis 1 of the nested data but received 1.',
    ],
    ['numbers among arrays', { inputs: [{ ...input, data: [first] }] }, 'Expected 28 elements on axis 1'],
    [
      '256',
      { inputs: [withValue(input, 256)] },
      'whole numbers from 0 (background) to 255 (ink); but received 256 at 5.',
    ],
    ['-1', { inputs: [withValue(input, -1)] }, 'but received -1 at 5.'],
    ['1.5 as a byte', { inputs: [withValue(input, 1.5)] }, 'but received 1.5 at 5.'],
    ['a string', { inputs: [withValue(input, '1')] }, 'but received "1" at 5.'],
    ['true', { inputs: [withValue(input, true)] }, 'but received true at 5.'],
    ['null', { inputs: [withValue(input, null)] }, 'but received null at 5.'],
    [
      'floats from 0 to 255',
      { inputs: [withValue(float, 254)] },
      'to 1 (ink); for 0 to 255 send UINT8; but received 254 at 5.',
    ],
    ['normalized floats', { inputs: [withValue(float, -0.42)] }, 'but received -0.42 at 5.'],
    [
      'an unknown output',
      { inputs: [input], outputs: [{ name: 'x' }] },
      'Expected outputs among probabilities, score but received "x".',
    ],
    [
      'a URL for data',
      { inputs: [{ ...input, data: 'http://169.254.169.254/' }] },
      'Expected body/inputs/0/data to be array but received "http',
    ],
  ])('%s', async (_, request, error) => {
    const { status, body } = await infer(request)
    expect(status).toBe(400)
    expect(Object.keys(body)).toEqual(['error'])
    expect(body.error).toContain(error)
  })

  it('more rasters than its limit', async () => {
    const { status, body } = await infer({ inputs: [{ ...input, shape: [257, 28, 28] }] })
    expect({ status, body }).toEqual({
      status: 413,
      body: { error: 'Expected at most 256 rasters a request but received 257.' },
    })
  })

  it('a body over its limit, announced or not', async () => {
    const body = 'x'.repeat(5_000_000)
    const announced = await infer(body)
    const stream = new Blob([body]).stream()
    // biome-ignore lint/suspicious/noExplicitAny: fetch wants `duplex`, which the types lack
    const init: any = { method: 'POST', body: stream, duplex: 'half' }
    const chunked = await send(service.url + inferPath, init)
    expect([announced.status, chunked.status]).toEqual([413, 413])
    expect(announced.body.error).toBe('Expected a body of at most 4194304 bytes but received 5000000.')
    expect(chunked.body.error).toBe('Expected a body of at most 4194304 bytes but received more.')
  })

  it.each(['', '{', '[1, 2', 'hello', '\u0000'])('a body that is not JSON: %j', async (text) => {
    const { status, body } = await infer(text)
    expect(status).toBe(400)
    expect(body.error).toMatch(/^Expected (?:a body in JSON|body to be object) but received/)
  })
})
