import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { differences, readTarball } from './archive.js'

/** How two tarballs compare: the same bytes, the same files in another compression, or files that differ. */
export type Comparison =
  | { readonly kind: 'same'; readonly sha256: string }
  | { readonly kind: 'recompressed' }
  | { readonly kind: 'different'; readonly files: readonly string[] }

export async function compare(published: string, rebuilt: string): Promise<Comparison> {
  const [expected, found] = [published, rebuilt].map((file) => hash('sha256', readFileSync(file)))
  if (expected === found) return { kind: 'same', sha256: found! }
  const files = differences(await readTarball(published), await readTarball(rebuilt))
  return files.length > 0 ? { kind: 'different', files } : { kind: 'recompressed' }
}
