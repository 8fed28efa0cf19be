import { iterate } from './abortable.js'
import { nextTurn } from './pacing.js'

/**
 * Groups what is ready, up to `size`, so that a slow source gets its answers one by one and a list in batches.
 *
 * @throws MnistModelError `ABORTED`, also while the source has stalled
 */
export async function* inBatches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<T[], void, undefined> {
  if (Symbol.iterator in items) return yield* inSyncBatches(items, size)
  const iterator = iterate(items, signal)
  try {
    let next = iterator.next()
    let batch: T[] = []
    for (;;) {
      const result = batch.length === 0 ? await next : await Promise.race([next, afterThisTurn()])
      if (result === notReady || result.done || batch.push(result.value) === size) {
        if (batch.length > 0) yield batch
        batch = []
      }
      if (result === notReady) continue
      if (result.done) return
      next = iterator.next()
    }
  } finally {
    iterator.end()
  }
}

async function* inSyncBatches<T>(items: Iterable<T>, size: number): AsyncGenerator<T[], void, undefined> {
  let batch: T[] = []
  for (const item of items) {
    if (batch.push(item) < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

const notReady = Symbol('not ready')
const afterThisTurn = () => new Promise<typeof notReady>((resolve) => nextTurn(() => resolve(notReady)))

/** Maps with at most `atOnce` calls under way; the results keep their order. */
export async function mapAtOnce<T, R>(atOnce: number, items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length)
  const queue = items.entries()
  const work = async () => {
    for (const [index, item] of queue) results[index] = await map(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return results
}
