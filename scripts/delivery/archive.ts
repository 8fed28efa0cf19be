import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { succeed } from './command.js'

/** An unpacked tarball in a temporary folder. */
export interface Archive {
  /** All that was in the tarball. */
  readonly base: string
  /** The folder that npm calls `package`. */
  readonly folder: string
  close(): void
}

export async function unpack(tarball: string): Promise<Archive> {
  const base = mkdtempSync(join(tmpdir(), 'unpacked-'))
  const close = () => rmSync(base, { recursive: true, force: true })
  try {
    await succeed('tar', ['-xpzf', tarball, '-C', base], { cwd: base })
  } catch (error) {
    close()
    throw error
  }
  return { base, folder: join(base, 'package'), close }
}

/** Path -> SHA-256 and mode of every file below a folder. */
export function digests(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).sort()
  return new Map(
    files.map((file) => {
      const mode = (lstatSync(file).mode & 0o777).toString(8)
      return [relative(folder, file).replaceAll(sep, '/'), `${hash('sha256', readFileSync(file))} ${mode}`]
    }),
  )
}

/** What two packages differ in, a line a file; empty where every file is the same. */
export function differences(published: ReadonlyMap<string, string>, rebuilt: ReadonlyMap<string, string>): string[] {
  const paths = [...new Set([...published.keys(), ...rebuilt.keys()])].sort()
  return paths.flatMap((path) => {
    const [before, after] = [published.get(path), rebuilt.get(path)]
    if (before === after) return []
    if (before === undefined) return [`only in the commit: ${path}`]
    if (after === undefined) return [`only in the tarball: ${path}`]
    const sameBytes = before.split(' ')[0] === after.split(' ')[0]
    return [`${sameBytes ? 'other file mode' : 'other bytes'}: ${path}`]
  })
}

/** A digest in hexadecimal. */
export function hash(algorithm: 'sha1' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex')
}
