/**
 * Downloads MNIST's test set into a folder, for `npx vitest run --project parity`. Files that are there already are kept.
 *
 *   tsx scripts/fetch-mnist.ts FOLDER [--from URL]
 *
 * The files are checked against the SHA-256 that model/manifest.json states, whichever mirror they come from.
 */
import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import manifest from '../model/manifest.json' with { type: 'json' }
import { report } from './report.js'

const MIRRORS = ['https://storage.googleapis.com/cvdf-datasets/mnist', 'https://ossci-datasets.s3.amazonaws.com/mnist']
const FILES = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']

/**
 * Downloads the files that are missing.
 *
 * @param mirrors tried in turn for each file
 * @param checksums SHA-256 of each file, decompressed, because mirrors compress differently
 * @throws Error if no mirror has the file, with the answer of each
 */
export async function fetchMnist(
  folder: string,
  mirrors: readonly string[],
  checksums: Readonly<Record<string, string>>,
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const [name, expected] of Object.entries(checksums)) {
    const file = join(folder, `${name}.gz`)
    if (existsSync(file) && checksum(readFileSync(file)) === expected) continue
    writeFileSync(file, await download(name, mirrors, expected))
  }
}

async function download(name: string, mirrors: readonly string[], expected: string): Promise<Buffer> {
  const failures: string[] = []
  for (const mirror of mirrors) {
    try {
      const reply = await fetch(`${mirror}/${name}.gz`, { signal: AbortSignal.timeout(60_000) })
      if (!reply.ok) throw new Error(`status ${reply.status}`)
      const bytes = Buffer.from(await reply.arrayBuffer())
      const found = checksum(bytes)
      if (found === expected) return bytes
      failures.push(`${mirror}: SHA-256 ${found}, expected ${expected}`)
    } catch (error) {
      failures.push(`${mirror}: ${(error as Error).message}`)
    }
  }
  throw new Error(
    `Expected ${name}.gz from a mirror of MNIST but received none. Set MNIST_DIR to a folder that has it.\n${failures.join('\n')}`,
  )
}

function checksum(zipped: Uint8Array): string {
  return hash('sha256', gunzipSync(zipped))
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { from: { type: 'string' } }, allowPositionals: true })
  const [folder] = positionals
  if (!folder) throw new Error('Expected the folder to put the files of MNIST into.')
  const source = manifest.card.data.find(({ name }) => name === 'MNIST')!.sha256 as Readonly<Record<string, string>>
  const checksums = Object.fromEntries(FILES.map((name) => [name, source[name]!]))
  await fetchMnist(folder, values.from ? [values.from] : MIRRORS, checksums)
}

if (process.argv[1] === import.meta.filename) await main().catch(({ message }: Error) => report([message], ''))
