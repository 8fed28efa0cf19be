import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { inBatches, mapConcurrent } from '../../src/batches.js'

const collect = async <T>(items: AsyncIterable<T>) => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('a list is cut into batches, the last one shorter', async () => {
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

test('a slow source gives its items as they come', async () => {
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

test('a source that fails passes its error on', async () => {
  async function* failing() {
    yield 1
    throw new Error('source')
  }
  await expect(collect(inBatches(failing(), 5))).rejects.toThrow('source')
})

test('a source is closed when the reader stops early', async () => {
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

test('mapping keeps the order, with no more calls under way than allowed', async () => {
  let underWay = 0
  let most = 0
  const results = await mapConcurrent(3, [5, 1, 4, 2, 3], async (item) => {
    most = Math.max(most, ++underWay)
    await sleep(item)
    underWay--
    return item * 10
  })
  expect(results).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(3)
})
