/**
 * Checks that model/ holds the model that its manifest describes, and that the model reaches the quality thresholds there.
 * Needs no Python. Prints a line for each check; exit status 0 or 1.
 *
 *   tsx scripts/check-quality.ts [FOLDER]
 */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openBuiltin } from '../src/engine/builtin.js'
import { infer } from '../src/infer.js'
import { goldenDifference } from '../src/model/golden.js'
import type { ModelInfo } from '../src/model/metadata.js'
import { schemaErrors } from './build/manifest-schema.js'

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../model'))

function check(name: string, ok: boolean, found: string): void {
  if (!ok) process.exitCode = 1
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}: ${found}`)
}

const atMost = (name: string, value: number, limit: number) => check(name, value <= limit, `${value}, at most ${limit}`)

/** Returns the largest difference between the model's outputs for the golden inputs and those in the manifest. */
async function largestGoldenDifference(model: Uint8Array, { golden }: ModelInfo): Promise<number> {
  const engine = await openBuiltin(model)
  const rasters = golden.map(({ raster }) => Buffer.from(raster, 'base64'))
  const outputs = await infer(engine, rasters)
  await engine.close()
  return Math.max(...golden.map((vector, index) => goldenDifference(vector, outputs[index]!)))
}

try {
  const manifest: ModelInfo = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const errors = schemaErrors(manifest)
  if (errors.length > 0) throw new Error(`Expected a manifest that matches its schema but ${errors.join('; ')}.`)
  const { qualityThresholds: limits, card } = manifest
  const model = readFileSync(join(folder, manifest.file))
  const sha256 = hash('sha256', model)
  check('SHA-256', sha256 === manifest.sha256, `${sha256}, the manifest says ${manifest.sha256}`)
  const size = model.length
  check('size', size === manifest.bytes && size <= limits.maxBytes, `${size} bytes, at most ${limits.maxBytes}`)
  const { accuracy = 0, ece = 1 } = card.metrics.find(({ set }) => set === 'MNIST test') ?? {}
  check('accuracy on MNIST test', accuracy >= limits.minAccuracy, `${accuracy}, at least ${limits.minAccuracy}`)
  atMost('calibration error', ece, limits.maxCalibrationError)
  atMost('false accepts at 95 % true accepts', card.rejection.falseAccepts95, limits.maxFalseAccepts)
  atMost('difference of golden outputs', await largestGoldenDifference(model, manifest), limits.maxGoldenDifference)
} catch (error) {
  check('model', false, (error as Error).message)
}
