import { MnistModelError } from '../../src/errors.js'

/** The error that a call or promise fails with; fails itself where there is none, or one of another class. */
export async function failure(work: (() => unknown) | Promise<unknown>): Promise<MnistModelError> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (error instanceof MnistModelError) return error
    throw new Error('Expected a MnistModelError but something else was thrown.', { cause: error })
  }
  throw new Error('Expected a MnistModelError but nothing was thrown.')
}
