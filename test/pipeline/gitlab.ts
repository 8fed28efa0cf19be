import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import { startGitLabApi } from '../helpers/gitlab-api.js'
import { run } from '../helpers/run.js'
import { type Registry, startRegistry } from '../registry/registry.js'
import { closeServer, listen } from '../registry/server.js'

/** A release, as the project's page would show it. */
export interface ShownRelease {
  readonly tag: string
  readonly commit: string
  readonly description: string
  /** Names of the files that it links to. */
  readonly assets: string[]
}

/** GitLab as a pipeline meets it: the npm registry and the rest of the API behind one address, and the team's chat. */
export interface GitLab {
  /** What GitLab and the project's settings put into the environment of the jobs. */
  readonly variables: Readonly<Record<string, string>> & { readonly CI_JOB_TOKEN: string }
  readonly registry: Registry
  /** What the chat was sent, decoded. */
  readonly messages: { readonly text: string }[]
  /** Dist-tags, and the shasum of each version. */
  state(): Promise<{ tags: Record<string, string>; versions: Record<string, string> }>
  releases(): ShownRelease[]
  /** Requests that would change something, carried out or refused. */
  writes(): { method: string; path: string; status: number }[]
  /** From now on the chat answers 500. */
  failWebhook(): void
  close(): Promise<void>
}

export async function startGitLab(): Promise<GitLab> {
  const registry = await startRegistry()
  const api = await startGitLabApi(registry.url, registry.tokens.write)
  const messages: GitLab['messages'] = []
  let webhookStatus = 200
  let url = ''

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path, method] = [request.url ?? '/', request.method ?? 'GET']
    const backend = path.includes('/packages/npm/') || path.includes('/-/npm/') ? registry.url : api.url
    const body = await buffer(request)
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
    const reply = await fetch(backend + path, {
      method,
      headers: headers as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    })
    const type = reply.headers.get('content-type') ?? 'application/json'
    const bytes = Buffer.from(await reply.arrayBuffer())
    response.writeHead(reply.status, { 'content-type': type })
    // The metadata tells where the tarballs are: here.
    response.end(type.includes('json') ? bytes.toString().replaceAll(registry.url, url) : bytes)
  }

  const front = createServer((request, response) => {
    forward(request, response).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ message: String(error) }))
    })
  })
  const webhook = createServer(async (request, response) => {
    if (webhookStatus === 200) messages.push(JSON.parse(await text(request)))
    response.writeHead(webhookStatus).end()
  })
  url = await listen(front)
  const { stdout } = await run('npm', ['config', 'get', 'cache'], { cwd: import.meta.dirname })

  return {
    variables: {
      CI_API_V4_URL: `${url}/api/v4`,
      CI_SERVER_FQDN: new URL(url).host,
      CI_PROJECT_ID: '42',
      CI_JOB_TOKEN: registry.tokens.write,
      NPM_READ_TOKEN: registry.tokens.read,
      NOTIFY_WEBHOOK_URL: `${await listen(webhook)}/hooks/team`,
      VERIFY_SECONDS: '60',
      RETRY_SECONDS: '0.1',
      // A runner without images keeps npm's cache of the machine.
      npm_config_cache: stdout.trim(),
    },
    registry,
    messages,
    async state() {
      const headers = { authorization: `Bearer ${registry.tokens.read}` }
      const reply = await fetch(`${registry.projectUrl}@team/mnist-model`, { headers })
      if (reply.status === 404) return { tags: {}, versions: {} }
      const { 'dist-tags': tags, versions } = (await reply.json()) as {
        'dist-tags': Record<string, string>
        versions: Record<string, { dist: { shasum: string } }>
      }
      const shasums = Object.entries(versions).map(([version, { dist }]) => [version, dist.shasum])
      return { tags, versions: Object.fromEntries(shasums) }
    },
    releases: () =>
      [...api.releases.values()].map(({ tag_name: tag, commit, description, assets }) => ({
        tag,
        commit: commit.id,
        description,
        assets: assets.links.map(({ name }) => name),
      })),
    writes: () => [...registry.requests, ...api.requests].filter(({ method }) => !['GET', 'HEAD'].includes(method)),
    failWebhook() {
      webhookStatus = 500
    },
    async close() {
      await closeServer(front)
      await closeServer(webhook)
      await api.close()
      await registry.close()
    },
  }
}
