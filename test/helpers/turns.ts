import { readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Returns the main thread's processor time in milliseconds, which other processes do not affect; wall time if not on Linux. */
export function mainThreadTime(): number {
  if (process.platform !== 'linux') return performance.now()
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6
}

/** Returns the longest turn of the main thread's event loop during the work, in milliseconds. */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  await nextTurn()
  let isDone = false
  let longest = 0
  let began = mainThreadTime()
  const ended = work().finally(() => {
    isDone = true
  })
  while (!isDone) {
    await nextTurn()
    const now = mainThreadTime()
    longest = Math.max(longest, now - began)
    began = now
  }
  await ended
  return longest
}
