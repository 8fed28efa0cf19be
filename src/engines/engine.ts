import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-common'
import type { EngineName } from '../types.js'

/** What the two builds of ONNX Runtime have in common. */
export interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>
  }
  readonly Tensor: new (type: 'uint8', data: Uint8Array, dims: readonly number[]) => Tensor
}

/** A loaded model, ready to run. */
export interface Engine {
  readonly name: EngineName
  /**
   * @param image `count * 784` bytes: rasters one after the other
   * @returns `count * 10` probabilities and `count` scores
   */
  run(image: Uint8Array, count: number): Promise<{ probabilities: Float32Array; score: Float32Array }>
  close(): Promise<void>
}

/** Makes a session of the model and names its tensors as the manifest does. */
export async function openEngine(
  name: EngineName,
  runtime: Runtime,
  model: Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<Engine> {
  const session = await runtime.InferenceSession.create(model, options)
  return {
    name,
    async run(image, count) {
      const outputs = await session.run({ image: new runtime.Tensor('uint8', image, [count, 28, 28]) })
      return { probabilities: floats(outputs.probabilities), score: floats(outputs.score) }
    },
    close: () => session.release(),
  }
}

function floats(value: OnnxValue | undefined): Float32Array {
  return (value as Tensor).data as Float32Array
}
