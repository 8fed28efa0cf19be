import type { EngineName } from '../types.js'

/** A loaded model, ready to run. */
export interface Engine {
  readonly name: EngineName
  /**
   * @param images `count * 784` bytes: rasters one after the other, 0 background to 255 ink
   * @returns `count * 10` probabilities and `count` scores
   */
  run(images: Uint8Array, count: number): Outputs | Promise<Outputs>
  close(): void | Promise<void>
}

/** The network's answers to a batch of rasters. */
export interface Outputs {
  /** `count * 10` calibrated probabilities. */
  readonly probabilities: Float32Array
  /** `count` scores, 0..1. */
  readonly score: Float32Array
}
