import { count } from '../format.js'
import type { Output } from './output.js'

/** In milliseconds, and so long nothing is said at first: a run that is over by then needs no progress. */
const every = 500

/** Carriage return, then ECMA-48's "erase in line" for the whole of it. */
const startOfLine = '\r\x1b[2K'

/** One line on a terminal that says how far a long run is, and that is gone at its end. */
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
    // By the clock and not by the picture: answers come in batches, and would say little but "the first of a batch".
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
