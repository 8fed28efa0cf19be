import { invalid } from './errors.js'

/**
 * Checks the options of a call.
 *
 * @throws MnistModelError `INVALID_INPUT` for what is no object, and for a `signal` that is none
 */
export function checkOptions<T extends { readonly signal?: unknown }>(options: T): T {
  if (typeof options !== 'object' || options === null) throw invalid('options', 'an object', options)
  const { signal } = options
  if (signal !== undefined && !isAbortSignal(signal)) throw invalid('signal', 'an AbortSignal', signal)
  return options
}

/** By its members and not by instanceof: test runners bring classes of another realm. */
function isAbortSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value
}

/**
 * Checks the source of `predictEach`.
 *
 * @throws MnistModelError `INVALID_INPUT` for what is no list, and for one picture: its bytes would be taken for inputs
 */
export function checkSource<T>(source: Iterable<T> | AsyncIterable<T>): Iterable<T> | AsyncIterable<T> {
  const isObject = typeof source === 'object' && source !== null
  if (isObject && !ArrayBuffer.isView(source) && (Symbol.iterator in source || Symbol.asyncIterator in source)) {
    return source
  }
  throw invalid(
    'inputs',
    'an array, iterable or async iterable of images',
    source,
    ' Put one image into an array: [image].',
  )
}
