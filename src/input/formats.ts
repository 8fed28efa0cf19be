import { MnistModelError } from '../errors.js'
import { type ImageFormat, imageFormat } from './magic-bytes.js'

/**
 * Detects the format of an image file from its first bytes. A decoder that is offered every format can be made to read far
 * more than a picture (SVG loads other files).
 *
 * @throws MnistModelError `IMAGE_UNREADABLE`, naming the format that was seen
 */
export function detectFormat(bytes: Uint8Array): ImageFormat {
  const head = String.fromCharCode(...bytes.subarray(0, 512))
  const format = imageFormat(head)
  if (format) return format
  throw new MnistModelError('IMAGE_UNREADABLE', `Expected a PNG, JPEG, WebP or GIF image but received ${other(head)}.`)
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: magic numbers are control characters
const otherFormats: [string, RegExp][] = [
  ['a HEIC image (convert it to JPEG; phones can be set to take JPEG)', /^.{4}ftyp(?:heic|heix|hevc|mif1|msf1)/s],
  ['an AVIF image (convert it to PNG or JPEG)', /^.{4}ftypavi[fs]/s],
  ['a TIFF image (convert it to PNG or JPEG)', /^(?:II\*\0|MM\0\*)/],
  ['a BMP image (convert it to PNG or JPEG)', /^BM.{12}(?:\x0c|\x28|\x40|\x6c|\x7c)\0\0\0/s],
  ['a JPEG XL image (convert it to PNG or JPEG)', /^(?:\xff\x0a|\0\0\0\x0cJXL )/],
  ['a Windows icon (convert it to PNG)', /^\0\0\x01\0/],
  ['an SVG drawing (render it to PNG first)', /^\s*<(?:svg|[?!].*<svg)/is],
  ['a PDF document (render the page to PNG first)', /^%PDF-/],
  ['an HTML or XML page', /^\s*<(?:!doctype|html|\?xml|head|body)/i],
  ['a ZIP archive', /^PK\x03\x04/],
  ['a gzip archive', /^\x1f\x8b/],
  ['a Git LFS pointer (run `git lfs pull`)', /^version https:\/\/git-lfs/],
  ['text', /^[\t\n\r\x20-\x7e]+$/],
]
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above

function other(head: string): string {
  if (head === '') return 'no bytes at all'
  const known = otherFormats.find(([, pattern]) => pattern.test(head))?.[0]
  if (known) return known
  const hex = Array.from(head.slice(0, 8), (character) => character.charCodeAt(0).toString(16).padStart(2, '0'))
  return `bytes of no known format (they begin with ${hex.join('')})`
}
