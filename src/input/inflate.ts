// Lengths and distances begin at these numbers and have so many more bits (RFC 1951, section 3.2.5).
const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]
const distanceBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]
/** Order in which the lengths of the codes for code lengths are stored. */
const codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

const endOfBlock = 256
const longestCode = 15
/** Codes up to this length are looked up at once. More would take longer to prepare than they save in a small file. */
const tableBits = 9

class Damaged extends Error {}

/**
 * Decompresses a zlib stream (RFC 1950 and 1951) whose size is known, and stops as soon as there is more.
 *
 * It is ours because Node 20 aborts the process when a worker is ended between the two steps in which
 * `node:zlib` creates a stream. It needs no more than what a browser has, either.
 *
 * @param size of the decompressed data, in bytes
 * @returns null if the stream holds more or less, is damaged, or is followed by something
 */
export function inflate(stream: Uint8Array, size: number): Uint8Array | null {
  const [method = 0, flags = 0] = stream
  // Method 8 is DEFLATE, with a window of at most 32 KB; bit 5 of the flags announces a dictionary.
  if ((method & 15) !== 8 || method >> 4 > 7 || ((method << 8) | flags) % 31 !== 0 || flags & 32) return null
  const input = new BitReader(stream, 2)
  const output = { data: new Uint8Array(size), length: 0 }
  try {
    for (let isLast = false; !isLast; ) {
      isLast = input.take(1) === 1
      const type = input.take(2)
      if (type === 0) copyStored(input, output)
      else if (type === 1) decodeBlock(input, output, ...fixedCodes())
      else if (type === 2) decodeBlock(input, output, ...readCodes(input))
      else return null
    }
  } catch (error) {
    if (error instanceof Damaged) return null
    throw error
  }
  const end = input.alignToByte()
  const checksum = new DataView(stream.buffer, stream.byteOffset, stream.byteLength)
  if (output.length !== size || end + 4 !== stream.length) return null
  return checksum.getUint32(end) === adler32(output.data) ? output.data : null
}

interface Output {
  readonly data: Uint8Array
  length: number
}

/** Reads numbers of some bits, the lowest bit of a byte first. */
class BitReader {
  readonly #bytes: Uint8Array
  #at: number
  #bits = 0
  #count = 0

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  /** Returns the next `count` bits, up to 16; zeros after the end. */
  peek(count: number): number {
    while (this.#count < count) {
      this.#bits |= (this.#bytes[this.#at++] ?? 0) << this.#count
      this.#count += 8
    }
    return this.#bits & ((1 << count) - 1)
  }

  drop(count: number): void {
    this.#bits >>>= count
    this.#count -= count
    if (this.#at - (this.#count >> 3) > this.#bytes.length) throw new Damaged()
  }

  take(count: number): number {
    const bits = this.peek(count)
    this.drop(count)
    return bits
  }

  /** Discards the rest of a partly read byte, and returns the index of the next one. */
  alignToByte(): number {
    this.#at -= this.#count >> 3
    this.#bits = 0
    this.#count = 0
    return this.#at
  }

  /** Returns the next whole bytes. */
  bytes(count: number): Uint8Array {
    const start = this.alignToByte()
    if (start + count > this.#bytes.length) throw new Damaged()
    this.#at += count
    return this.#bytes.subarray(start, start + count)
  }
}

function copyStored(input: BitReader, output: Output): void {
  const [a, b, c, d] = input.bytes(4) as unknown as [number, number, number, number]
  const length = a | (b << 8)
  if ((length ^ 0xffff) !== (c | (d << 8)) || output.length + length > output.data.length) throw new Damaged()
  output.data.set(input.bytes(length), output.length)
  output.length += length
}

/** A canonical Huffman code: symbols in the order of their codes, and how many codes there are of each length. */
interface HuffmanCode {
  readonly counts: Uint16Array
  readonly symbols: Uint16Array
  /** By the next bits of the input: symbol times 16, and length of its code; 0 for longer codes. */
  readonly table: Uint16Array
}

/**
 * @param lengths of the code of each symbol; 0 for those that do not occur
 * @param isLoneAllowed if there may be just one code, of one bit
 */
function huffman(lengths: Uint8Array, isLoneAllowed: boolean): HuffmanCode {
  const counts = new Uint16Array(longestCode + 1)
  for (const length of lengths) counts[length]!++
  const used = lengths.length - counts[0]!
  counts[0] = 0
  let left = 1
  const next = new Uint16Array(longestCode + 2)
  const codes = new Uint16Array(longestCode + 2)
  for (let length = 1; length <= longestCode; length++) {
    left = 2 * left - counts[length]!
    if (left < 0) throw new Damaged()
    next[length + 1] = next[length]! + counts[length]!
    codes[length + 1] = (codes[length]! + counts[length]!) << 1
  }
  const isLone = isLoneAllowed && used === 1 && counts[1] === 1
  if (left > 0 && used > 0 && !isLone) throw new Damaged()
  const symbols = new Uint16Array(used)
  const table = new Uint16Array(1 << tableBits)
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue
    symbols[next[length]!++] = symbol
    const code = codes[length]!++
    if (length > tableBits) continue
    for (let at = reverse(code, length); at < table.length; at += 1 << length) table[at] = (symbol << 4) | length
  }
  return { counts, symbols, table }
}

function reverse(code: number, length: number): number {
  let reversed = 0
  for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit)
  return reversed
}

