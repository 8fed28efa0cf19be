import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, Faults } from './faults.js'
import { gitlabMetadata, type Packument } from './metadata.js'
import { type Level, type Place, parsePath, registryPath, type Target } from './paths.js'
import { type Caller, callerOf, refuse, type Tokens } from './rights.js'
import { closeServer, listen } from './server.js'
import { startVerdaccio } from './verdaccio.js'

/**
 * What becomes of an upload:
 * - `synchronous`: judged before the answer, a duplicate version gets 403;
 * - `asynchronous`: answered 200 at once and judged `uploadDelay` ms later, so that a failure shows only afterwards;
 * - `swallowed`: answered 200 and never seen again.
 */
export type UploadMode = 'synchronous' | 'asynchronous' | 'swallowed'

export interface RegistryOptions {
  /** Scope of the private packages. */
  readonly scope?: `@${string}`
  /** URL of the registry that answers for all other packages; null (the default): they are not found. */
  readonly upstream?: string | null
  readonly upload?: UploadMode
  /** Milliseconds between answer and verdict of an asynchronous upload. */
  readonly uploadDelay?: number
}

/** An upload as the project's package page would show it. */
export interface Upload {
  readonly name: string
  readonly version: string
  status: 'processing' | 'published' | 'error'
  /** Why the status is `error`. */
  reason: string | null
}

/** One request, as it came and as it ended; a request that is never answered has status 0. */
export interface RequestRecord {
  readonly method: string
  readonly path: string
  readonly caller: Caller
  readonly status: number
}

/** A running registry with one private project (id 42) in one group (id 7). */
export interface Registry {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string
  readonly projectUrl: string
  readonly groupUrl: string
  readonly instanceUrl: string
  readonly tokens: Tokens
  readonly requests: readonly RequestRecord[]
  readonly uploads: readonly Upload[]
  /** The lines of an .npmrc that send the scope, and nothing else, to one level. A null token: no auth line. */
  npmrc(level: Level, token: string | null): string
  /** Changes what becomes of the uploads that come from now on. */
  setUploadMode(mode: UploadMode, delay?: number): void
  inject(fault: Fault): void
  /** Resolves when every asynchronous upload has its verdict. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly body: Buffer | string
  readonly type?: string
}

const PLACE: Place = { projectId: 42, groupId: 7 }
const TOKENS: Tokens = { write: 'job-token', read: 'deploy-token', none: 'token-of-a-stranger' }

/** Starts a registry that keeps its packages until `close()`: GitLab's behaviour in front of a Verdaccio, on loopback. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const scope = options.scope ?? '@team'
  const store = await startVerdaccio(scope, options.upstream ?? null)
  const faults = new Faults()
  const requests: RequestRecord[] = []
  const uploads: Upload[] = []
  let verdicts: Promise<unknown> = Promise.resolve()
  let mode = options.upload ?? 'synchronous'
  let delay = options.uploadDelay ?? 1000
  let url = ''

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET'
    const path = (request.url ?? '/').split('?')[0] as string
    const caller = callerOf(request.headers.authorization, TOKENS)
    const body = await buffer(request)
    const fault = faults.take(method)
    const carried = fault && !fault.carriedOut ? null : await answer(method, path, caller, body, request.headers.accept)
    const { status, body: text, type } = overrule(fault, carried)
    requests.push({ method, path: decodeURIComponent(path), caller, status })
    if (status === 0) return
    response.writeHead(status, { 'content-type': type ?? 'application/json' })
    response.end(method === 'HEAD' ? undefined : text)
  }

  async function answer(method: string, path: string, caller: Caller, body: Buffer, accept = '*/*'): Promise<Answer> {
    const route = parsePath(path, PLACE)
    if (!route) return refusal(404, '404 Not Found')
    const { level, target } = route
    if (target.kind === 'audit') return { status: 200, body: '[]' }
    const ours = target.name.startsWith(`${scope}/`)
    const refused = refuse(caller, method, level, target, ours)
    if (refused) return refusal(refused.status, refused.message)
    if (method === 'PUT' && target.kind === 'package') return upload(target.name, body)

