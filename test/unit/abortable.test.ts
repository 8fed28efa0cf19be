import { describe, expect, test, vi } from 'vitest'
import { iterate, untilAborted } from '../../src/abortable.js'
import { failure } from '../helpers/errors.js'

const never = new Promise<never>(() => {})

describe('untilAborted', () => {
  test('settles as the promise does', async () => {
    expect(await untilAborted(Promise.resolve(7), new AbortController().signal)).toBe(7)
  })

  test('fails at once if the signal has fired', async () => {
    expect(await failure(untilAborted(never, AbortSignal.abort('enough')))).toMatchObject({
      code: 'ABORTED',
      cause: 'enough',
    })
  })

  test('fails when the signal fires, even if the promise never settles', async () => {
    const controller = new AbortController()
    const waiting = failure(untilAborted(never, controller.signal))
    controller.abort('enough')
    expect(await waiting).toMatchObject({ code: 'ABORTED', cause: 'enough' })
  })

  test('removes its listener from the signal', async () => {
    const { signal } = new AbortController()
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]
    await untilAborted(Promise.resolve(), signal)
    await untilAborted(Promise.reject(new Error('x')), signal).catch(() => {})
    expect(added.mock.calls).toHaveLength(2)
    expect(removed.mock.calls).toEqual(added.mock.calls)
  })
})

describe('iterate', () => {
  test('ends the source', () => {
    const end = vi.fn(async () => ({ done: true as const, value: undefined }))
    iterate({ [Symbol.asyncIterator]: () => ({ next: () => never, return: end }) }).end()
    expect(end).toHaveBeenCalledOnce()
  })

  test.each([
    ['has no end', undefined],
    ['fails at its end', () => Promise.reject(new Error('x'))],
    [
      'throws at its end',
      () => {
        throw new Error('x')
      },
    ],
    ['never ends', () => never],
  ])('accepts a source that %s', (_, end) => {
    const iterator = { next: () => never, ...(end && { return: end }) }
    expect(iterate({ [Symbol.asyncIterator]: () => iterator }).end()).toBeUndefined()
  })
})
