import { readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Processor time of the main thread in milliseconds, so that other processes do not count; without Linux, wall time. */
export function mainThreadTime(): number {
  if (process.platform !== 'linux') return performance.now()
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6
}

/** The most that the main thread took in one turn of the event loop while the work went on, in milliseconds. */
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
