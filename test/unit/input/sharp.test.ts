import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultLimits } from '../../../src/input/limits.js'
import { decodeWithSharp } from '../../../src/input/sharp.js'
import { failure } from '../../helpers/errors.js'

const cost = { width: 1, height: 1, frameBytes: 0, passes: 1 }

beforeEach(() => void vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined))
afterEach(() => void vi.restoreAllMocks())

test('outside Node, Bun and Deno the message says to decode the picture first', async () => {
  const error = await failure(decodeWithSharp(new Uint8Array(8), 'JPEG', cost, defaultLimits))
  expect(error).toMatchObject({
    code: 'DECODER_UNAVAILABLE',
    message:
      'Expected the image codec sharp for this picture but it needs Node, Bun or Deno. ' +
      'Elsewhere decode the picture first, with a canvas for instance, and pass its ImageData.',
  })
})
