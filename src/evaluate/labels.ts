import type { Digit } from '../types.js'

/** A picture, and what the folder in which it lies says of it. */
export interface LabelledPicture {
  /** As the user would write it. */
  readonly path: string
  /** Name of the folder directly below the evaluated one. */
  readonly folder: string
  /** The digit that the picture shows; null for a negative, which shows anything but one digit. */
  readonly label: Digit | null
}

/** Returns the label of the pictures in a folder: the digit that is its name, or null. */
export function labelOf(folder: string): Digit | null {
  return /^[0-9]$/.test(folder) ? (Number(folder) as Digit) : null
}
