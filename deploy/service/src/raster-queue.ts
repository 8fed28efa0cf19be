import type { NetworkOutputs } from '@team/mnist-model'
import { Allowance } from './limits.js'

/** Bytes of one raster: 28x28, 0 background, 255 ink. */
export const rasterBytes = 784

interface Call {
  readonly images: Uint8Array
  readonly resolve: (outputs: NetworkOutputs) => void
  readonly reject: (error: unknown) => void
}

/**
 * Collects the rasters of all requests that arrive in one turn of the event loop and runs them together: a raster in a
 * batch costs a third of one alone. Nothing waits for a batch to fill. What does not fit into the queue is refused.
 */
export class RasterQueue {
  readonly waiting: Allowance
  hasFailed = false
  #calls: Call[] = []
  #isScheduled = false

  constructor(
    private readonly infer: (images: Uint8Array) => Promise<NetworkOutputs>,
    maxWaiting: number,
  ) {
    this.waiting = new Allowance('rasters', maxWaiting)
  }

  /**
   * @param images N * 784 bytes, N >= 1
   * @throws RequestError 503 if the queue is full
   */
  async run(images: Uint8Array): Promise<NetworkOutputs> {
    const release = this.waiting.take(images.length / rasterBytes)
    try {
      return await new Promise((resolve, reject) => {
        this.#calls.push({ images, resolve, reject })
        this.#schedule()
      })
    } finally {
      release()
    }
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(async () => {
      await this.#runAll()
      this.#isScheduled = false
      if (this.#calls.length > 0) this.#schedule()
    })
  }

  async #runAll(): Promise<void> {
    const calls = this.#calls
    this.#calls = []
    try {
      const images = calls.length === 1 ? calls[0]!.images : Buffer.concat(calls.map((call) => call.images))
      const { probabilities, score } = await this.infer(images)
      let first = 0
      for (const call of calls) {
        const last = first + call.images.length / rasterBytes
        call.resolve({
          probabilities: probabilities.subarray(first * 10, last * 10),
          score: score.subarray(first, last),
        })
        first = last
      }
    } catch (error) {
      this.hasFailed = true
      for (const call of calls) call.reject(error)
    }
  }
}
