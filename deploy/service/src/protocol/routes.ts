import { randomUUID } from 'node:crypto'
import type { ModelInfo } from '@team/mnist-model'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { badRequest, RequestError } from '../errors.js'
import { limitBody } from '../limits.js'
import * as schemas from '../schemas.js'
import type { Serving } from '../serving.js'
import { type Tensor, toRasters } from './tensor.js'

const datatypes = { uint8: 'UINT8', float32: 'FP32' } as const

/** What the schema `inferRequest` lets through. */
interface InferRequest {
  readonly id?: string
  readonly inputs: readonly [Tensor]
  readonly outputs?: readonly { readonly name: string }[]
}

interface ModelPath {
  readonly name: string
  readonly version?: string
}

/** The Open Inference Protocol (KServe V2) over REST. */
export function serveProtocol(app: FastifyInstance, serving: Serving): void {
  const { model } = serving
  const { info } = model
  const errors = { '4xx': schemas.errorBody, '5xx': schemas.errorBody }

  app.get('/v2/health/live', describe('Is the process alive?', { 200: schemas.live, ...errors }), async () => {
    if (!model.isWell()) throw new RequestError(503, 'Expected a live server but the engine has failed. Restart it.')
    return { live: true }
  })

  const checkReady = () => {
    if (!serving.isReady())
      throw new RequestError(503, 'Expected a ready server but it is shutting down or has failed.')
  }
  app.get('/v2/health/ready', describe('Can work be sent here?', { 200: schemas.ready, ...errors }), async () => {
    checkReady()
    return { ready: true }
  })

  app.get('/v2', describe('What is this server?', { 200: schemas.serverMetadata, ...errors }), async () => ({
    ...model.package,
    extensions: [],
  }))

  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get<{ Params: ModelPath }>(
      path,
      describe('What does the model take and give?', { 200: schemas.modelMetadata, ...errors }),
      async ({ params }) => {
        checkModel(info, params)
        return metadataOf(info)
      },
    )
    app.get<{ Params: ModelPath }>(
      `${path}/ready`,
      describe('Can the model be used?', { 200: schemas.modelReady, ...errors }),
      async ({ params }) => {
        checkModel(info, params)
        checkReady()
        return { name: info.name, ready: true }
      },
    )
    serveInfer(app, `${path}/infer`, serving)
  }
}

function serveInfer(app: FastifyInstance, path: string, serving: Serving): void {
  const { model, metrics, settings, bodyMemory } = serving
  const { info, network } = model
  const { threshold } = info.rejection
  app.post<{ Params: ModelPath; Body: InferRequest }>(
    path,
    {
      schema: {
        summary: 'Run the network on rasters, without preprocessing',
        tags: ['Open Inference Protocol'],
        body: schemas.inferRequest,
        response: { 200: schemas.inferAnswer, '4xx': schemas.errorBody, '5xx': schemas.errorBody },
      },
      bodyLimit: settings.maxInferBytes,
      onRequest: [refuseBinary, limitBody(bodyMemory, settings.maxInferBytes)],
      // The answer is made here and nowhere else: writing it by its schema gains nothing and takes longer.
      serializerCompiler: () => JSON.stringify,
    },
    async ({ params, body }) => {
      checkModel(info, params)
      const names = body.outputs?.map(({ name }) => checkOutput(info, name)) ?? outputNames(info)
      const rasters = toRasters(body.inputs[0], settings.maxRasters)
      const outputs = await network.run(rasters)
      const count = outputs.score.length
      for (let i = 0; i < count; i++) {
        if (outputs.score[i]! < threshold) metrics.count({ rejection: 'not-a-digit' })
        else metrics.count({ digit: indexOfGreatest(outputs.probabilities, i * 10) })
      }
      return {
        model_name: info.name,
        model_version: info.version,
        id: body.id ?? randomUUID(),
        outputs: names.map((name) => ({
          name,
          datatype: 'FP32',
          shape: name === 'probabilities' ? [count, 10] : [count],
          data: Array.from(outputs[name]),
        })),
      }
    },
  )
}

function describe(summary: string, response: Record<string, unknown>) {
  return { schema: { summary, tags: ['Open Inference Protocol'], response } }
}

/** Triton's binary extension puts bytes behind the JSON; `extensions` says that this server does not have it. */
async function refuseBinary({ headers }: FastifyRequest): Promise<void> {
  const length = headers['inference-header-content-length']
  if (length === undefined) return
  throw badRequest(
    `Expected the tensors as JSON but received Inference-Header-Content-Length: ${String(length).slice(0, 20)}, which ` +
      'announces binary ones. In a Triton client set binary_data=False.',
  )
}

function checkModel(info: ModelInfo, { name, version }: ModelPath): void {
  if (name !== info.name) {
    throw new RequestError(404, `Expected the model "${info.name}" but received ${JSON.stringify(name.slice(0, 60))}.`)
  }
  if (version !== undefined && version !== info.version) {
    const received = JSON.stringify(version.slice(0, 60))
    throw new RequestError(404, `Expected version "${info.version}" of the model but received ${received}.`)
  }
}

type OutputName = 'probabilities' | 'score'

function outputNames({ outputs }: ModelInfo): OutputName[] {
  return outputs.map(({ name }) => name as OutputName)
}

function checkOutput(info: ModelInfo, name: string): OutputName {
  const known = outputNames(info)
  if (known.includes(name as OutputName)) return name as OutputName
  throw badRequest(`Expected outputs among ${known.join(', ')} but received ${JSON.stringify(name.slice(0, 60))}.`)
}

function metadataOf({ name, version, inputs, outputs }: ModelInfo) {
  const describeTensor = (tensor: ModelInfo['inputs'][number]) => ({
    name: tensor.name,
    datatype: datatypes[tensor.type],
    shape: tensor.shape.map((size) => (size === 'N' ? -1 : size)),
  })
  return {
    name,
    versions: [version],
    platform: 'onnx_onnxv1',
    inputs: inputs.map(describeTensor),
    outputs: outputs.map(describeTensor),
  }
}

function indexOfGreatest(values: Float32Array, start: number): number {
  let greatest = 0
  for (let i = 1; i < 10; i++) if (values[start + i]! > values[start + greatest]!) greatest = i
  return greatest
}
