import { hash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readTarball } from './archive.js'
import { ReleaseError } from './errors.js'

/** Facts about a packed version, as in `release.json` beside the tarball. */
export interface Packed {
  readonly name: string
  readonly version: string
  /** Full hash of the commit that it was packed from. */
  readonly commit: string
  /** File name of the tarball. */
  readonly tarball: string
  readonly bytes: number
  /** SHA-1, as in GitLab's metadata. */
  readonly shasum: string
  /** SHA-512 as npm writes it. */
  readonly integrity: string
  readonly sha256: string
  readonly model: { readonly version: string; readonly sha256: string }
  /** Recorded because another zlib may compress the same files to other bytes. */
  readonly packedWith: { readonly node: string; readonly npm: string }
}

const FILE = 'release.json'
const MODEL = 'model/mnist.onnx'
/** GitLab refuses a package whose package.json is longer. */
const LONGEST_PACKAGE_JSON = 20_000

/** Returns the file name that `npm pack` gives: `@team/mnist-model` 0.1.0 is `team-mnist-model-0.1.0.tgz`. */
export function tarballName(name: string, version: string): string {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
}

/**
 * Reads the facts about a tarball.
 *
 * @throws ReleaseError if it must not be published, because the model is missing or damaged
 */
export async function inspect(file: string, commit: string, npm: string): Promise<Packed> {
  const bytes = readFileSync(file)
  const entries = await readTarball(file)
  const text = (path: string) => entries.get(`package/${path}`)?.bytes.toString() ?? ''
  const packageJson = text('package.json')
  const { name, version } = JSON.parse(packageJson) as { name: string; version: string }
  if (packageJson.length > LONGEST_PACKAGE_JSON) {
    throw new ReleaseError(
      `Expected at most ${LONGEST_PACKAGE_JSON} characters in package.json, GitLab's limit, but found ${packageJson.length}.`,
    )
  }
  const model = entries.get(`package/${MODEL}`)
  if (!model) {
    throw new ReleaseError(`Expected ${MODEL} in ${file} but found no such file. See "files" in package.json.`)
  }
  const manifest = JSON.parse(text('model/manifest.json')) as { version: string; sha256: string }
  const found = hash('sha256', model.bytes)
  if (found !== manifest.sha256) {
    throw new ReleaseError(
      `Expected ${MODEL} in ${file} to have the SHA-256 of model/manifest.json, ${manifest.sha256}, but found ${found}. ` +
        'Export the model again.',
    )
  }
  return {
    name,
    version,
    commit,
    tarball: tarballName(name, version),
    bytes: bytes.length,
    shasum: hash('sha1', bytes),
    integrity: `sha512-${hash('sha512', bytes, 'base64')}`,
    sha256: hash('sha256', bytes),
    model: { version: manifest.version, sha256: manifest.sha256 },
    packedWith: { node: process.versions.node, npm },
  }
}

/** Writes release.json, release.env and the tarball's checksum file. */
export function writePacked(out: string, packed: Packed): void {
  const variables = {
    PACKAGE_NAME: packed.name,
    PACKAGE_VERSION: packed.version,
    PACKAGE_TARBALL: packed.tarball,
    PACKAGE_SHASUM: packed.shasum,
    PACKAGE_SHA256: packed.sha256,
    MODEL_VERSION: packed.model.version,
    MODEL_SHA256: packed.model.sha256,
  }
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(out, FILE), `${JSON.stringify(packed, null, 2)}\n`)
  writeFileSync(join(out, 'release.env'), lines.join(''))
  writeFileSync(join(out, `${packed.tarball}.sha256`), `${packed.sha256}  ${packed.tarball}\n`)
}

/** Reads release.json, and checks that the tarball beside it has not changed. */
export function readPacked(out: string): Packed & { readonly file: string } {
  const description = join(out, FILE)
  if (!existsSync(description)) {
    throw new ReleaseError(`Expected ${description} but found no such file. Run \`npx tsx scripts/pack.ts\` first.`)
  }
  const packed = JSON.parse(readFileSync(description, 'utf8')) as Packed
  const file = resolve(out, packed.tarball)
  if (!existsSync(file)) throw new ReleaseError(`Expected the tarball at ${file} but found no such file. Pack again.`)
  const found = hash('sha256', readFileSync(file))
  if (found !== packed.sha256) {
    throw new ReleaseError(
      `Expected ${file} to have the SHA-256 of ${FILE}, ${packed.sha256}, but found ${found}. ` +
        'One of the two is not of this packing: pack again.',
    )
  }
  return { ...packed, file }
}
