import { type LabelledPicture, labelOf } from '../evaluate/labels.js'
import { UsageError } from './exit.js'
import type { Failure } from './inputs.js'
import { isWalked, kindOfEntry, list, type Place, walk, within } from './walk.js'

/** The contents of a labelled folder. */
export interface LabelledFolder {
  readonly pictures: readonly (LabelledPicture & Place)[]
  /** Folders that cannot be listed. */
  readonly failures: readonly (Failure & { readonly path: string })[]
  /** Paths with a picture's name that lead to a FIFO, a socket or a device. */
  readonly skipped: readonly string[]
}

/**
 * Finds the pictures below the folders `0` to `9`, whose names are the labels, and below all other folders, which hold
 * negatives: pictures of anything but one digit. Pictures beside the folders have no label and are skipped.
 *
 * @throws UsageError if the folder cannot be listed or has none of the ten
 */
export async function findLabelledPictures(folder: string, signal: AbortSignal): Promise<LabelledFolder> {
  const folders = await foldersIn({ path: folder, file: folder }, signal)
  if (!signal.aborted && !folders.some(({ name }) => labelOf(name) !== null))
    throw new UsageError(`Expected folders named 0 to 9 in ${folder} but there are none.`)
  const pictures: (LabelledPicture & Place)[] = []
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

function cannotList(path: string, { code }: NodeJS.ErrnoException): string {
  return `Expected a folder that can be listed at ${path} but received ${code}.`
}
