import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { NodeSDK } from '@opentelemetry/sdk-node'

/**
 * Starts OpenTelemetry, which takes all its settings from the standard variables OTEL_*: a span for each request, joined
 * to the trace of its caller. Has to run before the server is loaded.
 *
 * @returns a function that sends what has been recorded and stops
 */
export function startTelemetry(): () => Promise<void> {
  process.env.OTEL_SERVICE_NAME ??= 'mnist-model'
  const ignored = /^\/(?:v2\/health\/|metrics)/
  const http = new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => ignored.test(url ?? '') })
  const sdk = new NodeSDK({ instrumentations: [http] })
  sdk.start()
  return () => sdk.shutdown()
}
