/** Longest time in milliseconds that work may go on before other work of the process gets its turn. */
const longestTurn = 10

/** When the work of this turn of the event loop began; null before it begins. */
let began: number | null = null

/** Calls that wait for a turn, first come first served: one that has had its turn waits behind all others. */
const waiting: (() => void)[] = []

/**
 * Does a piece of work, at once or, if the work of this turn has taken long enough, in a later one: timers, sockets, signals
 * and other calls have theirs first. Nothing here waits for the outside by itself: small pictures are decoded and read at
 * once, and a long list of them would block the event loop.
 *
 * All calls of the process share the turn, so that a thousand predictions at once do not take a turn of their own each. The
 * clock is looked at and the work begun in one go: callers that looked together and worked afterwards would all find time.
 */
export async function paced<T>(work: () => T | Promise<T>): Promise<T> {
  while (began !== null && performance.now() - began >= longestTurn) {
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  if (began === null) {
    began = performance.now()
    nextTurn(endTurn)
  }
  return work()
}

/** The next call in the queue begins a turn, which ends here again, so that every call is served. */
function endTurn(): void {
  began = null
  waiting.shift()?.()
}

/** Calls back in the next turn of the event loop. Browsers have no `setImmediate`, nor does jsdom. */
export function nextTurn(callback: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(callback)
  else setTimeout(callback, 0)
}
