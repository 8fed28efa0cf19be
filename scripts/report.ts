/** Prints the problems that a check found, or its result if there is none. Sets the exit status to 1 or 0. */
export function report(problems: readonly string[], result: string): void {
  for (const problem of problems) console.error(problem)
  if (problems.length === 0) console.log(result)
  process.exitCode = problems.length === 0 ? 0 : 1
}
