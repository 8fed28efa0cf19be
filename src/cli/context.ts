import type { Host, Library } from './host.js'
import type { Output } from './output.js'

/** What a command works with. */
export interface Context {
  readonly host: Host
  readonly library: Library
  readonly output: Output
  readonly errors: Output
  /** Fires on an interrupt and when nobody reads the output any more. */
  readonly signal: AbortSignal
  /** Colour stdout? */
  readonly colour: boolean
  /** Width of the terminal in characters, or 80. */
  readonly columns: number
  /** Width at which sentences are wrapped: infinite for a pipe, so that a program finds each on one line. */
  readonly wrapAt: number
}
