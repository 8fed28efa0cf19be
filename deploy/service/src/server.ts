import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { answerErrors, badRequest, refuseUrl } from './errors.js'
import { Allowance } from './limits.js'
import { createMetrics, measureRequests } from './metrics.js'
import type { Model } from './model.js'
import { servePage } from './page.js'
import { servePredict } from './predict.js'
import { serveProtocol } from './protocol/routes.js'
import type { Settings } from './settings.js'
import { refuseUnreadable, validationError } from './validation.js'

/** The service with all its routes, not listening yet. */
export interface Service {
  readonly app: FastifyInstance
  /** Turns readiness off, and closes each connection after its response so that clients reconnect elsewhere. */
  drain(): void
}

export async function createService(model: Model, settings: Settings): Promise<Service> {
  let isDraining = false
  const bodyMemory = new Allowance('bytes of request bodies', settings.maxBodyMemory)
  const inWork = new Allowance('pictures', settings.maxWaitingPictures)
  const metrics = createMetrics({ rasters: model.network.waiting, pictures: inWork, body_bytes: bodyMemory })
  const isReady = () => !isDraining && model.isWell()
  const serving = { model, metrics, settings, bodyMemory, isReady }

  const app = Fastify({
    logger: { level: settings.logLevel, base: { service: 'mnist-model' } },
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: settings.receiveTimeout * 1000,
    keepAliveTimeout: 65_000,
    http: { headersTimeout: settings.receiveTimeout * 1000, connectionsCheckingInterval: 1000 },
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, verbose: true, strictTypes: false } },
    schemaErrorFormatter: validationError,
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: refuseUrl,
  })
  app.server.maxConnections = settings.maxConnections
  app.addHook('onRequest', async (_, reply) => {
    reply.header('x-content-type-options', 'nosniff')
  })
  // At the end and not at the start of a request: one that takes long may see the beginning of the shutdown.
  app.addHook('onSend', async (_, reply) => {
    if (isDraining) reply.header('connection', 'close')
  })

  answerErrors(app)
  measureRequests(app, metrics)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'MNIST model',
        version: model.package.version,
        description: 'Reads handwritten digits. Each refusal is `{"error": "..."}`; 503 comes with `Retry-After`.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
    },
  })
  await app.register(async (scope) => {
    // Triton's client sends JSON without saying so.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => {
      try {
        done(null, JSON.parse(body as string))
      } catch (error) {
        done(
          badRequest(`Expected a body in JSON but received something else: ${(error as Error).message.slice(0, 120)}`),
        )
      }
    })
    serveProtocol(scope, serving)
  })
  await app.register((scope) => servePredict(scope, serving, inWork))
  let openapi: string
  app.get('/openapi.json', { schema: { hide: true } }, (_, reply) => {
    openapi ??= JSON.stringify(app.swagger())
    return reply.type('application/json; charset=utf-8').send(openapi)
  })
  servePage(app)
  await app.ready()
  return {
    app,
    drain() {
      isDraining = true
    },
  }
}
