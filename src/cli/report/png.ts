import { deflateSync, gzipSync } from 'node:zlib'
import type { Raster } from '../../index.js'
import { pngSignature } from '../../input/magic-bytes.js'
import { rasterSide } from '../../raster.js'

/**
 * Encodes a raster as a `data:` URL of a PNG: 28x28, 8 bits of grey, ink white on black as the network sees it.
 *
 * PNG (Portable Network Graphics) Specification, 3rd edition, W3C 2025.
 */
export function pngUrl(raster: Raster): string {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(rasterSide, 0)
  header.writeUInt32BE(rasterSide, 4)
  header[8] = 8
  // Every row begins with the number of its filter, 0: none.
  const rows = Array.from({ length: rasterSide }, (_, y) => [
    0,
    ...raster.subarray(y * rasterSide, (y + 1) * rasterSide),
  ])
  const file = Buffer.concat([
    Buffer.from(pngSignature, 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return `data:image/png;base64,${file.toString('base64')}`
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** Node 22.0 and 22.1 have no `zlib.crc32`; a gzip file ends with the same checksum, and the length after it (RFC 1952). */
function crc32(data: Buffer): number {
  const file = gzipSync(data)
  return file.readUInt32LE(file.length - 8)
}
