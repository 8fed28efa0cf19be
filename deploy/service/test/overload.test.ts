import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type Answer,
  inferBody,
  inferPath,
  picture,
  postJson,
  postPicture,
  type Running,
  rasters,
  startService,
} from './service.js'

let service: Running
beforeAll(async () => {
  service = await startService({ MAX_WAITING_RASTERS: '8', MAX_WAITING_PICTURES: '2' })
})
afterAll(async () => {
  await service?.stop()
})

function counts(answers: readonly Answer[]) {
  const answered = answers.filter(({ status }) => status === 200).length
  const refused = answers.filter(({ status }) => status === 503)
  return { answered, refused, others: answers.length - answered - refused.length }
}

const many = <T>(n: number, make: () => Promise<T>) => Promise.all(Array.from({ length: n }, make))

it('answers what it can and refuses the rest immediately, with Retry-After', async () => {
  const photo = picture('digits', '3', 'slanted-looped-chalk.jpg')
  const { answered, refused, others } = counts(await many(100, () => postPicture(service.url, photo)))
  expect(answered).toBeGreaterThan(0)
  expect(refused.length).toBeGreaterThan(0)
  expect(others).toBe(0)
  expect(refused[0]!.headers.get('retry-after')).toBe('1')
  expect(refused[0]!.body.error).toMatch(
    /^Expected at most 2 pictures at once but \d are taken\. Try again in a second\.$/,
  )
})

it('limits the queue of rasters too', async () => {
  const body = inferBody(Array.from({ length: 5 }, () => rasters[0]!))
  const { answered, refused, others } = counts(await many(200, () => postJson(service.url + inferPath, body)))
  expect(answered).toBeGreaterThan(0)
  expect(refused.length).toBeGreaterThan(0)
  expect(others).toBe(0)
})

it('takes a single request that is larger than the queue, if it is alone', async () => {
  const body = inferBody(Array.from({ length: 9 }, () => rasters[0]!))
  expect((await postJson(service.url + inferPath, body)).status).toBe(200)
})

it('recovers afterwards', async () => {
  for (let i = 0; i < 20; i++)
    expect((await postJson(service.url + inferPath, inferBody([rasters[0]!]))).status).toBe(200)
})

it('keeps bodies in memory up to its limit', async () => {
  const small = await startService({ MAX_BODY_MEMORY: '1000000', MAX_PREDICT_BYTES: '900000' })
  try {
    const answers = await many(20, () => postPicture(small.url, Buffer.alloc(900_000)))
    const statuses = new Set(answers.map(({ status }) => status))
    // 422: the body was accepted, but is not a picture.
    expect([...statuses].sort()).toEqual([422, 503])
  } finally {
    await small.stop()
  }
})
