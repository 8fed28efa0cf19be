import { spawn } from 'node:child_process'
import { cleanEnvironment } from '../../helpers/run.js'

export interface RunningServer {
  /** Sends a POST request and returns the body of the answer. */
  post(path: string, body: Uint8Array): Promise<string>
  close(): Promise<void>
}

interface Options {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** What the program writes once it listens; its first group is the port. */
  readonly ready: RegExp
}

/** Starts a program that serves on 127.0.0.1 and resolves when it listens. Rejects with its output if it ends instead. */
export async function startServer(command: string, args: readonly string[], options: Options): Promise<RunningServer> {
  const child = spawn(command, args, { cwd: options.cwd, env: { ...cleanEnvironment(), ...options.env } })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let output = ''
  const port = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => {
        output += part
        const found = options.ready.exec(output)?.[1]
        if (found) resolve(found)
      })
    }
    child.once('error', reject)
    child.once('close', () => reject(new Error(`Expected ${command} to listen but it ended:\n${output}`)))
  })
  return {
    async post(path, body) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: Buffer.from(body) })
      return response.text()
    },
    async close() {
      child.kill()
      await ended
    },
  }
}
