import { spawnSync } from 'node:child_process'

/** Times of one thing, in milliseconds. */
export interface Times {
  readonly median: number
  readonly p95: number
  readonly runs: number
}

/** Median and 95th percentile, by the nearest rank. */
export function summarise(times: readonly number[]): Times {
  const sorted = [...times].sort((a, b) => a - b)
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!
  return { median: rank(0.5), p95: rank(0.95), runs: times.length }
}

/** Runs a program to its end and tells how long it took, from start to exit. */
export function timeProcess(args: readonly string[], cwd: string): number {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`Expected node ${args.join(' ')} to succeed but it ended with ${status}: ${stderr}`)
  return performance.now() - started
}

/**
 * Measures several things in turn, A B C A B C, so that a change of the machine's speed meets them all; the first round
 * warms up and is not counted.
 */
export function inTurn<Name extends string>(
  rounds: number,
  things: Readonly<Record<Name, () => number>>,
): Record<Name, Times> {
  const names = Object.keys(things) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const time = things[name]()
      if (round > 0) times[name].push(time)
    }
  }
  return Object.fromEntries(names.map((name) => [name, summarise(times[name])])) as Record<Name, Times>
}

/** A table in Markdown; the first row is the heading. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`)
  return [lines[0], `|${'---|'.repeat(rows[0]!.length)}`, ...lines.slice(1)].join('\n')
}
