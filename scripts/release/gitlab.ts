import { ReleaseError } from './errors.js'
import { messageOf, type Reply, request } from './http.js'
import type { Settings } from './settings.js'

/** A file that a release links to. */
export interface Link {
  readonly name: string
  readonly url: string
}

/** A release as GitLab has it. */
export interface Release {
  /** The commit that its tag points to. */
  readonly commit: string
  readonly links: readonly Link[]
}

/** The part of GitLab's API that a release needs, for one project. */
export interface GitLab {
  /** Returns the release of a tag, or null. */
  release(tag: string): Promise<Release | null>
  /** Returns the commit of a tag, null if there is none, undefined if the token may not read tags. */
  tagCommit(tag: string): Promise<string | null | undefined>
  /** Creates the release, and its tag at `commit` if there is none. An existing release is left as it is. */
  createRelease(tag: string, commit: string, description: string, links: readonly Link[]): Promise<void>
  addLink(tag: string, link: Link): Promise<void>
  /** Returns the URL of a file in the project's generic packages. */
  fileUrl(name: string, version: string, file: string): string
  /** Returns the bytes of a file, or null if there is none. */
  readFile(url: string): Promise<Buffer | null>
  writeFile(url: string, bytes: Uint8Array): Promise<void>
}

export function connect(settings: Settings): GitLab {
  const { api, projectId, token, retry } = settings
  const project = `${api}/projects/${projectId}`
  const authorization = { [token.variable === 'CI_JOB_TOKEN' ? 'JOB-TOKEN' : 'PRIVATE-TOKEN']: token.value }

  const get = (url: string) => request(url, { headers: authorization }, retry)
  const post = (url: string, body: object) => {
    const headers = { ...authorization, 'content-type': 'application/json' }
    return request(url, { method: 'POST', headers, body: JSON.stringify(body) }, retry)
  }
  const releaseUrl = (tag: string) => `${project}/releases/${encodeURIComponent(tag)}`

  return {
    async release(tag) {
      const reply = await get(releaseUrl(tag))
      if (reply.status === 404) return null
      const { commit, assets } = json<{ commit: { id: string }; assets?: { links?: Link[] } }>(
        reply,
        `read release ${tag}`,
        token,
      )
      return { commit: commit.id, links: (assets?.links ?? []).map(({ name, url }) => ({ name, url })) }
    },
    async tagCommit(tag) {
      const reply = await get(`${project}/repository/tags/${encodeURIComponent(tag)}`)
      if (reply.status === 404) return null
      // A job token may read tags only if an administrator has allowed it.
      if (reply.status === 401 || reply.status === 403) return undefined
      return json<{ commit: { id: string } }>(reply, `read tag ${tag}`, token).commit.id
    },
    async createRelease(tag, commit, description, links) {
      const body = { tag_name: tag, ref: commit, name: tag, description, assets: { links: links.map(asset) } }
      const reply = await post(`${project}/releases`, body)
      // Another pipeline was first, or the response to an earlier try was lost.
      if (reply.status !== 409) json(reply, `create release ${tag}`, token)
    },
    async addLink(tag, link) {
      const reply = await post(`${releaseUrl(tag)}/assets/links`, asset(link))
      const taken = reply.status === 400 && /taken/.test(messageOf(reply))
      if (!taken) json(reply, `link ${link.name} to release ${tag}`, token)
    },
    fileUrl: (name, version, file) => `${project}/packages/generic/${name}/${version}/${file}`,
    async readFile(url) {
      const reply = await get(url)
      if (reply.status === 404) return null
      if (reply.status === 200) return reply.bytes
      throw refused(reply, `read ${url}`, token)
    },
    async writeFile(url, bytes) {
      const reply = await request(url, { method: 'PUT', headers: authorization, body: new Uint8Array(bytes) }, retry)
      json(reply, `upload ${url}`, token)
    },
  }
}

function asset({ name, url }: Link): object {
  return { name, url, link_type: 'other' }
}

function json<T>(reply: Reply, doing: string, token: Settings['token']): T {
  if (reply.status === 200 || reply.status === 201) return JSON.parse(reply.bytes.toString()) as T
  throw refused(reply, doing, token)
}

function refused(reply: Reply, doing: string, token: Settings['token']): ReleaseError {
  const remedy =
    {
      401: `The token in ${token.variable} is wrong or expired.`,
      403:
        `The token in ${token.variable} may not do this: a release needs the Developer role, and the right to create ` +
        'this tag if v* is protected.',
      404: `Check CI_API_V4_URL and CI_PROJECT_ID, and whether the token in ${token.variable} sees the project.`,
    }[reply.status] ?? ''
  const reason = messageOf(reply)
  return new ReleaseError(
    `Could not ${doing}: GitLab answered ${reply.status}${reason && ` (${reason})`}. ${remedy}`.trim(),
  )
}
