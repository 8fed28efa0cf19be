/** Everything that can go wrong, as a closed set that a program can switch over. */
export type ErrorCode =
  /** The path or `file:` URL leads to no readable file. */
  | 'IMAGE_NOT_FOUND'
  /** The bytes are no picture, a truncated one, or one in a format that is not read here. */
  | 'IMAGE_UNREADABLE'
  /** The picture has more bytes, pixels or pixels a side than the limits allow. */
  | 'IMAGE_TOO_LARGE'
  /** The picture took longer to decode than `limits.milliseconds`. */
  | 'DECODE_TIMEOUT'
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

/** The only error class of this package. `code` says what happened, `cause` has the underlying error. */
export class MnistModelError extends Error {
  /** Node prints it for an uncaught error; minified, the class has another one. */
  static override readonly name = 'MnistModelError'
  override readonly name = 'MnistModelError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(printable(message), options)
    this.code = code
  }
}

/** Messages quote untrusted input, so they are limited in length, and control characters are escaped. */
const longestMessage = 300

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g

function printable(message: string): string {
  const escaped = message.slice(0, longestMessage).replace(controls, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return escaped.length > longestMessage || message.length > longestMessage
    ? `${escaped.slice(0, longestMessage - 3)}...`
    : escaped
}

/** Longest part of a caller's value that a message quotes. */
const longestQuote = 100

/** Quotes a caller's text for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}...` : text)
}

/** Returns the error for work that was aborted by its caller's signal. */
export function aborted(signal: AbortSignal): MnistModelError {
  return new MnistModelError('ABORTED', 'The work was aborted.', { cause: signal.reason })
}

/** @throws MnistModelError `ABORTED` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal)
}

/** Returns the error for a wrong value: what was expected, what was received, what to do. */
export function invalid(name: string, expected: string, received: unknown, remedy = ''): MnistModelError {
  const message = `Expected ${expected} for ${name} but received ${describe(received)}.${remedy}`
  return new MnistModelError('INVALID_INPUT', message)
}

/** Describes a value, which may be a proxy or have getters that throw. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return `the string ${quote(value)}`
  if (typeof value === 'object') return `an object of type ${typeNameOf(value)}`
  if (typeof value === 'function') return 'a function'
  // To write down a bigint of a million digits takes a tenth of a second.
  if (typeof value === 'symbol' || typeof value === 'bigint') return `a ${typeof value}`
  return `${quote(String(value)).slice(1, -1)} of type ${typeof value}`
}

function typeNameOf(value: object): string {
  try {
    return String(value.constructor?.name ?? 'Object').slice(0, longestQuote)
  } catch {
    return 'Object'
  }
}
