import { readFileSync, writeFileSync } from 'node:fs'

/** True if the peak resident set can be measured on this system. */
export const hasPeakMemory = process.platform === 'linux'

/** Resets the peak resident set: sets the kernel's high-water mark to what is in use now, see proc(5). */
export function resetPeakMemory(): void {
  if (hasPeakMemory) writeFileSync('/proc/self/clear_refs', '5')
}

/** Returns the peak resident set since then in megabytes, or the present one if this is not Linux. */
export function peakMemory(): number {
  if (!hasPeakMemory) return process.memoryUsage.rss() / 2 ** 20
  return Number(readFileSync('/proc/self/status', 'latin1').match(/^VmHWM:\s+(\d+) kB/m)![1]) / 1024
}

/** Returns the largest growth of the resident set during the work, in megabytes. */
export async function peakGrowth(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.()
  resetPeakMemory()
  const before = peakMemory()
  await work()
  return peakMemory() - before
}
