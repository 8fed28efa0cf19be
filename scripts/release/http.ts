import { setTimeout as sleep } from 'node:timers/promises'
import { ReleaseError } from './errors.js'
import type { RetryOptions } from './settings.js'

/** An answer that was read to its end. */
export interface Reply {
  readonly status: number
  readonly bytes: Buffer
}

/** Seconds to wait before each retry: 1, 2, 4, ... times the first pause, never more than 30. */
export function pauses({ retries, pauseSeconds }: Pick<RetryOptions, 'retries' | 'pauseSeconds'>): number[] {
  return Array.from({ length: retries }, (_, index) => Math.min(pauseSeconds * 2 ** index, 30))
}

/**
 * Makes a request, and makes it again after a 5xx, 408, 429, a lost connection or silence. Only for requests that may be
 * repeated. Redirects are not followed: a token stays with the host it is for.
 *
 * @throws ReleaseError when the last try failed too.
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

/** The answer, or in words why there was none that is worth keeping. */
async function once(url: string, init: RequestInit, seconds: number): Promise<Reply | string> {
  try {
    const signal = AbortSignal.timeout(seconds * 1000)
    const reply = await fetch(url, { ...init, signal, redirect: 'manual' })
    const bytes = Buffer.from(await reply.arrayBuffer())
    const passing = reply.status >= 500 || reply.status === 408 || reply.status === 429
    return passing ? `status ${reply.status}` : { status: reply.status, bytes }
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') return `no answer within ${seconds} seconds`
    const { cause, message } = error as Error
    return cause instanceof Error ? `${cause.message || (cause as NodeJS.ErrnoException).code}` : message
  }
}

/** The words of an error answer: `message` or `error` of its JSON, or nothing. */
export function messageOf({ bytes }: Reply): string {
  try {
    const { message, error } = JSON.parse(bytes.toString()) as { message?: unknown; error?: unknown }
    const words = message ?? error ?? ''
    return typeof words === 'string' ? words : JSON.stringify(words)
  } catch {
    return ''
  }
}
