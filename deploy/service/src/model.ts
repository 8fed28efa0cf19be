import { createRequire } from 'node:module'
import { createPredictor, type ModelInfo, modelInfo, type Predictor } from '@team/mnist-model'
import { RasterQueue } from './raster-queue.js'

/** The model as the routes use it. */
export interface Model {
  readonly info: ModelInfo
  readonly package: { readonly name: string; readonly version: string }
  readonly predictor: Predictor
  /** The network, with rasters as they are; calls that come together are answered by one run. */
  readonly network: RasterQueue
  /** Whether it answers. False for good once the engine has failed: only a restart helps then. */
  isWell(): boolean
}

/**
 * Loads the model and makes sure that it answers: the first input with a known answer of the manifest is run, which
 * compiles the engine's code as well.
 *
 * @param maxWaiting most rasters that may wait for the engine
 */
export async function loadModel(maxWaiting: number): Promise<Model> {
  const info = modelInfo()
  const { name, version } = createRequire(import.meta.url)('@team/mnist-model/package.json')
  const predictor = await createPredictor()
  const network = new RasterQueue((images) => predictor.infer(images), maxWaiting)
  const [golden] = info.golden
  const { probabilities } = await network.run(Buffer.from(golden!.raster, 'base64'))
  const difference = Math.max(...golden!.probabilities.map((value, digit) => Math.abs(value - probabilities[digit]!)))
  if (!(difference < 1e-4)) throw new Error(`Expected the model's known answer but it differs by ${difference}.`)
  return { info, package: { name, version }, predictor, network, isWell: () => !network.hasFailed }
}
