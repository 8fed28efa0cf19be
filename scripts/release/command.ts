import { spawn } from 'node:child_process'
import { ReleaseError } from './errors.js'
import { redact, secretsIn } from './redact.js'

/** Exit status and output of a program, without the secrets of the environment. */
export interface CommandResult {
  /** Null if a signal ended the program. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd: string
  /** The whole environment of the program. Default: `cleanEnv()`. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Returns this process's environment without the settings that `npm run` adds: they are those of this project, not of the
 * folders that npm is run in. Registry and proxies are kept.
 */
export function cleanEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = /^npm_config_(?:registry|cafile|ca|proxy|https_proxy|noproxy|strict_ssl|cache)$/i
  const added = /^npm_(?!token$)/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !added.test(name) || kept.test(name)))
}

/** Runs a program to its end. Does not throw if it fails. */
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

/**
 * Runs a program and returns what it printed.
 *
 * @throws ReleaseError if it fails
 */
export async function execOrThrow(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options)
  if (code === 0) return stdout
  throw new ReleaseError(`${command} ${args.join(' ')} ended with ${code}:\n${`${stdout}${stderr}`.trim()}`)
}
