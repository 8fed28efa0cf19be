import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { RequestRecord } from '../registry/registry.js'
import { closeServer, listen } from '../registry/server.js'

interface StoredRelease {
  readonly tag_name: string
  readonly description: string
  readonly commit: { readonly id: string }
  readonly assets: { readonly links: { readonly name: string; readonly url: string }[] }
}

/** GitLab's API for one project (id 42): tags, releases and generic packages. Forwards npm paths to a registry. */
export interface GitLabApi {
  readonly url: string
  readonly tags: Map<string, string>
  readonly releases: Map<string, StoredRelease>
  /** Path below the generic packages -> content. */
  readonly files: Map<string, Buffer>
  readonly requests: Pick<RequestRecord, 'method' | 'path' | 'status'>[]
  /** Answers the next request of this method below releases with 502, after it was carried out or instead. */
  failNext(method: string, carriedOut: boolean): void
  close(): Promise<void>
}

export interface GitLabApiOptions {
  /** True if a job token may read tags, which an administrator has to allow. */
  readonly tagsReadable?: boolean
}

type Answer = { readonly status: number; readonly body: unknown }

/** @param registryUrl origin of the registry for npm requests */
export async function startGitLabApi(
  registryUrl: string,
  token: string,
  { tagsReadable = true }: GitLabApiOptions = {},
): Promise<GitLabApi> {
  const tags = new Map<string, string>()
  const releases = new Map<string, StoredRelease>()
  const files = new Map<string, Buffer>()
  const requests: GitLabApi['requests'] = []
  let failing: { method: string; carriedOut: boolean } | null = null

  function answer(method: string, path: string, body: Buffer): Answer {
    const [, kind, rest = ''] =
      /^\/api\/v4\/projects\/42\/(releases|repository\/tags|packages\/generic)\/?(.*)$/.exec(path) ?? []
    if (kind === 'repository/tags') {
      if (!tagsReadable) return { status: 403, body: { message: '403 Forbidden' } }
      const commit = tags.get(rest)
      return commit ? { status: 200, body: { name: rest, commit: { id: commit } } } : missing()
    }
    if (kind === 'packages/generic') {
      if (method === 'PUT') files.set(rest, body)
      if (method === 'PUT') return { status: 201, body: { message: '201 Created' } }
      const content = files.get(rest)
      return content ? { status: 200, body: content } : missing()
    }
    if (kind === 'releases') return releaseAnswer(method, rest, body)
    return missing()
  }

  function releaseAnswer(method: string, rest: string, body: Buffer): Answer {
    const [tag, ...below] = rest.split('/')
    const release = releases.get(tag!)
    if (method === 'GET') return release ? { status: 200, body: release } : missing()
    const sent = JSON.parse(body.toString())
    if (below.join('/') === 'assets/links' && release) {
      release.assets.links.push(sent)
      return { status: 201, body: sent }
    }
    if (releases.has(sent.tag_name)) return { status: 409, body: { message: 'Release already exists' } }
    if (!tags.has(sent.tag_name)) tags.set(sent.tag_name, sent.ref)
    const made: StoredRelease = {
      tag_name: sent.tag_name,
      description: sent.description,
      commit: { id: tags.get(sent.tag_name)! },
      assets: { links: sent.assets.links },
    }
    releases.set(sent.tag_name, made)
    return { status: 201, body: made }
  }

  const server = createServer(async (request, response) => {
    const method = request.method ?? 'GET'
    const path = decodeURIComponent(request.url ?? '/')
    const body = await buffer(request)
    if (path.includes('/packages/npm/')) {
      const headers = { authorization: request.headers.authorization ?? '' }
      const reply = await fetch(registryUrl + request.url, { method, headers })
      requests.push({ method, path, status: reply.status })
      response.writeHead(reply.status, { 'content-type': 'application/json' })
      return response.end(Buffer.from(await reply.arrayBuffer()))
    }
    const fault = failing?.method === method && path.includes('/releases') ? failing : null
    if (fault) failing = null
    const known = request.headers['job-token'] === token
    const carried = fault && !fault.carriedOut ? null : known ? answer(method, path, body) : unauthorised()
    const { status, body: content } = fault || !carried ? { status: 502, body: 'bad gateway' } : carried
    requests.push({ method, path, status })
    response.writeHead(status)
    response.end(Buffer.isBuffer(content) ? content : JSON.stringify(content))
  })

  return {
    url: await listen(server),
    tags,
    releases,
    files,
    requests,
    failNext(method, carriedOut) {
      failing = { method, carriedOut }
    },
    close: () => closeServer(server),
  }
}

function missing(): Answer {
  return { status: 404, body: { message: '404 Not Found' } }
}

function unauthorised(): Answer {
  return { status: 401, body: { message: '401 Unauthorized' } }
}
