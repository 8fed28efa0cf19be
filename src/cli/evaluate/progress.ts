import type { Output } from '../output.js'
import { count } from './wording.js'

/** Nobody needs to be told about a run that is over by then. */
const quietFor = 500
const every = 100

/** One line on a terminal that says how far a long run is, and that is gone at its end. */
export class Progress {
  readonly #output: Output
  readonly #total: number
  readonly #now: () => number
  readonly #begun: number
  #next: number
  #shown = false

  /** @param now time in milliseconds */
  constructor(output: Output, total: number, now: () => number = () => performance.now()) {
    this.#output = output
    this.#total = total
    this.#now = now
    this.#begun = now()
    this.#next = this.#begun + quietFor
  }

  async at(done: number): Promise<void> {
    const now = this.#now()
    if (now < this.#next) return
    this.#next = now + every
    this.#shown = true
    const rate = Math.round((done / (now - this.#begun)) * 1000)
    await this.#output.write(`${startOfLine}${count(done)} of ${count(this.#total)} pictures, ${count(rate)} a second`)
  }

  /** Makes room for something else on the line. */
  async clear(): Promise<void> {
    if (this.#shown) await this.#output.write(startOfLine)
    this.#shown = false
  }
}

/** Carriage return, then ECMA-48's "erase in line" for the whole of it. */
const startOfLine = '\r\x1b[2K'
