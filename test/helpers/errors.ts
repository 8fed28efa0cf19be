import { MnistModelError } from '../../src/errors.js'

/** Returns the MnistModelError of a call or promise. Fails if there is none, or one of another class. */
export async function failure(work: (() => unknown) | Promise<unknown>): Promise<MnistModelError> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (error instanceof MnistModelError) return error
    throw new Error('Expected a MnistModelError but something else was thrown.', { cause: error })
  }
  throw new Error('Expected a MnistModelError but nothing was thrown.')
}
