import { parseArgs } from 'node:util'
import { ReleaseError } from './errors.js'
import { redact, secretsIn } from './redact.js'

/** The options of every release script. */
export interface Flags {
  /** Folder of the packed tarball and release.json. */
  readonly out: string
  /** Read and report what would be written, but write nothing. */
  readonly dryRun: boolean
}

/** Prints a line, with secrets of the environment redacted. */
export function log(line: string): void {
  console.log(redact(line, secretsIn(process.env)))
}

/** Prints a warning to stderr, with secrets redacted. */
export function warn(line: string): void {
  console.error(redact(`warning: ${line}`, secretsIn(process.env)))
}

/** Parses `[--out FOLDER] [--dry-run]`. Throws for anything else. */
export function flags(argv: readonly string[]): Flags {
  const options = { out: { type: 'string', default: 'out' }, 'dry-run': { type: 'boolean', default: false } } as const
  const { values } = parseArgs({ args: [...argv], options })
  return { out: values.out, dryRun: values['dry-run'] }
}

/** Runs a script and sets the exit status: 0, or 1 with the reason on stderr. */
export async function script(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    const usage = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')
    const expected = error instanceof ReleaseError || usage
    const reason = expected ? `error: ${(error as Error).message}` : String((error as Error).stack ?? error)
    console.error(redact(reason, secretsIn(process.env)))
    process.exitCode = 1
  }
}
