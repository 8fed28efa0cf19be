import { randomUUID } from 'node:crypto'
import { realpathSync, statSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '../exit.js'

/**
 * The real place of a file that is to be written at the end of a long run, asked about at its beginning.
 *
 * @throws UsageError where a file of that name cannot be, or something else than a file is there
 */
export function placeFor(path: string): string {
  const existing = statSync(path, { throwIfNoEntry: false })
  // What is renamed onto a link, a pipe or a device would take its place.
  if (existing?.isFile()) return realpathSync(path)
  if (existing) throw new UsageError(`Expected a file for --html but ${path} is something else.`)
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`Expected --html in a folder that exists but there is none at ${dirname(path)}.`)
  return path
}

/** Writes a file whole or not at all: beside its place first, and then under its name. */
export async function writeWhole(place: string, text: string, signal: AbortSignal): Promise<void> {
  const beside = `${place}.${randomUUID()}.tmp`
  try {
    await writeFile(beside, text, { signal, flag: 'wx' })
    await rename(beside, place)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
