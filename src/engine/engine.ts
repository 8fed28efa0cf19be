import type { EngineName, NetworkOutputs } from '../types.js'

/** A loaded model, ready to run. */
export interface Engine {
  readonly name: EngineName
  /**
   * @param images `count * 784` bytes: rasters one after the other, 0 background to 255 ink
   * @returns `count * 10` probabilities and `count` scores
   */
  run(images: Uint8Array, count: number): NetworkOutputs | Promise<NetworkOutputs>
  close(): void | Promise<void>
}
