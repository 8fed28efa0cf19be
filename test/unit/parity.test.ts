import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engines/engine.js'
import { openNative } from '../../src/engines/native.js'
import { openWasm } from '../../src/engines/wasm.js'
import { batchSize, infer } from '../../src/infer.js'
import { readModel } from '../../src/model.js'
import { parityVectors } from '../helpers/fixtures.js'

const vectors = parityVectors()
const nativeRuntime = pathToFileURL(`${import.meta.dirname}/../native-runtime/package.json`)

const engines: [string, (model: Uint8Array) => Promise<Engine>][] = [
  ['native', (model) => openNative(model, [nativeRuntime])],
  ['wasm', (model) => openWasm(model)],
]

describe.each(engines)('the %s engine agrees with PyTorch', (_, openEngine) => {
  test.each(vectors)('on $name', async ({ raster, probabilities, score }) => {
    const engine = await openEngine(await readModel())
    const [inference] = await infer(engine, [raster])
    await engine.close()
    expect(largestDifference([...inference!.probabilities, inference!.score], [...probabilities, score])).toBeLessThan(
      1e-4,
    )
  })

  test('on a full batch, as one by one', async () => {
    const engine = await openEngine(await readModel())
    const rasters = Array.from({ length: batchSize }, (_, index) => vectors[index % vectors.length]!.raster)
    const together = await infer(engine, rasters)
    const alone = await Promise.all(rasters.map(async (raster) => (await infer(engine, [raster]))[0]!))
    await engine.close()
    const flat = (all: typeof together) => all.flatMap(({ probabilities, score }) => [...probabilities, score])
    expect(largestDifference(flat(together), flat(alone))).toBeLessThan(1e-5)
  })
})

function largestDifference(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length)
  return Math.max(...actual.map((value, index) => Math.abs(value - expected[index]!)))
}
