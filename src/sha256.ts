import { builtin } from './host.js'

/** Computes the SHA-256 of bytes, in lower-case hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const crypto = builtin('node:crypto')
  if (crypto) return crypto.createHash('sha256').update(bytes).digest('hex')
  const digest = await globalThis.crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
