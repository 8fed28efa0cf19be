import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The folder of this project. */
export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** Exit status and output of a process. */
export interface Result {
  /** Null if a signal ended the process. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  /** Added to the clean environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Bytes for stdin. Default: none. */
  readonly input?: Uint8Array | string
}

/**
 * Returns this process's environment without the variables of npm, vitest and the terminal, as in a user's shell.
 */
export function cleanEnvironment(): Record<string, string> {
  const added = /^(?:npm_|INIT_CWD$|VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|NODE_V8_COVERAGE$|FORCE_COLOR$|NO_COLOR$)/
  const setByUser = /^npm_config_(?:registry|cafile|ca|proxy|https_proxy|userconfig|globalconfig|cache|strict_ssl)$/i
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (setByUser.test(entry[0]) || !added.test(entry[0])),
    ),
  )
}

/** Runs a program to its end. Does not throw if it fails: check `code`. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: { ...cleanEnvironment(), ...options.env } })
    const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    child.stdout.on('data', (part: Buffer) => parts.stdout.push(part))
    child.stderr.on('data', (part: Buffer) => parts.stderr.push(part))
    child.on('error', reject)
    // A program may end before it has read all of its input.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input)
    child.on('close', (code, signal) => {
      const stdout = Buffer.concat(parts.stdout).toString()
      const stderr = Buffer.concat(parts.stderr).toString()
      resolve({ code, signal, stdout, stderr })
    })
  })
}

/** As `run`, but throws with the output if the program fails. */
export async function execOrThrow(command: string, args: readonly string[], options: RunOptions): Promise<Result> {
  const result = await run(command, args, options)
  if (result.code === 0) return result
  throw new Error(
    `Expected ${command} ${args.join(' ')} to exit 0 but it ended with ${result.code ?? result.signal}:\n` +
      `${result.stdout}${result.stderr}`,
  )
}
