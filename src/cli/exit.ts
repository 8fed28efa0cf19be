/** Exit codes. Interrupts are 128 + the signal's number, as shells count them. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const

/** The command line itself is wrong: no picture could make it right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The reason with which a run is aborted: the exit code, and a message if there is one. */
export class Stop extends Error {
  override readonly name = 'Stop'

  constructor(
    readonly exitCode: number,
    message = '',
  ) {
    super(message)
  }
}
