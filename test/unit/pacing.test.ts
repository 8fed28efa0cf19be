import { afterEach, expect, test, vi } from 'vitest'
import { modelInfo } from '../../src/model/model-info.js'
import { paced } from '../../src/pacing.js'
import { createPredictor } from '../../src/predictor.js'
import { failure } from '../helpers/errors.js'
import { png } from '../helpers/png.js'

// Nothing on their way waits for the outside: without a pause all of them are read in one turn of the event loop.
const picture = png({ data: Buffer.from(modelInfo().golden[0]!.raster, 'base64') })
const pictures = Array.from({ length: 3000 }, () => picture)

afterEach(async () => {
  vi.restoreAllMocks()
  // The turn that a test began, by its own clock, ends here.
  await new Promise((resolve) => setImmediate(resolve))
})

test('concurrent calls share a turn of the event loop, and its time', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const worked = [0]
  let next = setImmediate(function count() {
    worked.push(0)
    next = setImmediate(count)
  })
  const eightMilliseconds = () => {
    now += 8
    worked[worked.length - 1]!++
  }
  await Promise.all(Array.from({ length: 8 }, () => paced(eightMilliseconds)))
  clearImmediate(next)
  expect(Math.max(...worked)).toBe(2)
})

test('work ends its turn after ten milliseconds', async () => {
  let now = 5000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const done: string[] = []
  setImmediate(() => done.push('immediate'))
  await paced(() => {
    now += 10
  })
  await paced(() => done.push('next'))
  expect(done).toEqual(['immediate', 'next'])
})

test('work continues in its turn before that', async () => {
  let now = 5000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const done: string[] = []
  setImmediate(() => done.push('immediate'))
  await paced(() => {
    now += 9
  })
  await paced(() => done.push('next'))
  expect(done).toEqual(['next'])
})

test('a timer fires while thousands of small pictures are read', async () => {
  await using predictor = await createPredictor()
  let fired = false
  setTimeout(() => {
    fired = true
  }, 5)
  await predictor.predict(pictures)
  expect(fired).toBe(true)
})

test('a signal that a timer aborts stops the reading of thousands of small pictures', async () => {
  await using predictor = await createPredictor()
  const controller = new AbortController()
  let taken = 0
  function* source() {
    for (const picture of pictures) {
      taken++
      yield picture
    }
  }
  setTimeout(() => controller.abort(), 5)
  const work = async () => {
    for await (const { error } of predictor.predictEach(source(), { signal: controller.signal })) {
      expect(error).toBeUndefined()
    }
  }
  expect(await failure(work)).toMatchObject({ code: 'ABORTED' })
  expect(taken).toBeLessThan(pictures.length)
})
