import { open } from 'node:fs/promises'
import { imageFormat } from '../../input/magic-bytes.js'

/** A picture may be this large to be shown as it is, and all of them together no larger than that. */
export const mostBytes = { each: 200_000, all: 4_000_000 }

/**
 * Reads the pictures that a report shows, as `data:` URLs by path. Those that are too large, or gone since they were
 * evaluated, are left out: their rasters stand for them.
 */
export async function readOriginals(paths: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
  const urls = new Map<string, string>()
  let total = 0
  for (const path of new Set(paths)) {
    signal.throwIfAborted()
    const bytes = await readSmall(path, Math.min(mostBytes.each, mostBytes.all - total))
    const type = bytes && typeOf(bytes)
    if (!type) continue
    urls.set(path, `data:${type};base64,${bytes.toString('base64')}`)
    total += bytes.length
  }
  return urls
}

async function readSmall(path: string, most: number): Promise<Buffer | null> {
  try {
    await using file = await open(path)
    return (await file.stat()).size <= most ? await file.readFile() : null
  } catch {
    return null
  }
}

/** Media type, which is the name of the format in lower case. */
function typeOf(bytes: Buffer): string | undefined {
  const format = imageFormat(bytes.toString('latin1', 0, 12))
  return format && `image/${format.toLowerCase()}`
}
