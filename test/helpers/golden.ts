import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openBuiltin } from '../../src/engine/builtin.js'
import { fixture, parityVectors } from './fixtures.js'

/** Outputs of the built-in engine, to the last bit. */
export interface Golden {
  /** SHA-256 of the model. */
  readonly model: string
  /** By the name of the parity vector: ten probabilities and the score, each four bytes, little endian, hexadecimal. */
  readonly outputs: Readonly<Record<string, string>>
}

/** The outputs that `scripts/build/write-golden.ts` wrote. */
export function committedGolden(): Golden {
  return JSON.parse(readFileSync(fixture('golden.json'), 'utf8'))
}

/** Computes the present outputs of the built-in engine. */
export async function computeGolden(): Promise<Golden> {
  const model = readFileSync(new URL('../../model/mnist.onnx', import.meta.url))
  const vectors = parityVectors()
  const engine = await openBuiltin(model)
  const { probabilities, score } = await engine.run(Buffer.concat(vectors.map(({ raster }) => raster)), vectors.length)
  const entries = vectors.map(({ name }, index) => [
    name,
    hex([...probabilities.subarray(index * 10, index * 10 + 10), score[index]!]),
  ])
  return { model: createHash('sha256').update(model).digest('hex'), outputs: Object.fromEntries(entries) }
}

function hex(values: readonly number[]): string {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes.toString('hex')
}
