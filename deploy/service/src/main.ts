import { setTimeout as wait } from 'node:timers/promises'
import { fromEnvironment, type Settings } from './settings.js'

/** The service as a process: settings from the environment, and an orderly end at SIGTERM. */
async function main(settings: Settings): Promise<void> {
  const usesTelemetry = Object.keys(process.env).some((name) => name.startsWith('OTEL_'))
  const stopTelemetry = usesTelemetry ? (await import('./telemetry.js')).startTelemetry() : undefined
  const [{ loadModel }, { createService }] = await Promise.all([import('./model.js'), import('./server.js')])
  const model = await loadModel(settings.maxWaitingRasters)
  const { app, drain } = await createService(model, settings)
  const stop = async (signal: string) => {
    // A second signal ends the process at once, as Node does by itself.
    process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT')
    app.log.info({ signal }, 'not ready any more')
    drain()
    await wait(settings.drainDelay * 1000)
    setTimeout(() => {
      app.log.error('requests took too long to finish: they are cut off')
      process.exit(1)
    }, settings.shutdownTimeout * 1000).unref()
    await app.close()
    await model.predictor.close()
    await stopTelemetry?.()
    app.log.info('stopped')
  }
  process.once('SIGTERM', stop).once('SIGINT', stop)
  await app.listen({ host: settings.host, port: settings.port })
  app.log.info({ package: model.package, model: { version: model.info.version, sha256: model.info.sha256 } }, 'ready')
}

try {
  await main(fromEnvironment(process.env))
} catch (error) {
  // Before there is a log: a setting or the port is wrong, or the model cannot be loaded.
  console.error((error as Error).message)
  process.exit(2)
}
