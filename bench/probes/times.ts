/** Milliseconds that a piece of work takes. */
export async function time(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** The times of `count` runs. */
export async function times(count: number, work: () => unknown): Promise<number[]> {
  const all: number[] = []
  while (all.length < count) all.push(await time(work))
  return all
}

/**
 * Runs the works in turn until V8 has compiled their WebAssembly for the second time, and better. That takes it some
 * 1.5 seconds of a background thread, and it does not tell when it is done.
 */
export async function warmUp(...works: readonly (() => unknown)[]): Promise<void> {
  const until = performance.now() + 3000
  while (performance.now() < until) for (const work of works) await work()
}
