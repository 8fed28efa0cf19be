import { aborted, throwIfAborted } from './errors.js'

/**
 * Waits for a promise, but no longer than until the signal fires: a source that has stalled never settles.
 *
 * @throws MnistModelError `ABORTED`, or whatever the promise rejects with
 */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  throwIfAborted(signal)
  let stop!: () => void
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(aborted(signal))
    signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([promise, stopped])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Takes one item after the other from an asynchronous source, and never waits for a source that has stalled. */
export interface AbortableIterator<T> {
  /** @throws MnistModelError `ABORTED`, or whatever the source throws */
  next(): Promise<IteratorResult<T, unknown>>
  /** Asks the source to end, without waiting for it. */
  end(): void
}

/** Iterates over a source until the signal fires. */
export function iterate<T>(source: AsyncIterable<T>, signal?: AbortSignal): AbortableIterator<T> {
  const iterator = source[Symbol.asyncIterator]()
  return {
    next: () => untilAborted(iterator.next(), signal),
    // In an async function, so that a synchronous throw of the source is ignored too.
    end: () => void (async () => iterator.return?.())().catch(() => {}),
  }
}
