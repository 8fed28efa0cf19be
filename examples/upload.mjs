// Reads the digit in an upload.
//
//   node upload.mjs
//   curl --data-binary @7.png -H 'content-type: image/png' http://127.0.0.1:3000/digit

import { createPredictor, MnistModelError } from '@team/mnist-model'
import Fastify from 'fastify'

/** Status codes of the errors that are the sender's. */
const statuses = { IMAGE_UNREADABLE: 415, IMAGE_TOO_LARGE: 413, DECODE_TIMEOUT: 422, INVALID_INPUT: 400 }

// Uploads come from strangers: accept less than the default limits.
const bytes = 4 * 1024 * 1024
const predictor = await createPredictor({ limits: { bytes, pixels: 20_000_000, milliseconds: 2_000 } })

const app = Fastify({ bodyLimit: bytes })
app.addContentTypeParser(/^image\//, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
app.addHook('onClose', () => predictor.close())

app.post('/digit', async (request, reply) => {
  // Stop if the sender hangs up.
  const hungUp = new AbortController()
  reply.raw.once('close', () => hungUp.abort())
  try {
    const { digit, confidence, rejection } = await predictor.predict(request.body, { signal: hungUp.signal })
    return { digit, confidence, rejection }
  } catch (error) {
    if (!(error instanceof MnistModelError)) throw error
    return reply.code(statuses[error.code] ?? 500).send({ code: error.code, message: error.message })
  }
})

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => app.close())
console.log(`Listening at ${await app.listen({ port: Number(process.env.PORT ?? 3000) })}`)
