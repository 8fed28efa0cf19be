/** How the service runs; every value has an environment variable of the name in `fromEnvironment`. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly logLevel: string
  /** Most rasters of one `infer` request. */
  readonly maxRasters: number
  /** Largest body of an `infer` request, in bytes. */
  readonly maxInferBytes: number
  /** Most pictures of one `predict` request. */
  readonly maxPictures: number
  /** Largest body of a `predict` request, in bytes. */
  readonly maxPredictBytes: number
  /** Rasters that may wait for the engine; past that, requests are answered 503. */
  readonly maxWaitingRasters: number
  /** Pictures that may be in work; past that, requests are answered 503. */
  readonly maxWaitingPictures: number
  /** Bytes of request bodies that may be in memory at once; past that, requests are answered 503. */
  readonly maxBodyMemory: number
  readonly maxConnections: number
  /** Seconds within which a request has to arrive in full. */
  readonly receiveTimeout: number
  /** Seconds that the work on one request may take. */
  readonly workTimeout: number
  /** Seconds between turning not ready and closing the port, for load balancers to notice. */
  readonly drainDelay: number
  /** Seconds that requests under way get to finish after that. */
  readonly shutdownTimeout: number
}

const MiB = 1024 * 1024

/**
 * Reads the settings.
 *
 * @throws Error naming the variable, what was expected and what came
 */
export function fromEnvironment(env: NodeJS.ProcessEnv): Settings {
  const number = (name: string, fallback: number, least: number, most = Number.MAX_SAFE_INTEGER) => {
    const text = env[name] ?? ''
    const value = text === '' ? fallback : Number(text)
    if (value >= least && value <= most && (Number.isInteger(value) || name.endsWith('_SECONDS'))) return value
    throw new Error(`Expected ${name} to be a number from ${least} to ${most} but received ${JSON.stringify(text)}.`)
  }
  return {
    host: env.HOST || '127.0.0.1',
    port: number('PORT', 8080, 0, 65535),
    logLevel: logLevel(env.LOG_LEVEL || 'info'),
    maxRasters: number('MAX_RASTERS', 256, 1),
    maxInferBytes: number('MAX_INFER_BYTES', 4 * MiB, 1),
    maxPictures: number('MAX_PICTURES', 16, 1),
    maxPredictBytes: number('MAX_PREDICT_BYTES', 32 * MiB, 1),
    maxWaitingRasters: number('MAX_WAITING_RASTERS', 1024, 1),
    maxWaitingPictures: number('MAX_WAITING_PICTURES', 32, 1),
    maxBodyMemory: number('MAX_BODY_MEMORY', 256 * MiB, 1),
    maxConnections: number('MAX_CONNECTIONS', 4096, 1),
    receiveTimeout: number('RECEIVE_TIMEOUT_SECONDS', 30, 0.1),
    workTimeout: number('WORK_TIMEOUT_SECONDS', 30, 0.1),
    drainDelay: number('DRAIN_SECONDS', 3, 0),
    shutdownTimeout: number('SHUTDOWN_TIMEOUT_SECONDS', 20, 0),
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

function logLevel(value: string): string {
  if (logLevels.includes(value)) return value
  throw new Error(`Expected LOG_LEVEL to be one of ${logLevels.join(', ')} but received ${JSON.stringify(value)}.`)
}
