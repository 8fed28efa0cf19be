/** Everything that can go wrong, as a closed set: a program can switch over it. */
export type ErrorCode =
  /** The path or `file:` URL leads to no readable file. */
  | 'IMAGE_NOT_FOUND'
  /** The bytes are no picture, a truncated one, or one in a format that is not read here. */
  | 'IMAGE_UNREADABLE'
  /** The picture has more bytes or pixels than the limit. */
  | 'IMAGE_TOO_LARGE'
  /** A value of the wrong type or shape was passed: a mistake in the calling code. */
  | 'INVALID_INPUT'
  /** The codec for this format (sharp) cannot be loaded on this machine. */
  | 'DECODER_UNAVAILABLE'
  /** The model is not where the package keeps it. */
  | 'MODEL_NOT_FOUND'
  /** The model's bytes are not those that this version was built with. */
  | 'MODEL_CORRUPT'
  /** The model has an operator, attribute or shape that the built-in engine does not know. */
  | 'MODEL_UNSUPPORTED'
  /** The engine asked for is not installed or does not load. */
  | 'ENGINE_UNAVAILABLE'
  /** The engine loaded and then failed on an inference. */
  | 'INFERENCE_FAILED'
  /** The predictor was used after `close()`. */
  | 'PREDICTOR_CLOSED'
  /** The caller's `AbortSignal` fired; `cause` is the signal's reason. */
  | 'ABORTED'

/** The one error class of this package. `code` says what happened, `cause` keeps what was underneath. */
export class MnistModelError extends Error {
  override readonly name = 'MnistModelError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

/** The error formula for a wrong value: what was expected, what came, what to do. */
export function invalid(name: string, expected: string, received: unknown): MnistModelError {
  return new MnistModelError('INVALID_INPUT', `Expected ${expected} for ${name} but received ${describe(received)}.`)
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string')
    return `the string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value)}`
  if (typeof value === 'object') return `an object of type ${value.constructor?.name ?? 'Object'}`
  if (typeof value === 'function') return 'a function'
  return `${String(value)} of type ${typeof value}`
}
