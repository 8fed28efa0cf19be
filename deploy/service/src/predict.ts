import multipart from '@fastify/multipart'
import { MnistModelError, type Prediction } from '@team/mnist-model'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { badRequest, bodyTooLarge, describeError, RequestError, tooLarge } from './errors.js'
import { type Allowance, limitBody } from './limits.js'
import type { Metrics } from './metrics.js'
import * as schemas from './schemas.js'
import type { Serving } from './serving.js'
import type { Settings } from './settings.js'

const pictureTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/octet-stream']

interface Picture {
  readonly name: string
  readonly bytes: Buffer
}

type PartResult = { readonly name: string } & ({ readonly prediction: object } | { readonly error: string })

/** POST /predict: pictures in, the library's predictions out. Nothing is ever fetched: a picture comes as its bytes. */
export async function servePredict(app: FastifyInstance, serving: Serving, inWork: Allowance): Promise<void> {
  const { settings, bodyMemory, model, metrics } = serving
  const { maxPictures, maxPredictBytes } = settings

  await app.register(multipart, {
    limits: { fileSize: maxPredictBytes, files: maxPictures, fields: 0, parts: maxPictures, headerPairs: 32 },
  })
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser(pictureTypes, { parseAs: 'buffer', bodyLimit: maxPredictBytes }, (_, body, done) =>
    done(null, body),
  )
  app.addContentTypeParser('*', ({ headers }, _, done) => {
    const received = (headers['content-type'] ?? '').slice(0, 60)
    const expected = `the bytes of a picture as ${pictureTypes.join(', ')} or multipart/form-data`
    done(new RequestError(415, `Expected ${expected} but received ${JSON.stringify(received)}. No URL is fetched.`))
  })

  const binary = (type: string) => ({ schema: { description: 'The file, as it is', contentMediaType: type } })
  app.post<{ Querystring: { raster?: 'true' | 'false' } }>(
    '/predict',
    {
      schema: {
        summary: 'Read the digit in a picture, or in each of many',
        description:
          'One picture as the body is answered with its prediction. A multipart body, with a picture in each part, is ' +
          'answered with `{"predictions": [...]}` in the same order; a picture that cannot be read does not stop the others.',
        tags: ['Pictures'],
        querystring: schemas.predictQuery,
        body: {
          content: {
            ...Object.fromEntries(pictureTypes.map((type) => [type, binary(type)])),
            'multipart/form-data': {
              schema: { properties: { pictures: { type: 'array', items: { contentMediaType: 'image/*' } } } },
            },
          },
        },
        response: {
          200: { oneOf: [schemas.prediction, schemas.predictAnswer] },
          '4xx': schemas.errorBody,
          '5xx': schemas.errorBody,
        },
      },
      bodyLimit: maxPredictBytes,
      onRequest: limitBody(bodyMemory, maxPredictBytes),
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => {
      const isMany = request.isMultipart()
      const pictures = isMany ? await readParts(request, settings) : [readBody(request)]
      const release = inWork.take(pictures.length)
      try {
        const options = { raster: request.query.raster === 'true', signal: stopSignal(reply, settings.workTimeout) }
        const outcomes: PartResult[] = []
        let firstError: unknown
        const bytes = pictures.map((picture) => picture.bytes)
        for await (const { index, prediction, error } of model.predictor.predictEach(bytes, options)) {
          const { name } = pictures[index]!
          if (prediction) outcomes.push({ name, prediction: answer(prediction, metrics) })
          else {
            outcomes.push({ name, error: describeError(error).message })
            firstError ??= error
            if (error instanceof MnistModelError) metrics.count({ rejection: error.code })
          }
        }
        if (firstError && outcomes.every((outcome) => 'error' in outcome)) throw firstError
        const [first] = outcomes
        return isMany ? { predictions: outcomes } : 'prediction' in first! && first.prediction
      } finally {
        release()
      }
    },
  )
}

function readBody({ body }: FastifyRequest): Picture {
  if (body instanceof Buffer && body.length > 0) return { name: '', bytes: body }
  throw badRequest('Expected the bytes of a picture as the body but received an empty one.')
}

async function readParts(
  request: FastifyRequest,
  { maxPictures, maxPredictBytes: maxBytes }: Settings,
): Promise<Picture[]> {
  const pictures: Picture[] = []
  let total = 0
  try {
    for await (const file of request.files()) {
      const bytes = await file.toBuffer()
      total += bytes.length
      if (total > maxBytes) throw bodyTooLarge(maxBytes, 'more')
      pictures.push({ name: file.filename, bytes })
    }
  } catch (error) {
    throw describeMultipart(error as Partial<FastifyError>, maxPictures, maxBytes)
  }
  if (pictures.length > 0) return pictures
  throw badRequest('Expected a picture in each part of the multipart body but received none.')
}

function describeMultipart(error: Partial<FastifyError>, maxPictures: number, maxBytes: number): unknown {
  switch (error.code) {
    case 'FST_FIELDS_LIMIT':
      return badRequest(
        'Expected a file in every part of the multipart body but received a text field. No URL is fetched.',
      )
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
      return tooLarge(`Expected at most ${maxPictures} pictures a request but received more.`)
    case 'FST_REQ_FILE_TOO_LARGE':
      return bodyTooLarge(maxBytes, 'more')
    default:
      // Only what the parser of multipart bodies says has no status.
      return error.statusCode ? error : badRequest(`Expected a multipart body but it is not one: ${error.message}.`)
  }
}

/** Fires when the time is up, or when nobody waits for the answer any more. */
function stopSignal({ raw }: FastifyReply, seconds: number): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return AbortSignal.any([AbortSignal.timeout(seconds * 1000), gone.signal])
}

function answer(prediction: Prediction, metrics: Metrics): object {
  metrics.count(prediction.isDigit ? { digit: prediction.digit } : { rejection: prediction.rejection })
  const { raster } = prediction
  return raster ? { ...prediction, raster: Array.from(raster) } : prediction
}
