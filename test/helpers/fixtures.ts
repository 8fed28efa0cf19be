import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url))

/** Absolute path of a fixture: `fixture('malformed', 'text.png')`. */
export function fixture(...parts: string[]): string {
  return [folder.replace(/[\\/]$/, ''), ...parts].join('/')
}

/** Every drawn digit, labelled by its folder. */
export function digitFixtures(): { name: string; path: string; label: number }[] {
  return readdirSync(fixture('digits'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(fixture('digits', name))
        .sort()
        .map((file) => ({ name: `${name}/${file}`, path: fixture('digits', name, file), label: Number(name) })),
    )
}

/** Every drawn picture that shows no digit at all, or more than one. */
export function negativeFixtures(): string[] {
  return readdirSync(fixture('not-a-digit')).filter((file) => !file.endsWith('.md'))
}

/** A parity vector: a raster, and the outputs of the PyTorch network for it. */
export interface ParityVector {
  readonly name: string
  readonly raster: Uint8Array
  readonly probabilities: readonly number[]
  readonly score: number
}

/** The parity vectors that training wrote. */
export function parityVectors(): ParityVector[] {
  const { vectors } = JSON.parse(readFileSync(fixture('parity.json'), 'utf8'))
  return vectors.map((vector: { raster: string }) => ({ ...vector, raster: Buffer.from(vector.raster, 'base64') }))
}
