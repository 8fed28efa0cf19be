import { spawn } from 'node:child_process'
import { ReleaseError } from './errors.js'
import { redact, secretsIn } from './redact.js'

/** How a program ended and what it wrote, without the secrets of the environment. */
export interface CommandResult {
  /** Exit status; null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd: string
  /** The whole environment of the program; left out: this process's own, without what npm put there. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * This process's environment without what `npm run` adds for its children: the settings of the project that npm runs
 * in are not those of the folders that we run npm in. Where registry and proxies are stays.
 */
export function cleanEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const place = /^npm_config_(?:registry|cafile|ca|proxy|https_proxy|noproxy|strict_ssl|cache)$/i
  const npms = /^npm_(?!token$)/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !npms.test(name) || place.test(name)))
}

/** Runs a program to its end; a failing one is no exception. */
export function run(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const windows = process.platform === 'win32'
    const env = options.env ?? cleanEnv()
    const child = spawn(command, args, { cwd: options.cwd, env, shell: windows, stdio: ['ignore', 'pipe', 'pipe'] })
    const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    child.stdout.on('data', (part: Buffer) => written.stdout.push(part))
    child.stderr.on('data', (part: Buffer) => written.stderr.push(part))
    child.on('error', (error) => reject(new ReleaseError(`${command} does not start: ${error.message}`)))
    child.on('close', (code) => {
      const text = (parts: Buffer[]) => redact(Buffer.concat(parts).toString(), secretsIn(process.env))
      resolve({ code, stdout: text(written.stdout), stderr: text(written.stderr) })
    })
  })
}

/** As `run`, for a program that must succeed. Returns what it printed. */
export async function execOrThrow(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options)
  if (code === 0) return stdout
  throw new ReleaseError(`${command} ${args.join(' ')} ended with ${code}:\n${`${stdout}${stderr}`.trim()}`)
}
