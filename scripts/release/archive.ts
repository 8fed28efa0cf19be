import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { list } from 'tar'
import { ReleaseError } from './errors.js'

/** An entry of a tarball that is not a folder. */
export interface Entry {
  readonly bytes: Buffer
  /** Permissions, as 0o644. */
  readonly mode: number
  /** `File`, or another type of tar, followed by the target if it is a link. */
  readonly type: string
}

/**
 * Reads a tarball with the library that npm uses, so that it sees what users get. Nothing is written to disk.
 *
 * @returns the entries by their paths, `package/...`
 * @throws ReleaseError if the file is not a valid tarball
 */
export async function readTarball(file: string): Promise<ReadonlyMap<string, Entry>> {
  const entries: Promise<readonly [string, Entry]>[] = []
  try {
    await list({
      file,
      strict: true,
      onReadEntry(entry) {
        if (entry.type === 'Directory') return entry.resume()
        const { path, mode = 0, linkpath } = entry
        const type = [entry.type, linkpath].filter(Boolean).join(' ')
        entries.push(entry.concat().then((bytes) => [path, { bytes, mode: mode & 0o777, type }]))
      },
    })
    return new Map(await Promise.all(entries))
  } catch (error) {
    throw new ReleaseError(`Expected a tarball at ${file} but could not read it: ${(error as Error).message}`)
  }
}

/** Lists the files in which two packages differ, a line each; empty if every file is the same. */
export function differences(published: ReadonlyMap<string, Entry>, rebuilt: ReadonlyMap<string, Entry>): string[] {
  const paths = [...new Set([...published.keys(), ...rebuilt.keys()])].sort()
  return paths.flatMap((path) => {
    const [before, after] = [published.get(path), rebuilt.get(path)]
    if (!before) return [`only in the commit: ${path}`]
    if (!after) return [`only in the tarball: ${path}`]
    if (before.type !== after.type) return [`other kind of file: ${path}`]
    if (!before.bytes.equals(after.bytes)) return [`other bytes: ${path}`]
    return before.mode === after.mode ? [] : [`other file mode: ${path}`]
  })
}

/** The result of a comparison. `recompressed`: the same files in other bytes. */
export type Comparison =
  | { readonly kind: 'same'; readonly sha256: string }
  | { readonly kind: 'recompressed' }
  | { readonly kind: 'different'; readonly files: readonly string[] }

/** Compares two tarballs byte for byte, and file by file if they differ. */
export async function compare(published: string, rebuilt: string): Promise<Comparison> {
  const [expected, found] = [published, rebuilt].map((file) => hash('sha256', readFileSync(file)))
  if (expected === found) return { kind: 'same', sha256: found! }
  const files = differences(await readTarball(published), await readTarball(rebuilt))
  return files.length > 0 ? { kind: 'different', files } : { kind: 'recompressed' }
}
