/** The formats that are read. */
export type ImageFormat = 'PNG' | 'JPEG' | 'WebP' | 'GIF'

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: magic bytes are control characters

/** First eight bytes of a PNG file, as characters. */
export const pngSignature = '\x89PNG\r\n\x1a\n'

const signatures: readonly (readonly [ImageFormat, RegExp])[] = [
  ['PNG', new RegExp(`^${pngSignature}`)],
  ['JPEG', /^\xff\xd8\xff/],
  ['GIF', /^GIF8[79]a/],
  ['WebP', /^RIFF.{4}WEBP/s],
]
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above

/**
 * Tells an image's format from its first bytes, because names lie.
 *
 * @param head the first 12 bytes or more, as characters (Latin-1)
 * @returns undefined if it is none that is read
 */
export function imageFormat(head: string): ImageFormat | undefined {
  return signatures.find(([, pattern]) => pattern.test(head))?.[0]
}
