import { count } from '../format.js'
import type { Output } from './output.js'

/** Milliseconds between updates, and before the first one: a shorter run needs no progress. */
const every = 500

/** Carriage return, then ECMA-48's "erase in line" for the whole of it. */
const startOfLine = '\r\x1b[2K'

/** One line on a terminal that shows the progress of a long run, and is removed at its end. */
export class Progress {
  /** Number of pictures that are done. Set it as they come. */
  done = 0
  readonly #output: Output
  readonly #total: number
  readonly #timer: NodeJS.Timeout
  #shown = false

  constructor(output: Output, total: number) {
    this.#output = output
    this.#total = total
    // By a timer and not for each picture, because predictions arrive in batches.
    this.#timer = setInterval(() => this.#show(), every).unref()
  }

  /** Makes room for something else on the line. */
  async clear(): Promise<void> {
    if (this.#shown) await this.#output.write(startOfLine)
    this.#shown = false
  }

  async end(): Promise<void> {
    clearInterval(this.#timer)
    await this.clear()
  }

  #show(): void {
    this.#shown = true
    void this.#output.write(`${startOfLine}${count(this.done)} of ${count(this.#total)} pictures`)
  }
}
