import type { Paint } from './colour.js'

/** How answers are to look, whatever the format. */
export interface Layout {
  /** How many of the most probable digits to name; null for none beyond the answer. */
  readonly top: number | null
  readonly paint: Paint
  /** Does `paint` colour? */
  readonly colour: boolean
  /** Does the output go to a terminal? */
  readonly terminal: boolean
  /** Width of the terminal in characters. */
  readonly columns: number
}
