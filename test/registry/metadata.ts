import { type Place, tarballPath } from './paths.js'

type Fields = Readonly<Record<string, unknown>>

/** The part of a packument, as an npm registry keeps it, that GitLab makes its own answer from. */
export interface Packument {
  readonly name: string
  readonly 'dist-tags'?: Readonly<Record<string, string>>
  readonly versions: Readonly<Record<string, Fields & { readonly dist: { readonly shasum: string } }>>
}

// app/services/packages/npm/generate_metadata_service.rb: the abbreviated fields that it lets through, the rest of
// them from the database. So optionalDependencies, peerDependenciesMeta, os, cpu, libc, hasInstallScript, scripts and
// dist.integrity are gone.
const KEPT = ['deprecated', 'bin', 'directories', 'engines', '_hasShrinkwrap']
const LINKS = ['dependencies', 'devDependencies', 'bundleDependencies', 'peerDependencies']

/**
 * What GitLab hands back for a package: few fields, SHA-1 alone, and tarballs below the project.
 *
 * @param origin scheme, host and port under which the client reached the registry.
 */
export function gitlabMetadata(packument: Packument, place: Place, origin: string): Packument {
  const versions = Object.fromEntries(
    Object.entries(packument.versions).map(([version, metadata]) => [
      version,
      {
        ...pick(metadata, [...KEPT, ...LINKS]),
        name: packument.name,
        version,
        dist: {
          shasum: metadata.dist.shasum,
          tarball: `${origin}${tarballPath(packument.name, version, place)}`,
        },
      },
    ]),
  )
  return { name: packument.name, 'dist-tags': packument['dist-tags'] ?? {}, versions }
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]))
}
