/** Longest time in milliseconds for which work keeps the event loop, and an interrupt waiting. */
const longest = 20

/** Lets the event loop turn now and then during long work, so that an interrupt is handled. */
export class Turns {
  #since = performance.now()

  /** Synchronous, because awaiting each of many items would cost more than the work on it. */
  get due(): boolean {
    return performance.now() - this.#since > longest
  }

  async next(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    this.#since = performance.now()
  }
}