function decode(input: BitReader, { counts, symbols, table }: HuffmanCode): number {
  const entry = table[input.peek(tableBits)]!
  if (entry > 0) {
    input.drop(entry & 15)
    return entry >> 4
  }
  const bits = input.peek(longestCode)
  let [code, first, index] = [0, 0, 0]
  for (let length = 1; length <= longestCode; length++) {
    code |= (bits >> (length - 1)) & 1
    const count = counts[length]!
    if (code < first + count) {
      input.drop(length)
      return symbols[index + code - first]!
    }
    index += count
    first = (first + count) << 1
    code <<= 1
  }
  throw new Damaged()
}

let fixed: [HuffmanCode, HuffmanCode] | undefined

function fixedCodes(): [HuffmanCode, HuffmanCode] {
  fixed ??= [
    huffman(
      Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
      false,
    ),
    huffman(new Uint8Array(32).fill(5), false),
  ]
  return fixed
}

/** Reads the codes for literals and lengths, and for distances. */
function readCodes(input: BitReader): [HuffmanCode, HuffmanCode] {
  const [literals, distances, count] = [input.take(5) + 257, input.take(5) + 1, input.take(4) + 4]
  if (literals > 286 || distances > 30) throw new Damaged()
  const codeLengths = new Uint8Array(codeOrder.length)
  for (let i = 0; i < count; i++) codeLengths[codeOrder[i]!] = input.take(3)
  const code = huffman(codeLengths, false)
  const lengths = new Uint8Array(literals + distances)
  for (let at = 0; at < lengths.length; ) {
    const symbol = decode(input, code)
    if (symbol < 16) {
      lengths[at++] = symbol
      continue
    }
    if (symbol === 16 && at === 0) throw new Damaged()
    const value = symbol === 16 ? lengths[at - 1]! : 0
    const times = symbol === 16 ? 3 + input.take(2) : symbol === 17 ? 3 + input.take(3) : 11 + input.take(7)
    if (at + times > lengths.length) throw new Damaged()
    lengths.fill(value, at, at + times)
    at += times
  }
  if (lengths[endOfBlock] === 0) throw new Damaged()
  return [huffman(lengths.subarray(0, literals), true), huffman(lengths.subarray(literals), true)]
}

function decodeBlock(input: BitReader, output: Output, literals: HuffmanCode, distances: HuffmanCode): void {
  const { data } = output
  for (;;) {
    const symbol = decode(input, literals)
    if (symbol === endOfBlock) return
    if (symbol < endOfBlock) {
      if (output.length === data.length) throw new Damaged()
      data[output.length++] = symbol
      continue
    }
    const length = extended(input, symbol - endOfBlock - 1, lengthBases, lengthBits)
    const distance = extended(input, decode(input, distances), distanceBases, distanceBits)
    if (distance > output.length || output.length + length > data.length) throw new Damaged()
    for (let end = output.length + length; output.length < end; output.length++) {
      data[output.length] = data[output.length - distance]!
    }
  }
}

function extended(input: BitReader, index: number, bases: readonly number[], bits: readonly number[]): number {
  const base = bases[index]
  if (base === undefined) throw new Damaged()
  return base + input.take(bits[index]!)
}

/** Number of bytes between reductions of the Adler-32 sums, which keeps them below 2^32. */
const adlerRun = 3800

/** The checksum of RFC 1950. */
function adler32(data: Uint8Array): number {
  let [a, b] = [1, 0]
  for (let start = 0; start < data.length; start += adlerRun) {
    const end = Math.min(data.length, start + adlerRun)
    for (let at = start; at < end; at++) {
      a += data[at]!
      b += a
    }
    a %= 65521
    b %= 65521
  }
  return b * 65536 + a
}
