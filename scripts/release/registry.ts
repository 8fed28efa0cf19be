import { ReleaseError } from './errors.js'
import { messageOf, type Reply, request } from './http.js'
import type { Settings } from './settings.js'

/** The registry's metadata of a version. GitLab has SHA-1 only. */
export interface Published {
  readonly shasum: string
  /** URL of its tarball. */
  readonly tarball: string
}

/** The registry's metadata of a package; no versions if it does not exist. */
export interface Package {
  readonly versions: Readonly<Record<string, Published>>
  readonly distTags: Readonly<Record<string, string>>
}

/** Returns the error for a registry that refuses, with its reason and a remedy. */
export function refusal(status: 401 | 403 | 404, { registry, token }: Settings, reason = ''): ReleaseError {
  const said = `The registry answered ${status}${reason && reason !== String(status) ? ` (${reason})` : ''}`
  if (status === 401) {
    return new ReleaseError(
      `${said}: it does not know the token in ${token.variable}. The token is wrong, expired or revoked. ` +
        'A job token lives as long as its job: run the job again; any other token: make a new one.',
    )
  }
  if (status === 403) {
    return new ReleaseError(
      `${said}: the token in ${token.variable} is known but may not do this. Publishing needs the Developer role, or a ` +
        'deploy token with write_package_registry; a job token needs the package registry switched on in its project.',
    )
  }
  return new ReleaseError(
    `${said}: there is no project behind ${registry}, or the token in ${token.variable} may not see it. Check ` +
      'CI_API_V4_URL and CI_PROJECT_ID; the job token of another project must be on the allowlist of this one.',
  )
}

/**
 * Returns the registry's metadata of a package, which is empty only if the registry says that there is no such package.
 *
 * @throws ReleaseError for a wrong token or project
 */
export async function lookUp(name: string, settings: Settings): Promise<Package> {
  const url = `${settings.registry}${name.replace('/', '%2f')}`
  const reply = await request(
    url,
    { headers: { ...authorization(settings), accept: 'application/json' } },
    settings.retry,
  )
  if (reply.status === 200) return readPackage(reply, url)
  const nothing: Package = { versions: {}, distTags: {} }
  // GitLab redirects to npmjs for what it does not have. A package there is not ours.
  if (reply.status >= 300 && reply.status < 400) return nothing
  const reason = messageOf(reply)
  if (reply.status === 404 && /package/i.test(reason)) return nothing
  if (reply.status === 401 || reply.status === 403 || reply.status === 404)
    throw refusal(reply.status, settings, reason)
  throw new ReleaseError(`Expected status 200 or 404 from ${url} but received ${reply.status} ${reason}`.trim())
}

/** Downloads a published tarball. */
export async function download({ tarball }: Published, settings: Settings): Promise<Buffer> {
  // The token is sent to the registry only, whatever URL the metadata have.
  const ours = new URL(tarball).origin === new URL(settings.registry).origin
  const reply = await request(tarball, { headers: ours ? authorization(settings) : {} }, settings.retry)
  if (reply.status === 200) return reply.bytes
  if (reply.status === 401 || reply.status === 403 || reply.status === 404) {
    throw refusal(reply.status, settings, messageOf(reply))
  }
  throw new ReleaseError(`Expected status 200 from ${tarball} but received ${reply.status}.`)
}

function authorization({ token }: Settings): Record<string, string> {
  return { authorization: `Bearer ${token.value}` }
}

function readPackage({ bytes }: Reply, url: string): Package {
  try {
    const body = JSON.parse(bytes.toString()) as {
      versions: Record<string, { dist: Published }>
      'dist-tags'?: Record<string, string>
    }
    const versions = Object.entries(body.versions).map(([version, { dist }]) => {
      return [version, { shasum: dist.shasum, tarball: dist.tarball }] as const
    })
    return { versions: Object.fromEntries(versions), distTags: body['dist-tags'] ?? {} }
  } catch (error) {
    throw new ReleaseError(`Expected the metadata of an npm package from ${url} but could not read it: ${error}`)
  }
}
