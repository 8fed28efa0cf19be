import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const peakMemory = fileURLToPath(new URL('probes/peak-memory.cjs', import.meta.url))

/** One run of a program, from start to exit. */
export interface Run {
  readonly milliseconds: number
  /** The most memory it held, in megabytes. */
  readonly megabytes: number
  readonly stdout: string
}

/**
 * Runs node to its end.
 *
 * @throws Error where it fails, with what it wrote
 */
export function runNode(args: readonly string[], cwd: string): Run {
  const started = performance.now()
  const { status, output } = spawnSync(process.execPath, ['--require', peakMemory, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const milliseconds = performance.now() - started
  const [, stdout, stderr, bytes] = output as string[]
  if (status === 0) return { milliseconds, megabytes: Number(bytes) / 1e6, stdout: stdout! }
  throw new Error(`Expected node ${args.join(' ')} to succeed but it ended with ${status}: ${stderr}`)
}

/** As `runNode`, for a program that prints JSON. */
export function readNode<Answer>(args: readonly string[], cwd: string): Answer {
  return JSON.parse(runNode(args, cwd).stdout)
}
