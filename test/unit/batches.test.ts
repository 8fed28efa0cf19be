import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { inBatches, mapConcurrent } from '../../src/batches.js'
import { MnistModelError } from '../../src/errors.js'
import { failure } from '../helpers/errors.js'

const collect = async <T>(items: AsyncIterable<T>) => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('a list is split into batches, of which the last may be shorter', async () => {
  expect(await collect(inBatches([1, 2, 3, 4, 5], 2))).toEqual([[1, 2], [3, 4], [5]])
})

test('an empty list gives no batch', async () => {
  expect(await collect(inBatches([], 2))).toEqual([])
})

test('a source that is always ready gives full batches', async () => {
  async function* ready() {
    yield* [1, 2, 3, 4, 5]
  }
  expect(await collect(inBatches(ready(), 2))).toEqual([[1, 2], [3, 4], [5]])
})

test('a slow source gives each item as it arrives', async () => {
  async function* slow() {
    for (const item of [1, 2, 3]) {
      await sleep(20)
      yield item
    }
  }
  expect(await collect(inBatches(slow(), 2))).toEqual([[1], [2], [3]])
})

test('a source is read without setImmediate, which browsers do not have', async () => {
  vi.stubGlobal('setImmediate', undefined)
  async function* ready() {
    yield* [1, 2, 3]
  }
  expect(await collect(inBatches(ready(), 2))).toEqual([[1, 2], [3]])
  vi.unstubAllGlobals()
})

describe('a source that fails', () => {
  const cause = new Error('source')
  const message = 'Expected a source of images but it failed. The cause says why.'

  async function* failing(items: number[], error: Error) {
    yield* items
    throw error
  }

  test.each([
    ['after some items, gives those first', [1, 2, 3], [[1, 2], [3]]],
    ['after a full batch, gives no empty one', [1, 2], [[1, 2]]],
  ])('%s', async (_, items, expected) => {
    const batches: number[][] = []
    const error = await failure(async () => {
      for await (const batch of inBatches(failing(items, cause), 2)) batches.push(batch)
    })
    expect({ batches, code: error.code, message: error.message, cause: error.cause }).toEqual({
      batches: expected,
      code: 'INVALID_INPUT',
      message,
      cause,
    })
  })

  test('with a typed error passes it on', async () => {
    const error = new MnistModelError('ABORTED', 'The work was aborted.')
    expect(await failure(collect(inBatches(failing([], error), 2)))).toBe(error)
  })
})

test('a source is closed when its consumer stops early', async () => {
  let closed = false
  async function* source() {
    try {
      for (;;) yield 1
    } finally {
      closed = true
    }
  }
  for await (const _ of inBatches(source(), 2)) break
  expect(closed).toBe(true)
})

test('mapping keeps the order, with no more pending calls than allowed', async () => {
  let pending = 0
  let most = 0
  const results = await mapConcurrent(3, [5, 1, 4, 2, 3], async (item) => {
    most = Math.max(most, ++pending)
    await sleep(item)
    pending--
    return item * 10
  })
  expect(results).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(3)
})
