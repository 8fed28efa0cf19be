import { describe, expect, test } from 'vitest'
import { checkBytes, checkCost, defaultLimits, resolveLimits } from '../../../src/input/limits.js'
import { failure } from '../../helpers/errors.js'

describe('limits', () => {
  test('allow a photo by default', () => {
    expect(defaultLimits).toEqual({ bytes: 33_554_432, pixels: 50_000_000, side: 16_384, milliseconds: 5_000 })
  })

  test('are the defaults if none are given', () => {
    expect(resolveLimits(undefined)).toBe(defaultLimits)
  })

  test('override the defaults one by one', () => {
    expect(resolveLimits({ side: 9, pixels: undefined })).toEqual({ ...defaultLimits, side: 9 })
  })

  test('of a call override those of its predictor', () => {
    expect(resolveLimits({ bytes: 5 }, { ...defaultLimits, side: 9 })).toEqual({ ...defaultLimits, side: 9, bytes: 5 })
  })

  test('can be switched off with Infinity', () => {
    expect(resolveLimits({ milliseconds: Number.POSITIVE_INFINITY }).milliseconds).toBe(Number.POSITIVE_INFINITY)
  })

  test.each([
    [null, 'Expected an object { bytes, pixels, side, milliseconds } for limits but received null.'],
    [7, 'Expected an object { bytes, pixels, side, milliseconds } for limits but received 7 of type number.'],
    [{ width: 7 }, 'Expected bytes, pixels, side or milliseconds for limits but received the string "width".'],
    [{ side: 0 }, 'Expected a number above 0 for limits.side but received 0 of type number.'],
    [{ side: -1 }, 'Expected a number above 0 for limits.side but received -1 of type number.'],
    [{ bytes: Number.NaN }, 'Expected a number above 0 for limits.bytes but received NaN of type number.'],
    [{ pixels: '9' }, 'Expected a number above 0 for limits.pixels but received the string "9".'],
    [{ toString: 1 }, 'Expected bytes, pixels, side or milliseconds for limits but received the string "toString".'],
  ])('%j are refused', async (given, message) => {
    expect(await failure(() => resolveLimits(given))).toMatchObject({ code: 'INVALID_INPUT', message })
  })
})

describe('a picture at a limit is accepted, and one above it is refused', () => {
  const limits = { bytes: 1000, pixels: 10_000, side: 500, milliseconds: 1 }
  const plain = { frameBytes: 0, passes: 1 }
  test.each([
    [
      'side',
      { width: 500, height: 1, ...plain },
      { width: 501, height: 1, ...plain },
      '500 pixels a side but received 501 x 1.',
    ],
    [
      'side',
      { width: 1, height: 500, ...plain },
      { width: 1, height: 501, ...plain },
      '500 pixels a side but received 1 x 501.',
    ],
    [
      'pixels',
      { width: 100, height: 100, ...plain },
      { width: 101, height: 100, ...plain },
      '10,000 pixels but received 101 x 100.',
    ],
    [
      'pixels',
      { width: 100, height: 50, frameBytes: 6, passes: 1 },
      { width: 101, height: 50, frameBytes: 6, passes: 1 },
      '5,000 pixels but received 101 x 50 in a form that is costly to decode.',
    ],
    [
      'side',
      { width: 100, height: 100, frameBytes: 3, passes: 1 },
      { width: 1_000_001, height: 1, frameBytes: 3, passes: 1 },
      '500 pixels a side but received 1,000,001 x 1.',
    ],
    [
      'pixels',
      { width: 100, height: 10, frameBytes: 6, passes: 100 },
      { width: 100, height: 10, frameBytes: 6, passes: 101 },
      '5,000 pixels but received 100 x 10 in 101 passes.',
    ],
  ])('%s %#', async (limit, good, bad, message) => {
    checkCost(good, limits)
    expect(await failure(() => checkCost(bad, limits))).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: `Expected an image of at most ${message} Scale it down first, or raise limits.${limit}.`,
    })
  })

  test('bytes', async () => {
    checkBytes(1000, limits)
    expect(await failure(() => checkBytes(1001, limits))).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message:
        'Expected an image of at most 1,000 bytes but received 1,001 or more. Scale it down first, or raise limits.bytes.',
    })
  })
})
