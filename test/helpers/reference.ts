import type { InferenceSession as Session, Tensor as Values } from 'onnxruntime-node'
import type { NetworkOutputs } from '../../src/types.js'

// Its telemetry looks up a host; the variable is read when the library is loaded.
process.env.ORT_DISABLE_TELEMETRY = '1'
const { InferenceSession, Tensor } = await import('onnxruntime-node')

/**
 * Runs a model with onnxruntime-node on one thread, as the reference for the built-in engine. Does not use
 * src/engine/onnxruntime.ts, so that an error there cannot hide one here.
 *
 * @param images rasters one after the other
 */
export async function referenceOutputs(model: Uint8Array, images: Uint8Array): Promise<NetworkOutputs> {
  const session: Session = await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  })
  const count = images.length / 784
  const [probabilities, score] = [new Float32Array(count * 10), new Float32Array(count)]
  for (let first = 0; first < count; first += 100) {
    const batch = images.subarray(first * 784, Math.min(first + 100, count) * 784)
    const outputs = await session.run({ image: new Tensor('uint8', batch, [batch.length / 784, 28, 28]) })
    probabilities.set((outputs.probabilities as Values).data as Float32Array, first * 10)
    score.set((outputs.score as Values).data as Float32Array, first)
  }
  await session.release()
  return { probabilities, score }
}

/** Returns the largest difference of any probability or score. */
export function largestDifference(one: NetworkOutputs, other: NetworkOutputs): number {
  const [a, b] = [one, other].map(({ probabilities, score }) => [...probabilities, ...score]) as [number[], number[]]
  if (a.length !== b.length) throw new Error(`Expected ${b.length} outputs but received ${a.length}.`)
  const differences = a.map((value, index) => Math.abs(value - b[index]!))
  // Math.max propagates NaN. It cannot be called with 100,000 arguments.
  return differences.reduce((most, difference) => (difference <= most ? most : difference), 0)
}

/** The most probable digit of each raster. */
export function digitsOf({ probabilities }: NetworkOutputs): number[] {
  return Array.from({ length: probabilities.length / 10 }, (_, index) => {
    const row = probabilities.subarray(index * 10, index * 10 + 10)
    return row.indexOf(Math.max(...row))
  })
}
