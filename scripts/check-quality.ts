/**
 * Checks that model/ holds the model that its manifest describes, and that the model reaches the quality thresholds there.
 * Needs no Python. Prints a line for each check; exit status 0 or 1.
 *
 *   tsx scripts/check-quality.ts [FOLDER]
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBuiltin } from '../src/engine/builtin.js'
import { infer } from '../src/infer.js'
import { goldenDifference } from '../src/model/golden.js'
import type { ModelInfo } from '../src/model/metadata.js'
import { schemaErrors } from './build/manifest-schema.js'

const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('../model', import.meta.url)))
let failed = false

function check(name: string, ok: boolean, found: string): void {
  failed ||= !ok
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}: ${found}`)
}

/** The largest difference between what the model says of the golden inputs and what it must say. */
async function largestGoldenDifference(model: Uint8Array, { golden }: ModelInfo): Promise<number> {
  const engine = await openBuiltin(model)
  const answers = await infer(
    engine,
    golden.map(({ raster }) => Buffer.from(raster, 'base64')),
  )
  await engine.close()
  return Math.max(...golden.map((vector, index) => goldenDifference(vector, answers[index]!)))
}

try {
  const manifest: ModelInfo = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  const errors = schemaErrors(manifest)
  if (errors.length > 0) throw new Error(`Expected a manifest that matches its schema but ${errors.join('; ')}.`)
  const { qualityThresholds: limits, card } = manifest
  const { metrics, rejection } = card
  const model = readFileSync(join(folder, manifest.file))
  const sha256 = createHash('sha256').update(model).digest('hex')
  check('SHA-256', sha256 === manifest.sha256, `${sha256}, the manifest says ${manifest.sha256}`)
  const size = model.length
  check('size', size === manifest.bytes && size <= limits.maxBytes, `${size} bytes, at most ${limits.maxBytes}`)
  const test = metrics.find(({ set }) => set === 'MNIST test')
  const { accuracy = 0, ece = 1 } = test ?? {}
  check('accuracy on MNIST test', accuracy >= limits.minAccuracy, `${accuracy}, at least ${limits.minAccuracy}`)
  check('calibration error', ece <= limits.maxCalibrationError, `${ece}, at most ${limits.maxCalibrationError}`)
  const { falseAccepts95 } = rejection
  check(
    'false accepts at 95 % true accepts',
    falseAccepts95 <= limits.maxFalseAccepts,
    `${falseAccepts95}, at most ${limits.maxFalseAccepts}`,
  )
  const difference = await largestGoldenDifference(model, manifest)
  check(
    'golden inputs',
    difference <= limits.maxGoldenDifference,
    `differ by ${difference.toExponential(1)}, at most ${limits.maxGoldenDifference}`,
  )
} catch (error) {
  check('model', false, (error as Error).message)
}
process.exitCode = failed ? 1 : 0
