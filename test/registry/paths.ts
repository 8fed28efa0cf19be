/** The three places from which GitLab serves npm packages. Only a project takes uploads. */
export type Level = 'project' | 'group' | 'instance'

/** What a request asks for. `name` is the package's full name, `@team/mnist-model`. */
export type Target =
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'tarball'; readonly name: string; readonly file: string }
  | { readonly kind: 'dist-tags'; readonly name: string; readonly tag: string | null }
  | { readonly kind: 'audit' }

export interface Route {
  readonly level: Level
  readonly target: Target
}

/** Identifiers of the one project and the one group that exist here. */
export interface Place {
  readonly projectId: number
  readonly groupId: number
}

/** The path of an npm registry at one of the three levels, with the slash at the end that npm's auth lines need. */
export function registryPath(level: Level, place: Place): string {
  const owner = { project: `projects/${place.projectId}/`, group: `groups/${place.groupId}/-/`, instance: '' }[level]
  return `/api/v4/${owner}packages/npm/`
}

/** The path of a tarball: always below the project, whichever level served the metadata. The file keeps the scope. */
export function tarballPath(name: string, version: string, place: Place): string {
  return `${registryPath('project', place)}${name}/-/${name}-${version}.tgz`
}

/** Reads the path of a request; null where GitLab has no such route. */
export function parsePath(path: string, place: Place): Route | null {
  for (const level of ['project', 'group', 'instance'] as const) {
    const root = registryPath(level, place)
    if (!path.startsWith(root)) continue
    const target = parseTarget(decodeURIComponent(path.slice(root.length)))
    return target && { level, target }
  }
  return null
}

function parseTarget(rest: string): Target | null {
  if (rest.startsWith('-/npm/v1/security/')) return { kind: 'audit' }
  const tags = /^-\/package\/((?:@[^/]+\/)?[^/]+)\/dist-tags(?:\/([^/]+))?$/.exec(rest)
  if (tags?.[1]) return { kind: 'dist-tags', name: tags[1], tag: tags[2] ?? null }
  const tarball = /^((?:@[^/]+\/)?[^/@]+)\/-\/(.+\.tgz)$/.exec(rest)
  if (tarball?.[1] && tarball[2]) return { kind: 'tarball', name: tarball[1], file: tarball[2] }
  if (/^(?:@[^/]+\/)?[^/@-][^/]*$/.test(rest)) return { kind: 'package', name: rest }
  return null
}
