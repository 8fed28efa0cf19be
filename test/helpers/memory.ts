import { readFileSync, writeFileSync } from 'node:fs'

/** Can the greatest resident set of a piece of work be measured here? */
export const hasPeakMemory = process.platform === 'linux'

/** How much the resident set grew at most while the work went on, in megabytes: peaks between two looks count as well. */
export async function peakGrowth(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.()
  // Sets the kernel's high-water mark to what is in use now, see proc(5).
  writeFileSync('/proc/self/clear_refs', '5')
  const before = process.memoryUsage.rss()
  await work()
  const highest = Number(readFileSync('/proc/self/status', 'latin1').match(/^VmHWM:\s+(\d+) kB/m)![1]) * 1024
  return Math.max(0, highest - before) / 2 ** 20
}
