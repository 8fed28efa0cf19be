import { setTimeout as sleep } from 'node:timers/promises'
import { ReleaseError } from './errors.js'
import type { RetryOptions } from './settings.js'

/** A response whose body was read to its end. */
export interface Reply {
  readonly status: number
  readonly bytes: Buffer
}

/** Returns the seconds to wait before each retry: 1, 2, 4, ... times the first pause, at most 30. */
export function pauses({ retries, pauseSeconds }: Pick<RetryOptions, 'retries' | 'pauseSeconds'>): number[] {
  return Array.from({ length: retries }, (_, index) => Math.min(pauseSeconds * 2 ** index, 30))
}

/**
 * Makes a request, and retries after a 5xx, 408, 429, a lost connection or a timeout. Only for idempotent requests. Redirects
 * are not followed, so that a token is sent to its own host only.
 *
 * @throws ReleaseError if the last retry failed too
 */
export async function request(url: string, init: RequestInit, retry: RetryOptions): Promise<Reply> {
  let failure = ''
  for (const pause of [0, ...pauses(retry)]) {
    await sleep(pause * 1000)
    const outcome = await once(url, init, retry.requestSeconds)
    if (typeof outcome !== 'string') return outcome
    failure = outcome
  }
  throw new ReleaseError(
    `${init.method ?? 'GET'} ${url} failed ${retry.retries + 1} times, last with ${failure}. ` +
      'The server or the way to it is in trouble: nothing is decided, run this again later.',
  )
}

/** Returns the response, or the reason to retry. */
async function once(url: string, init: RequestInit, seconds: number): Promise<Reply | string> {
  try {
    const signal = AbortSignal.timeout(seconds * 1000)
    const reply = await fetch(url, { ...init, signal, redirect: 'manual' })
    const bytes = Buffer.from(await reply.arrayBuffer())
    const transient = reply.status >= 500 || reply.status === 408 || reply.status === 429
    return transient ? `status ${reply.status}` : { status: reply.status, bytes }
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') return `no answer within ${seconds} seconds`
    const { cause, message } = error as Error
    return cause instanceof Error ? `${cause.message || (cause as NodeJS.ErrnoException).code}` : message
  }
}

/** Returns the `message` or `error` of a JSON error response, or an empty string. */
export function messageOf({ bytes }: Reply): string {
  try {
    const { message, error } = JSON.parse(bytes.toString()) as { message?: unknown; error?: unknown }
    const words = message ?? error ?? ''
    return typeof words === 'string' ? words : JSON.stringify(words)
  } catch {
    return ''
  }
}
