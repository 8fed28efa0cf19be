import { hash } from 'node:crypto'
import { execOrThrow } from './command.js'
import { ReleaseError } from './errors.js'
import type { Packed } from './packed.js'

interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly properties?: readonly { readonly name: string }[]
  readonly [field: string]: unknown
}

interface Dependency {
  readonly ref: string
  readonly dependsOn?: readonly string[]
}

/** The part of a CycloneDX document that is read here. */
export interface Sbom {
  readonly metadata: { readonly component: Component; readonly [field: string]: unknown }
  readonly components: readonly Component[]
  readonly dependencies: readonly Dependency[]
  readonly [field: string]: unknown
}

/** Returns npm's SBOM of the whole lock file: all platforms, development dependencies included. */
export async function wholeTree(root: string): Promise<Sbom> {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
  return JSON.parse(await execOrThrow('npm', args, { cwd: root })) as Sbom
}

/**
 * Returns the SBOM of what a user of the package runs: its dependencies, what is bundled into it, and the model. `npm sbom
 * --omit dev` would leave out packages that development needs too and bundled ones, and differs from run to run.
 *
 * @param installed names of the package's dependencies
 * @param bundled `name@version` of the packages inside dist/
 * @param date of the commit
 */
export function productionSbom(
  tree: Sbom,
  installed: readonly string[],
  bundled: readonly string[],
  packed: Packed,
  date: Date,
): Sbom {
  const root = tree.metadata.component['bom-ref']
  const edges = new Map(tree.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn ?? []]))
  const direct = (edges.get(root) ?? []).filter((ref) => installed.includes(ref.slice(0, ref.lastIndexOf('@'))))
  const shipped = reachable(direct, edges)
  const modelRef = `model@${packed.model.version}`
  const model = {
    'bom-ref': modelRef,
    type: 'machine-learning-model',
    name: 'mnist',
    version: packed.model.version,
    hashes: [{ alg: 'SHA-256', content: packed.model.sha256 }],
  }
  const known = new Map(tree.components.map((component) => [component['bom-ref'], component]))
  const components = [...new Set([...shipped, ...bundled])].sort().map((ref) => {
    const component = known.get(ref)
    if (!component)
      throw new ReleaseError(`Expected ${ref} in package-lock.json but found no such package. Run npm ci.`)
    const origin = shipped.has(ref) ? {} : { scope: 'required', properties: [{ name: 'bundled', value: 'true' }] }
    return { ...component, ...origin }
  })
  const { timestamp: _, ...metadata } = tree.metadata
  const slash = packed.name.indexOf('/')
  return {
    ...tree,
    serialNumber: `urn:uuid:${uuidOf(`${packed.name}@${packed.version} ${packed.sha256}`)}`,
    metadata: {
      timestamp: date.toISOString(),
      ...metadata,
      component: {
        ...tree.metadata.component,
        // npm uses the folder's name.
        group: packed.name.slice(0, slash),
        name: packed.name.slice(slash + 1),
        hashes: [{ alg: 'SHA-256', content: packed.sha256 }],
      },
    },
    components: [...components, model],
    dependencies: [
      { ref: root, dependsOn: [...direct, ...bundled, modelRef] },
      ...components.map(({ 'bom-ref': ref }) => ({
        ref,
        // The dependencies of a bundled package are bundled too.
        dependsOn: (edges.get(ref) ?? []).filter((each) => shipped.has(each) || bundled.includes(each)),
      })),
      { ref: modelRef, dependsOn: [] },
    ],
  }
}

function reachable(from: readonly string[], edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>()
  const open = [...from]
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (seen.has(ref)) continue
    seen.add(ref)
    open.push(...(edges.get(ref) ?? []))
  }
  return seen
}

/** Returns a UUID that is derived from a text (version 8 of RFC 9562). */
function uuidOf(text: string): string {
  const hex = hash('sha256', text)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
