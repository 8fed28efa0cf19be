import type { Host, Library } from './host.js'
import type { Output } from './output.js'

/** The surroundings of a command. */
export interface Context {
  readonly host: Host
  readonly library: Library
  readonly output: Output
  readonly errors: Output
  /** Fires on an interrupt, and when the reader of the output is gone. */
  readonly signal: AbortSignal
  /** True if stdout is coloured. */
  readonly colour: boolean
  /** Width of the terminal in characters, or 80. */
  readonly columns: number
  /** Width at which sentences are wrapped: infinite for a pipe, so that a program finds each on one line. */
  readonly wrapAt: number
}
