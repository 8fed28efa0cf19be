import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'

type Files = Readonly<Record<string, string | Uint8Array>>

/**
 * A new, empty folder outside the repository, by its real path.
 *
 * @param files path -> content
 */
export function temporaryFolder(files: Files = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mnist-model-')))
  writeFiles(folder, files)
  return folder
}

/** Writes files below a folder. One that exists is replaced, not written into: it may be a hard link. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    rmSync(file, { force: true })
    writeFileSync(file, content)
  }
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** Paths of all files and links below a folder, sorted, with forward slashes. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort()
}

/** Bytes of all files below a folder. */
export function sizeOf(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + lstatSync(join(folder, file)).size, 0)
}

/**
 * Copies a folder by hard links, which takes no time and space. Replace files, never write into them. Package managers do
 * write, so they need a real copy.
 */
export function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkTree(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else linkSync(source, target)
  }
}

/** Returns size, permissions and modification time of everything below a folder: equal if nothing was written. */
export function snapshot(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((path) => {
      const { mode, size, mtimeMs } = lstatSync(join(folder, String(path)))
      return `${path} ${mode.toString(8)} ${size} ${mtimeMs}`
    })
    .sort()
}
