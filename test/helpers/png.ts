import { deflateSync, gzipSync } from 'node:zlib'

/** Channels by colour type; 3, a palette, has one. */
const channelsOf = [1, 0, 3, 1, 2, 0, 4]

/** What a test can change in a PNG file. The rest makes a correct one of 28x28 gray pixels. */
export interface PngParts {
  width?: number
  height?: number
  depth?: number
  /** 0 grayscale, 2 RGB, 3 palette, 4 grayscale with alpha, 6 RGBA. */
  colourType?: number
  /** Compression, filter method and interlacing. */
  methods?: [number, number, number]
  /** The filter of each row, repeated. The bytes of a row are stored as they are, whatever its filter. */
  filters?: number[]
  /** Bytes of the rows, without the filters. */
  data?: Uint8Array
  /** In place of the rows and filters: what is compressed. */
  rows?: Uint8Array
  /** Changes the zlib stream. */
  zlib?(stream: Buffer): Uint8Array
  /** Changes the chunks, of which there are three: IHDR, IDAT and IEND. */
  chunks?(chunks: Buffer[]): Buffer[]
}

/** Builds a PNG file by hand: correct unless `parts` say otherwise. */
export function png(parts: PngParts = {}): Buffer {
  const { width = 28, height = 28, depth = 8, colourType = 0, methods = [0, 0, 0], filters = [0] } = parts
  const { zlib = (stream) => stream, chunks = (each) => each } = parts
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colourType, ...methods], 8)
  const stride = width * channelsOf[colourType]! * (depth / 8)
  const data = parts.data ?? noise(height * stride)
  const rows = Array.from({ length: height }, (_, y) => [
    filters[y % filters.length]!,
    ...data.subarray(y * stride, (y + 1) * stride),
  ])
  const stream = zlib(deflateSync(parts.rows ?? Uint8Array.from(rows.flat())))
  const all = chunks([chunk('IHDR', header), chunk('IDAT', stream), chunk('IEND')])
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...all])
}

/** One chunk: length, type, data, CRC-32. */
export function chunk(type: string, data: Uint8Array = new Uint8Array()): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  whole.set(body, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

/** Bytes without a pattern, the same in every run. */
export function noise(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state >>> 24
  })
}

/** Node 20.14 has no `zlib.crc32`; a gzip file ends with the same checksum and the length (RFC 1952). */
function crc32(data: Uint8Array): number {
  const file = gzipSync(data)
  return file.readUInt32LE(file.length - 8)
}
