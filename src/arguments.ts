import { describe, invalid, MnistModelError } from './errors.js'

/**
 * Copies what a call needs out of its options, once: a getter may return something else the next time, or throw.
 *
 * @param names the options of the call
 * @throws MnistModelError `INVALID_INPUT` for anything but an object, and for a `signal` that is not one
 */
export function checkOptions<T extends { readonly signal?: AbortSignal }>(options: T, names: readonly (keyof T)[]): T {
  if (typeof options !== 'object' || options === null) throw invalid('options', 'an object', options)
  const checked = {} as T
  guard('options', options, () => {
    for (const name of names) checked[name] = options[name]
    if (checked.signal !== undefined && !isAbortSignal(checked.signal)) {
      throw invalid('signal', 'an AbortSignal', checked.signal)
    }
  })
  return checked
}

/** By its members and not by instanceof: test runners have classes of another realm. */
function isAbortSignal(value: unknown): value is AbortSignal {
  if (typeof value !== 'object' || value === null) return false
  const { aborted, addEventListener, removeEventListener } = value as Partial<AbortSignal>
  return (
    typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof removeEventListener === 'function'
  )
}

/**
 * Inspects a caller's value, which may be a proxy or have getters that throw.
 *
 * @throws MnistModelError `INVALID_INPUT` for whatever goes wrong
 */
export function guard<T>(name: string, value: unknown, look: () => T): T {
  try {
    return look()
  } catch (cause) {
    if (cause instanceof MnistModelError) throw cause
    throw new MnistModelError(
      'INVALID_INPUT',
      `Expected ${name} that can be read but reading ${describe(value)} failed.`,
      {
        cause,
      },
    )
  }
}

/**
 * Checks the source of `predictEach`.
 *
 * @throws MnistModelError `INVALID_INPUT` for anything but a list, and for one picture: its bytes would be taken for inputs
 */
export function checkSource<T>(source: Iterable<T> | AsyncIterable<T>): Iterable<T> | AsyncIterable<T> {
  const isSource = guard('inputs', source, () => {
    if (typeof source !== 'object' || source === null || ArrayBuffer.isView(source)) return false
    const { [Symbol.iterator]: each, [Symbol.asyncIterator]: eachLater } = source as Iterable<T> & AsyncIterable<T>
    return typeof (each ?? eachLater) === 'function'
  })
  if (isSource) return source
  throw invalid(
    'inputs',
    'an array, iterable or async iterable of images',
    source,
    ' Put one image into an array: [image].',
  )
}
