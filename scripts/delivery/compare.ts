import { readFileSync } from 'node:fs'
import { differences, digests, hash, unpack } from './archive.js'

/** How two tarballs compare: the same bytes, the same files in another compression, or files that differ. */
export type Comparison =
  | { readonly kind: 'same'; readonly sha256: string }
  | { readonly kind: 'recompressed' }
  | { readonly kind: 'different'; readonly files: readonly string[] }

export async function compare(published: string, rebuilt: string): Promise<Comparison> {
  const [expected, found] = [published, rebuilt].map((file) => hash('sha256', readFileSync(file)))
  if (expected === found) return { kind: 'same', sha256: found! }
  const [before, after] = [await digestsOf(published), await digestsOf(rebuilt)]
  const files = differences(before, after)
  return files.length > 0 ? { kind: 'different', files } : { kind: 'recompressed' }
}

async function digestsOf(tarball: string): Promise<Map<string, string>> {
  const archive = await unpack(tarball)
  try {
    return digests(archive.base)
  } finally {
    archive.close()
  }
}