    const reply = await ask(method, storePath(target), body, accept)
    if (reply.status === 404) return refusal(404, '404 Packages Not Found')
    if (reply.status >= 400) return refusal(reply.status, reply.body.toString())
    if (target.kind === 'dist-tags' && method !== 'GET') return { status: 204, body: '' }
    if (target.kind !== 'package') return reply
    if (ours) return { ...reply, body: JSON.stringify(gitlabMetadata(JSON.parse(reply.body.toString()), PLACE, url)) }
    // The store writes its own address into the metadata of the others.
    const here = `${url}${registryPath(level, PLACE)}`
    return { ...reply, body: reply.body.toString().replaceAll(`${store.url}/`, here) }
  }

  async function upload(name: string, body: Buffer): Promise<Answer> {
    const packument: Packument & { _attachments?: object } = JSON.parse(body.toString())
    const accepted = { status: 200, body: JSON.stringify({ name }) }
    if (!packument._attachments) return judge(name, body)
    const entry: Upload = {
      name,
      version: Object.keys(packument.versions)[0] ?? '',
      status: 'processing',
      reason: null,
    }
    uploads.push(entry)
    if (mode === 'swallowed') return accepted
    // One after the other: of two uploads of a version the first one wins.
    const pause = mode === 'synchronous' ? 0 : delay
    const verdict = Promise.all([verdicts, sleep(pause)]).then(async () => record(entry, await judge(name, body)))
    verdicts = verdict
    return mode === 'synchronous' ? verdict : accepted
  }

  async function judge(name: string, body: Buffer): Promise<Answer> {
    const reply = await ask('PUT', storePath({ kind: 'package', name }), body, 'application/json')
    if (reply.status === 409) return refusal(403, 'Package already exists.')
    return reply.status < 300 ? { status: 200, body: JSON.stringify({ name }) } : reply
  }

  async function ask(method: string, path: string, body: Buffer, accept: string): Promise<Answer & { body: Buffer }> {
    const reply = await fetch(`${store.url}${path}`, {
      method,
      headers: { accept, 'content-type': 'application/json' },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    })
    const type = reply.headers.get('content-type') ?? 'application/json'
    return { status: reply.status, body: Buffer.from(await reply.arrayBuffer()), type }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: String(error) }))
    })
  })
  url = await listen(server)
  const at = (level: Level): string => `${url}${registryPath(level, PLACE)}`

  return {
    url,
    projectUrl: at('project'),
    groupUrl: at('group'),
    instanceUrl: at('instance'),
    tokens: TOKENS,
    requests,
    uploads,
    npmrc(level, token) {
      const lines = [`${scope}:registry=${at(level)}`]
      // npm 12 takes tarballs from below the registry's own path only, and GitLab's are all below the project.
      if (level !== 'project') lines.push('allow-remote=all')
      if (token !== null) lines.push(`${at(level).replace('http:', '')}:_authToken=${token}`)
      return `${lines.join('\n')}\n`
    },
    setUploadMode(next, nextDelay = delay) {
      mode = next
      delay = nextDelay
    },
    inject: (fault) => faults.inject(fault),
    async settled() {
      await verdicts
    },
    async close() {
      await verdicts
      await closeServer(server)
      await store.close()
    },
  }
}

function refusal(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ message, error: message }) }
}

function overrule(fault: Fault | null, carried: Answer | null): Answer {
  if (!fault) return carried as Answer
  if (fault.answer === 'silence') return { status: 0, body: '' }
  return refusal(fault.answer, `${fault.answer} on purpose`)
}

function record(entry: Upload, judged: Answer): Answer {
  entry.status = judged.status < 300 ? 'published' : 'error'
  if (entry.status === 'error') entry.reason = JSON.parse(judged.body.toString()).message
  return judged
}

function storePath(target: Exclude<Target, { kind: 'audit' }>): string {
  const name = encodeURIComponent(target.name).replace('%40', '@')
  if (target.kind === 'package') return `/${name}`
  if (target.kind === 'tarball') return `/${name}/-/${target.file.split('/').at(-1)}`
  return `/-/package/${name}/dist-tags${target.tag === null ? '' : `/${target.tag}`}`
}
