import { readFileSync, writeFileSync } from 'node:fs'

/** Can the greatest resident set of a piece of work be measured here? */
export const hasPeakMemory = process.platform === 'linux'

/** Forgets the greatest resident set so far: sets the kernel's high-water mark to what is in use now, see proc(5). */
export function resetPeakMemory(): void {
  if (hasPeakMemory) writeFileSync('/proc/self/clear_refs', '5')
}

/** The greatest resident set since then in megabytes, peaks of a millisecond included; without Linux, the one of now. */
export function peakMemory(): number {
  if (!hasPeakMemory) return process.memoryUsage.rss() / 2 ** 20
  return Number(readFileSync('/proc/self/status', 'latin1').match(/^VmHWM:\s+(\d+) kB/m)![1]) / 1024
}

/** How much the resident set grew at most while the work went on, in megabytes. */
export async function peakGrowth(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.()
  resetPeakMemory()
  const before = peakMemory()
  await work()
  return peakMemory() - before
}
