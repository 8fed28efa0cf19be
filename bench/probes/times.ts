/** Milliseconds that a piece of work takes. */
export async function time(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/**
 * Times pieces of work in turn, so that a change of the machine's speed meets them all. The first three seconds are not
 * counted: V8 compiles a large WebAssembly module a second time then.
 *
 * @param works by name
 * @param rounds how often each is timed
 * @param calls runs of one piece of work before the next has its turn
 * @returns milliseconds of every run, by name
 */
export async function timesInTurn(
  works: Readonly<Record<string, () => unknown>>,
  rounds: number,
  calls: number,
): Promise<Record<string, number[]>> {
  const taken = Object.fromEntries(Object.keys(works).map((name) => [name, [] as number[]]))
  const until = performance.now() + 3000
  while (performance.now() < until) for (const work of Object.values(works)) await work()
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      for (let call = 0; call < calls; call++) taken[name]!.push(await time(work))
    }
  }
  return taken
}
