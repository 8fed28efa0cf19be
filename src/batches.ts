import { iterate } from './abortable.js'
import { MnistModelError } from './errors.js'
import { nextTurn } from './pacing.js'

/**
 * Groups the items that are ready, up to `size`: those of a slow source one by one, those of a list in batches. Items that came
 * before the source failed are yielded first.
 *
 * @throws MnistModelError `ABORTED`, also while the source has stalled; `INVALID_INPUT` if the source fails
 */
export async function* inBatches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<T[], void, undefined> {
  let batch: T[] = []
  const handOut = () => {
    const ready = batch
    batch = []
    return ready
  }
  try {
    if (isSync(items)) {
      for (const item of items) if (batch.push(item) === size) yield handOut()
    } else {
      const iterator = iterate(items, signal)
      try {
        let next = iterator.next()
        for (;;) {
          const result = batch.length === 0 ? await next : await Promise.race([next, afterThisTurn()])
          if (result !== notReady && result.done) break
          if (result === notReady || batch.push(result.value) === size) yield handOut()
          if (result !== notReady) next = iterator.next()
        }
      } finally {
        iterator.end()
      }
    }
  } catch (cause) {
    if (cause instanceof MnistModelError) throw cause
    if (batch.length > 0) yield handOut()
    throw new MnistModelError('INVALID_INPUT', 'Expected a source of images but it failed. The cause says why.', {
      cause,
    })
  }
  if (batch.length > 0) yield handOut()
}

function isSync<T>(items: Iterable<T> | AsyncIterable<T>): items is Iterable<T> {
  return typeof (items as Iterable<T>)[Symbol.iterator] === 'function'
}

const notReady = Symbol('not ready')
const afterThisTurn = () => new Promise<typeof notReady>((resolve) => nextTurn(() => resolve(notReady)))

/** Maps with at most `limit` pending calls; the results keep their order. */
export async function mapConcurrent<T, R>(
  limit: number,
  items: readonly T[],
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  const queue = items.entries()
  const work = async () => {
    for (const [index, item] of queue) results[index] = await map(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work))
  return results
}
