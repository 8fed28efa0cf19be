import { list } from 'tar'
import { ReleaseError } from './errors.js'

/** A file, link or the like in a tarball; folders are left out. */
export interface Entry {
  readonly bytes: Buffer
  /** Permissions, as 0o644. */
  readonly mode: number
  /** `File`, or what else it is and where it leads. */
  readonly type: string
}

/**
 * Reads a tarball, by the library that npm installs it with: what is compared is what users get. Nothing is unpacked.
 *
 * @returns the entries by their paths, `package/...`
 * @throws ReleaseError for a file that is not a sound tarball.
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

/** Returns what two packages differ in, a line a file; nothing if every file is the same. */
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
