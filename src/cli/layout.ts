import type { Paint } from './colour.js'

/** Settings of the output that all formats share. */
export interface Layout {
  /** Number of most probable digits to name; null for none besides the answer. */
  readonly top: number | null
  readonly paint: Paint
  /** True if `paint` colours. */
  readonly colour: boolean
  /** True if the output goes to a terminal. */
  readonly terminal: boolean
  /** Width of the terminal in characters. */
  readonly columns: number
}
