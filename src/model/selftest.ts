import { decodeBase64 } from '../base64.js'
import { builtin } from '../host.js'
import { engines } from '../infer.js'
import { decoderProblem, decoders } from '../input/decoders.js'
import { createPredictor } from '../predictor.js'
import { rasterSide } from '../raster.js'
import type { EngineName, Prediction, SelftestReport } from '../types.js'
import { goldenDifference, goldenTolerance } from './golden.js'
import type { GoldenVector } from './metadata.js'
import { readModel } from './model-file.js'
import { modelInfo } from './model-info.js'

/**
 * Checks the model's hash, reads the manifest's golden inputs on every engine that is present, and decodes a picture with every
 * decoder.
 * It does not throw for what it checks: `ok` says whether all is well, and `problem` what is not.
 */
export async function selftest(): Promise<SelftestReport> {
  const model = await checkModel()
  const present = (await engines()).filter((engine) => engine.available)
  const checked = model.ok ? await Promise.all(present.map(({ name }) => checkEngine(name))) : []
  const decoded = await checkDecoders()
  const ok = model.ok && checked.length > 0 && [...checked, ...decoded].every(({ ok }) => ok)
  return { ok, model, engines: checked, decoders: decoded }
}

async function checkModel(): Promise<SelftestReport['model']> {
  try {
    await readModel()
    return { ok: true, expected: modelInfo().sha256, problem: null }
  } catch (error) {
    return { ok: false, expected: modelInfo().sha256, problem: (error as Error).message }
  }
}

async function checkDecoders(): Promise<SelftestReport['decoders']> {
  // Browsers have no sharp, and no app expects it there.
  const present = (await decoders()).filter(({ available }) => available || builtin('node:module'))
  return Promise.all(
    present.map(async ({ name }) => {
      const problem = await decoderProblem(name)
      return { name, ok: problem === null, problem }
    }),
  )
}

async function checkEngine(name: EngineName): Promise<SelftestReport['engines'][number]> {
  const { golden } = modelInfo()
  try {
    const predictions = await readGolden(name, golden)
    const differences = golden.map((vector, index) => goldenDifference(vector, predictions[index]!))
    const worstDifference = Math.max(...differences)
    // Without a golden input nothing was checked, and the difference is minus infinity.
    const ok = golden.length > 0 && worstDifference <= goldenTolerance
    const problem = ok ? null : `an output differs by ${worstDifference}, more than ${goldenTolerance}`
    return { name, ok, checked: golden.length, worstDifference, problem }
  } catch (error) {
    return { name, ok: false, checked: 0, worstDifference: Number.NaN, problem: (error as Error).message }
  }
}

async function readGolden(engine: EngineName, golden: readonly GoldenVector[]): Promise<Prediction[]> {
  const predictor = await createPredictor({ engine })
  try {
    const rasters = golden.map(({ raster }) => decodeBase64(raster))
    return await predictor.predict(
      rasters.map((data) => ({ data, width: rasterSide, height: rasterSide, channels: 1 })),
    )
  } finally {
    await predictor.close()
  }
}
