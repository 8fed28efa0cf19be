import { MnistModelError } from '@team/mnist-model'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** A refusal: the message says what was expected, what came, and the limit if there is one. */
export class RequestError extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message)
  }
}

export const badRequest = (message: string) => new RequestError(400, message)
export const tooLarge = (message: string) => new RequestError(413, message)
export const bodyTooLarge = (maxBytes: number, received: number | string) =>
  tooLarge(`Expected a body of at most ${maxBytes} bytes but received ${received}.`)
export const overloaded = (message: string) => new RequestError(503, `${message} Try again in a second.`)

/** What the library's errors mean in HTTP. Every other code is a fault of this service. */
const statusOf: Partial<Record<MnistModelError['code'], number>> = {
  IMAGE_UNREADABLE: 422,
  IMAGE_TOO_LARGE: 413,
  DECODE_TIMEOUT: 422,
  INVALID_INPUT: 422,
  ABORTED: 503,
}

/** Status and message for a client. What is not written for clients stays in the log. */
export function describeError(error: unknown): { status: number; message: string } {
  if (error instanceof RequestError) return { status: error.statusCode, message: error.message }
  if (error instanceof MnistModelError) {
    const status = statusOf[error.code]
    if (error.code === 'ABORTED') return { status: 503, message: 'The work took longer than the service allows.' }
    if (status) return { status, message: error.message }
  }
  const { statusCode: status = 500, message, validation } = error as Partial<FastifyError>
  if (status >= 500) return { status: 500, message: 'The service failed on this request. Its log says why.' }
  return { status, message: validation ? `${message}.` : `Expected a valid request but received another: ${message}` }
}

/** Every refusal has the protocol's shape, `{"error": "..."}`, and never a stack trace. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const { code } = error as FastifyError
    const isLong = code === 'FST_ERR_CTP_BODY_TOO_LARGE'
    const { status, message } = describeError(isLong ? bodyTooLarge(request.routeOptions.bodyLimit!, 'more') : error)
    if (status >= 500 && status !== 503) request.log.error({ err: error, route: request.routeOptions.url }, 'failed')
    if (status === 503) reply.header('retry-after', '1')
    // Node reads the rest of a refused body and discards it. Closing the connection while the client still sends would keep
    // it from ever seeing this answer.
    if (isLong) reply.removeHeader('connection')
    return reply.code(status).send({ error: message })
  })
  app.setNotFoundHandler((request, reply) => {
    return reply.code(404).send({
      error: `Expected a route of /openapi.json but received ${request.method} ${pathOf(request)}, which is none.`,
    })
  })
}

/** Answers a URL that cannot be decoded, and so reaches no route. */
export function refuseUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { status } = describeError(error)
  reply.code(status).send({ error: `Expected a URL but received ${pathOf(request)}, which cannot be decoded.` })
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0]!.slice(0, 100)
}
