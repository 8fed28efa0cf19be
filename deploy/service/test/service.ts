import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { inject } from 'vitest'
import { fixture } from '../../../test/helpers/fixtures.js'
import { cleanEnvironment, repository } from '../../../test/helpers/run.js'

/** The service, running. */
export interface Running {
  readonly url: string
  readonly port: number
  readonly process: ChildProcess
  /** All that it has logged. */
  log(): string
  /** Sends SIGTERM, waits for the end, and returns the exit status. */
  stop(): Promise<number | null>
}

/** Starts the service on a free port of loopback and waits until it is ready. */
export async function startService(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const lines: string[] = []
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: inject('service'),
    env: { ...cleanEnvironment(), PORT: '0', DRAIN_SECONDS: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  const port = await new Promise<number>((resolve, reject) => {
    const read = (line: string) => {
      lines.push(line)
      const [, found] = /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? []
      if (found) resolve(Number(found))
    }
    createInterface(child.stdout).on('line', read)
    createInterface(child.stderr).on('line', read)
    child.once('exit', (code) => reject(new Error(`The service ended with ${code}:\n${lines.join('\n')}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    process: child,
    log: () => lines.join('\n'),
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM')
      const [code] = await ended
      return code
    },
  }
}

interface Manifest {
  readonly version: string
  readonly golden: readonly { raster: string; probabilities: number[]; score: number; label: number }[]
}

export const manifest: Manifest = JSON.parse(readFileSync(`${repository}/model/manifest.json`, 'utf8'))

/** The inputs with known answers of the manifest: 784 bytes each. */
export const rasters = manifest.golden.map(({ raster }) => [...Buffer.from(raster, 'base64')])

export const inferPath = '/v2/models/mnist/infer'

/** The body of an `infer` request for rasters, as flat UINT8. */
export function inferBody(images: readonly (readonly number[])[], more: object = {}) {
  return {
    ...more,
    inputs: [{ name: 'image', shape: [images.length, 28, 28], datatype: 'UINT8', data: images.flat() }],
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: answers of every route
  readonly body: any
}

export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

export function picture(...path: string[]): Buffer<ArrayBuffer> {
  return readFileSync(fixture(...path)) as Buffer<ArrayBuffer>
}

export function postPicture(url: string, bytes: Uint8Array<ArrayBuffer>, type = 'application/octet-stream') {
  return send(`${url}/predict`, { method: 'POST', headers: { 'content-type': type }, body: bytes })
}
