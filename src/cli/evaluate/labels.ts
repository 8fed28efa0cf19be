import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digit } from '../../index.js'
import { UsageError } from '../exit.js'
import type { Failure } from '../inputs.js'
import { inNaturalOrder } from '../order.js'
import { kindOf, walk } from '../walk.js'

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
  readonly pictures: readonly Labelled[]
  /** Folders that cannot be listed. */
  readonly failures: readonly (Failure & { readonly path: string })[]
}

/**
 * Finds the pictures below the folders `0` to `9`, whose names are the labels, and below all other folders, which hold
 * negatives: pictures of anything but one digit. Pictures beside the folders have no label and are passed over.
 *
 * @throws UsageError where the folder cannot be listed or has none of the ten
 */
export async function findLabelled(folder: string, signal: AbortSignal): Promise<LabelledPictures> {
  const names = await foldersIn(folder)
  if (!names.some((name) => labelOf(name) !== null))
    throw new UsageError(`Expected folders named 0 to 9 in ${folder} but there are none.`)
  const pictures: Labelled[] = []
  const failures: (Failure & { path: string })[] = []
  for (const name of names) {
    for await (const { path, cause } of walk(join(folder, name), signal)) {
      if (cause) failures.push({ path, code: 'IMAGE_NOT_FOUND', message: cannotList(path, cause) })
      else pictures.push({ path, folder: name, label: labelOf(name) })
    }
  }
  return { pictures, failures }
}

async function foldersIn(folder: string): Promise<string[]> {
  let entries: Dirent[]
  try {
    entries = await readdir(folder, { withFileTypes: true })
  } catch (cause) {
    throw new UsageError(cannotList(folder, cause as NodeJS.ErrnoException))
  }
  return entries
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules' && kindOf(join(folder, name)) === 'folder')
    .sort(inNaturalOrder)
}

function labelOf(name: string): Digit | null {
  return /^[0-9]$/.test(name) ? (Number(name) as Digit) : null
}

function cannotList(path: string, { code }: NodeJS.ErrnoException): string {
  return `Expected a folder that can be listed at ${path} but received ${code}.`
}
