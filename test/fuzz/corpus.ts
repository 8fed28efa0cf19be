import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RawPixels } from '../../src/types.js'
import type { FuzzInput } from './fuzz.js'

const folder = join(import.meta.dirname, 'corpus')

/** The inputs that once failed, or were slow: each a file with its story and its bytes in base64. */
export function readCorpus(): FuzzInput[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const { story, base64, raw } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      const data = Buffer.from(base64, 'base64')
      return { story: `${file}: ${story}`, input: raw ? { data, ...raw } : data }
    })
}

/** Adds an input to the corpus. */
export function addToCorpus(name: string, { story, input }: FuzzInput): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ story, ...asJson(input as Uint8Array | RawPixels) })}\n`,
  )
}

/** An input as the corpus keeps it. */
export function asJson(input: Uint8Array | RawPixels) {
  if (input instanceof Uint8Array) return { base64: Buffer.from(input).toString('base64') }
  const { data, ...raw } = input
  return { base64: Buffer.from(data).toString('base64'), raw }
}
