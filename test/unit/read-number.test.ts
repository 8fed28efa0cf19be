import { readdirSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { createPredictor, readNumber } from '../../src/index.js'
import { failure } from '../helpers/errors.js'
import { fixture } from '../helpers/fixtures.js'

const predictor = await createPredictor()
afterAll(() => predictor.close())

const numbers = readdirSync(fixture('numbers')).filter((name) => !name.endsWith('.md'))
const fortyTwo = fixture('numbers', '42.png')

describe('drawn numbers are read', () => {
  it.each(numbers)('%s', async (name) => {
    const { text, isNumber, rejection } = await predictor.readNumber(fixture('numbers', name))
    expect({ text, isNumber, rejection }).toEqual({ text: /^\d+/.exec(name)![0], isNumber: true, rejection: null })
  })

  it('a single digit is a number of one', async () => {
    expect((await predictor.readNumber(fixture('digits', '7', 'upright-plain-pen.png'))).text).toBe('7')
  })

  it('without a predictor', async () => {
    expect((await readNumber(fortyTwo)).text).toBe('42')
  })
})

describe('boxes', () => {
  const upright = { left: 53, top: 33, right: 108, bottom: 127 }

  it('are in pixels of the picture', async () => {
    expectNear((await predictor.readNumber(fortyTwo)).digits[0]!.box, upright, 3)
  })

  it('are in pixels of a picture that is larger than what is decoded', async () => {
    const large = await sharp(fortyTwo).resize(2400, 1600, { fit: 'fill' }).png().toBuffer()
    expectNear((await predictor.readNumber(large)).digits[0]!.box, upright, 40, 10)
  })

  it('are in pixels of the picture as EXIF turns it', async () => {
    const turned = await sharp(fortyTwo)
      .rotate(-90)
      .resize({ width: 1600 })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    const { text, digits } = await predictor.readNumber(turned)
    expect(text).toBe('42')
    expectNear(digits[0]!.box, upright, 40, 10)
  })
})

describe('other pictures are rejected', () => {
  it.each([
    ['blank-white.png', 'blank'],
    ['blank-black.png', 'blank'],
    ['letter-r.png', 'not-a-digit'],
    ['letter-x.png', 'not-a-digit'],
    ['scribble.png', 'not-a-digit'],
    ['checks.png', 'not-a-digit'],
  ])('%s: %s', async (name, rejection) => {
    const { text, ...number } = await predictor.readNumber(fixture('not-a-digit', name))
    expect({ text, rejection: number.rejection }).toEqual({ text: null, rejection })
  })
})

describe('a call fails', () => {
  it('with IMAGE_UNREADABLE for a file that is no picture', async () => {
    expect((await failure(predictor.readNumber(fixture('malformed', 'text.png')))).code).toBe('IMAGE_UNREADABLE')
  })

  it('with IMAGE_TOO_LARGE beyond the limits', async () => {
    expect((await failure(predictor.readNumber(fortyTwo, { limits: { side: 100 } }))).code).toBe('IMAGE_TOO_LARGE')
  })

  it('with ABORTED if its signal fires while it works', async () => {
    const stop = new AbortController()
    const reading = failure(predictor.readNumber(fixture('numbers', '1740-photo.jpg'), { signal: stop.signal }))
    stop.abort()
    expect((await reading).code).toBe('ABORTED')
  })

  it('with PREDICTOR_CLOSED after close()', async () => {
    const closed = await createPredictor()
    await closed.close()
    expect((await failure(closed.readNumber(fortyTwo))).code).toBe('PREDICTOR_CLOSED')
  })
})

it('a page full of marks lets other work of the process go on', async () => {
  const [width, height] = [760, 760]
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    return (i % width) % 6 < 3 && Math.floor(i / width) % 40 < 30 ? 0 : 255
  })
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  const { text } = await predictor.readNumber({ data, width, height })
  clearInterval(timer)
  expect({ text, ticked: ticks > 1 }).toEqual({ text: null, ticked: true })
})

it('onnxruntime reads the same', async () => {
  const other = await createPredictor({ engine: 'onnxruntime' })
  expect((await other.readNumber(fortyTwo)).text).toBe('42')
  await other.close()
})

type Edges = { left: number; top: number; right: number; bottom: number }

function expectNear(
  box: { left: number; top: number; width: number; height: number },
  { left, top, right, bottom }: Edges,
  tolerance: number,
  factor = 1,
) {
  const edges = [box.left, box.top, box.left + box.width, box.top + box.height]
  for (const [i, edge] of [left, top, right, bottom].entries()) {
    expect(Math.abs(edges[i]! - factor * edge)).toBeLessThanOrEqual(tolerance)
  }
}
