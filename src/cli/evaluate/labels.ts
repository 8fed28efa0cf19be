import type { Digit } from '../../index.js'
import { UsageError } from '../exit.js'
import type { Failure } from '../inputs.js'
import { isWalked, kindOfEntry, list, type Place, walk, within } from '../walk.js'

/** A picture, and what the folder it lies in says of it. */
export interface Labelled {
  /** As the user would write it. */
  readonly path: string
  /** Name of the folder directly below the evaluated one. */
  readonly folder: string
  /** The digit that the picture shows, null where it shows none. */
  readonly label: Digit | null
}

/** What lies in a labelled folder. */
export interface LabelledPictures {
  readonly pictures: readonly (Labelled & Place)[]
  /** Folders that cannot be listed. */
  readonly failures: readonly (Failure & { readonly path: string })[]
  /** Paths with a picture's name that lead to a FIFO, a socket or a device. */
  readonly skipped: readonly string[]
}

/**
 * Finds the pictures below the folders `0` to `9`, whose names are the labels, and below all other folders, which hold
 * negatives: pictures of anything but one digit. Pictures beside the folders have no label and are passed over.
 *
 * @throws UsageError where the folder cannot be listed or has none of the ten
 */
export async function findLabelled(folder: string, signal: AbortSignal): Promise<LabelledPictures> {
  const folders = await foldersIn({ path: folder, file: folder }, signal)
  if (!signal.aborted && !folders.some(({ name }) => labelOf(name) !== null))
    throw new UsageError(`Expected folders named 0 to 9 in ${folder} but there are none.`)
  const pictures: (Labelled & Place)[] = []
  const failures: (Failure & { path: string })[] = []
  const skipped: string[] = []
  for (const { name, place } of folders) {
    for await (const { path, file, cause, skipped: isSkipped } of walk(place, signal)) {
      if (isSkipped) skipped.push(path)
      else if (cause) failures.push({ path, code: 'IMAGE_NOT_FOUND', message: cannotList(path, cause) })
      else pictures.push({ path, file, folder: name, label: labelOf(name) })
    }
  }
  return { pictures, failures, skipped }
}

async function foldersIn(folder: Place, signal: AbortSignal): Promise<{ name: string; place: Place }[]> {
  try {
    const entries = await list(folder, signal, isWalked)
    return entries.flatMap((entry) => {
      const place = within(folder, entry)
      return kindOfEntry(place, entry) === 'folder' ? [{ name: entry.name, place }] : []
    })
  } catch (cause) {
    throw new UsageError(cannotList(folder.path, cause as NodeJS.ErrnoException))
  }
}

function labelOf(name: string): Digit | null {
  return /^[0-9]$/.test(name) ? (Number(name) as Digit) : null
}

function cannotList(path: string, { code }: NodeJS.ErrnoException): string {
  return `Expected a folder that can be listed at ${path} but received ${code}.`
}
