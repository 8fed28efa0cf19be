import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Allowance } from './limits.js'

/** What Prometheus reads at /metrics. */
export interface Metrics {
  readonly registry: Registry
  /** Counts one answer of the model: its digit, or why the picture was rejected. */
  count(prediction: { readonly digit: number } | { readonly rejection: string }): void
}

export function createMetrics(held: Readonly<Record<string, Allowance>>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const predictions = new Counter({
    name: 'mnist_predictions_total',
    help: 'Pictures and rasters that were read as a digit',
    labelNames: ['digit'] as const,
    registers,
  })
  const rejections = new Counter({
    name: 'mnist_rejections_total',
    help: 'Pictures and rasters that were not read as a digit; a growing share is the first sign of drift',
    labelNames: ['reason'] as const,
    registers,
  })
  new Gauge({
    name: 'mnist_held',
    help: 'Rasters, pictures and bytes of request bodies that are held now; each has a limit',
    labelNames: ['what'] as const,
    registers,
    collect() {
      for (const [what, allowance] of Object.entries(held)) this.set({ what }, allowance.used)
    },
  })
  const byDigit = Array.from({ length: 10 }, (_, digit) => predictions.labels(String(digit)))
  return {
    registry,
    count(prediction) {
      if ('digit' in prediction) byDigit[prediction.digit]!.inc()
      else rejections.inc({ reason: prediction.rejection })
    },
  }
}

/** Measures every request, and serves /metrics. */
export function measureRequests(app: FastifyInstance, { registry }: Metrics): void {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer; the count is the number of requests',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  app.addHook('onResponse', async ({ method, routeOptions, log }, { statusCode, elapsedTime }) => {
    const route = routeOptions.url ?? 'none'
    duration.labels(method, route, String(statusCode)).observe(elapsedTime / 1000)
    log.debug({ method, route, statusCode, milliseconds: elapsedTime }, 'answered')
  })
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
