import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { UsageError } from './exit.js'

/**
 * Resolves and checks, before a long run, the path of a file to be written at its end. Follows links, also to a file that does
 * not exist yet, because renaming onto a link would replace the link.
 *
 * @throws UsageError if no such file can be written there
 */
export function placeFor(path: string): string {
  if (path === '') throw new UsageError('Expected a file for --html but received an empty path.')
  try {
    const place = endOfLinks(path)
    // By trying, because permissions, read-only disks and quotas cannot be checked together in another way.
    const beside = temporaryBeside(place)
    closeSync(openSync(beside, 'wx'))
    rmSync(beside)
    return place
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    const { code } = cause as NodeJS.ErrnoException
    throw new UsageError(`Expected a file that can be written for --html at ${path} but received ${code}.`)
  }
}

function endOfLinks(path: string): string {
  const existing = statSync(path, { throwIfNoEntry: false })
  if (existing?.isFile()) {
    // A write-protected file must not be replaced. Opening it for writing checks that without changing it.
    closeSync(openSync(path, 'r+'))
    return realpathSync(path)
  }
  if (existing || path.endsWith('/') || path.endsWith(sep))
    throw new UsageError(`Expected a file for --html but ${path} is something else.`)
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`Expected --html in a folder that exists but there is none at ${dirname(path)}.`)
  const target = linkTarget(path)
  return target === null ? path : endOfLinks(resolve(realpathSync(dirname(path)), target))
}

/** Null if the path is not a link. */
function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

/** Writes a file atomically: to a temporary file in its folder, which is then renamed. */
export async function writeAtomically(place: string, text: string, signal: AbortSignal): Promise<void> {
  const beside = temporaryBeside(place)
  try {
    await writeFile(beside, text, { signal, flag: 'wx' })
    await rename(beside, place)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** Returns a random name. A name derived from the file's could be too long for the file system. */
function temporaryBeside(place: string): string {
  return join(dirname(place), `.${randomUUID()}.tmp`)
}
