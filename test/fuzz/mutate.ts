import { deflateSync, inflateSync } from 'node:zlib'
import type { RawPixels } from '../../src/types.js'
import { chunk } from '../helpers/png.js'
import { randomFrom } from '../helpers/random.js'
import type { Seed } from './seeds.js'

/** An input that no well-meaning program wrote. */
export interface HostileInput {
  /** The seed and the changes, for the report. */
  readonly story: string
  readonly input: Uint8Array | RawPixels
}

/** The whole numbers and choices that one input is made from. */
class Dice {
  readonly #random

  constructor(name: string) {
    this.#random = randomFrom(name)
  }

  below(limit: number): number {
    return Math.floor(this.#random.between(0, limit))
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  chance(part: number): boolean {
    return this.#random.between(0, 1) < part
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)))
  }
}

/** Makes an input from a number: the same one from the same number, whatever came before it. */
export function hostileInput(seeds: readonly Seed[], seed: number, index: number): HostileInput {
  const dice = new Dice(`${seed}/${index}`)
  if (dice.chance(0.08)) return rawPixels(dice)
  if (dice.chance(0.04)) return extremePng(dice)
  const { name, bytes } = dice.pick(seeds)
  let mutant: Buffer = Buffer.from(bytes)
  const story = [name]
  for (let rounds = 1 + dice.below(3); rounds > 0; rounds--) {
    const [what, change] = dice.pick(changes)
    const changed = change(mutant, dice, seeds)
    if (!changed) continue
    mutant = changed
    story.push(what)
  }
  return { story: story.join(', '), input: mutant }
}

type Change = (bytes: Buffer, dice: Dice, seeds: readonly Seed[]) => Buffer | null

const extremes = [0, 1, 2, 3, 4, 7, 8, 12, 13, 27, 28, 255, 256, 767, 768, 769, 16383, 16384, 16385, 32767, 65535]
const extremes32 = [...extremes, 65536, 1e6, 9_999_999, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]

const changes: readonly [string, Change][] = [
  ['bits flipped', (bytes, dice) => flipBits(bytes, dice)],
  ['bits flipped in the header', (bytes, dice) => flipBits(bytes, dice, 64)],
  ['bytes set to an extreme', setBytes],
  ['cut', (bytes, dice) => bytes.subarray(0, dice.below(bytes.length + 1))],
  ['a number overwritten', (bytes, dice) => overwrite(bytes, dice)],
  ['a number overwritten in the header', (bytes, dice) => overwrite(bytes, dice, 64)],
  ['a piece taken out', (bytes, dice) => splice(bytes, dice, () => Buffer.alloc(0))],
  ['a piece repeated', (bytes, dice) => splice(bytes, dice, (piece) => Buffer.concat([piece, piece]))],
  [
    'noise put in',
    (bytes, dice) => splice(bytes, dice, (piece) => Buffer.concat([piece, dice.bytes(1 + dice.below(99))])),
  ],
  ['two files in one', polyglot],
  ['parts shuffled', shuffleParts],
  ['parts shuffled', shuffleParts],
  ['a part repeated many times', repeatPart],
  ['a part put in', insertPart],
  ['the size overwritten', overwriteSize],
  ['the compressed data changed', recompress],
]

function flipBits(bytes: Buffer, dice: Dice, within = bytes.length): Buffer | null {
  const end = Math.min(within, bytes.length)
  if (end === 0) return null
  for (let count = 1 + dice.below(12); count > 0; count--) bytes[dice.below(end)]! ^= 1 << dice.below(8)
  return dice.chance(0.7) ? repaired(bytes) : bytes
}

function setBytes(bytes: Buffer, dice: Dice): Buffer | null {
  if (bytes.length === 0) return null
  for (let count = 1 + dice.below(8); count > 0; count--) {
    bytes[dice.below(bytes.length)] = dice.pick([0, 1, 0x7f, 0x80, 0xfe, 0xff])
  }
  return dice.chance(0.7) ? repaired(bytes) : bytes
}

function overwrite(bytes: Buffer, dice: Dice, within = bytes.length): Buffer | null {
  if (bytes.length < 8) return null
  const at = dice.below(Math.min(within, bytes.length) - 4)
  const value = dice.pick(extremes32)
  if (dice.chance(0.25)) bytes.writeUInt32BE(value, at)
  else if (dice.chance(0.33)) bytes.writeUInt32LE(value, at)
  else if (dice.chance(0.5)) bytes.writeUInt16BE(value & 0xffff, at)
  else bytes.writeUInt16LE(value & 0xffff, at)
  return dice.chance(0.7) ? repaired(bytes) : bytes
}

function splice(bytes: Buffer, dice: Dice, replace: (piece: Buffer) => Buffer): Buffer {
  const start = dice.below(bytes.length)
  const end = Math.min(bytes.length, start + dice.below(300))
  return Buffer.concat([bytes.subarray(0, start), replace(bytes.subarray(start, end)), bytes.subarray(end)])
}

function polyglot(bytes: Buffer, dice: Dice, seeds: readonly Seed[]): Buffer {
  const other = dice.pick(seeds).bytes
  const parts = [
    [bytes, other],
    [bytes.subarray(0, dice.below(64)), other],
    [bytes.subarray(0, 8), other.subarray(8)],
    [bytes, Buffer.from('PK\x03\x04<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ]
  return Buffer.concat(dice.pick(parts))
}

/** The parts that a file is made of: PNG chunks, JPEG segments, WebP chunks, GIF blocks. */
function partsOf(bytes: Buffer): Buffer[] | null {
  if (bytes.length < 16) return null
  const ends: number[] = []
  const kind = bytes.toString('latin1', 0, 4)
  if (kind === '\x89PNG') walk(bytes, 8, ends, (at) => at + 12 + bytes.readUInt32BE(at))
  else if (kind === 'RIFF') walk(bytes, 12, ends, (at) => at + 8 + 2 * Math.ceil(bytes.readUInt32LE(at + 4) / 2))
  else if (kind.startsWith('GIF')) {
    const table = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)
    walk(bytes, 13 + table(bytes[10]!), ends, (at) => {
      let next = at + (bytes[at] === 0x2c ? 11 + table(bytes[at + 9] ?? 0) : 2)
      while (bytes[next]) next += 1 + bytes[next]!
      return next + 1
    })
  } else if (kind.startsWith('\xff\xd8')) {
    walk(bytes, 2, ends, (at) => {
      let next = at + 2 + bytes.readUInt16BE(at + 2)
      if (bytes[at + 1] === 0xda) while (next < bytes.length && (bytes[next] !== 0xff || !bytes[next + 1])) next++
      return next
    })
  } else return null
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))
}

function walk(bytes: Buffer, from: number, ends: number[], next: (at: number) => number): void {
  ends.push(from)
  for (let at = from; at + 8 < bytes.length && ends.length < 200; ) {
    at = Math.min(next(at), bytes.length)
    ends.push(at)
  }
  if (ends.at(-1)! < bytes.length) ends.push(bytes.length)
}

function shuffleParts(bytes: Buffer, dice: Dice): Buffer | null {
  const parts = partsOf(bytes)
  if (!parts || parts.length < 3) return null
  const [from, to] = [1 + dice.below(parts.length - 1), 1 + dice.below(parts.length - 1)]
  const part = parts[from]!
  if (dice.chance(0.3)) parts.splice(from, 1)
  else if (dice.chance(0.5)) parts.splice(to, 0, part)
  else [parts[from], parts[to]] = [parts[to]!, part]
  return Buffer.concat(parts)
}

function repeatPart(bytes: Buffer, dice: Dice): Buffer | null {
  const parts = partsOf(bytes)
  if (!parts || parts.length < 3) return null
  const at = 1 + dice.below(parts.length - 1)
  const times = Math.min(dice.pick([2, 20, 500, 5000]), Math.floor(2_000_000 / (parts[at]!.length + 1)))
  parts.splice(at, 0, ...Array.from({ length: times }, () => parts[at]!))
  return Buffer.concat(parts)
}

const pngTypes = [
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'iCCP',
  'zTXt',
  'iTXt',
  'eXIf',
  'acTL',
  'fcTL',
  'fdAT',
  'sBIT',
  'ABCD',
]

function insertPart(bytes: Buffer, dice: Dice): Buffer | null {
  const parts = partsOf(bytes)
  if (!parts) return null
  const at = 1 + dice.below(parts.length)
  parts.splice(at, 0, newPart(bytes, dice))
  return Buffer.concat(parts)
}

function newPart(bytes: Buffer, dice: Dice): Buffer {
  const body = dice.bytes(dice.pick([0, 1, 4, 13, 26, 300]))
  switch (bytes.toString('latin1', 0, 2)) {
    case '\x89P': {
      const zeros = deflateSync(Buffer.alloc(dice.pick([10, 10_000, 3_000_000])))
      const packed = Buffer.concat([Buffer.from('name\0\0'), zeros])
      return chunk(dice.pick(pngTypes), dice.chance(0.3) ? packed : body)
    }
    case 'RI': {
      const type = dice.pick(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'EXIF', 'ICCP', 'XMP '])
      const head = Buffer.from(`${type}0000`)
      head.writeUInt32LE(dice.chance(0.8) ? body.length : dice.pick(extremes32), 4)
      return Buffer.concat([head, body])
    }
    case 'GI':
      return Buffer.concat([
        Buffer.from([dice.pick([0x21, 0x2c]), dice.below(256), body.length & 255]),
        body,
        Buffer.of(0),
      ])
    default: {
      const head = Buffer.from([0xff, 0xc0 + dice.below(64), 0, 0])
      head.writeUInt16BE(dice.chance(0.8) ? body.length + 2 : dice.pick(extremes), 2)
      return Buffer.concat([head, body])
    }
  }
}

function overwriteSize(bytes: Buffer, dice: Dice): Buffer | null {
  if (bytes.length < 64) return null
  const [width, height] = [dice.pick(extremes32), dice.pick(extremes32)]
  switch (bytes.toString('latin1', 0, 2)) {
    case '\x89P':
      bytes.writeUInt32BE(width, 16)
      bytes.writeUInt32BE(height, 20)
      return repaired(bytes)
    case 'GI': {
      const frame = dice.chance(0.5) ? bytes.indexOf(0x2c, 13) + 5 : 6
      if (frame + 4 > bytes.length) return null
      bytes.writeUInt16LE(width & 0xffff, frame)
      bytes.writeUInt16LE(height & 0xffff, frame + 2)
      return bytes
    }
    case 'RI':
      bytes.writeUIntLE(width & 0xffffff, dice.pick([24, 26]), 3)
      return bytes
    default: {
      const frame = bytes.findIndex((byte, at) => byte === 0xff && (bytes[at + 1] === 0xc0 || bytes[at + 1] === 0xc2))
      if (frame < 0 || frame + 9 > bytes.length) return null
      bytes.writeUInt16BE(height & 0xffff, frame + 5)
      bytes.writeUInt16BE(width & 0xffff, frame + 7)
      return bytes
    }
  }
}

/** Changes what a PNG file's data inflate to: too much, too little, or other rows. */
function recompress(bytes: Buffer, dice: Dice): Buffer | null {
  const parts = bytes.toString('latin1', 1, 4) === 'PNG' ? partsOf(bytes) : null
  const at = parts?.findIndex((part) => part.toString('latin1', 4, 8) === 'IDAT') ?? -1
  if (!parts || at < 0) return null
  try {
    let rows: Buffer = inflateSync(parts[at]!.subarray(8, -4))
    if (dice.chance(0.3)) rows = Buffer.concat([rows, Buffer.alloc(dice.pick([1, 1000, 1_000_000]))])
    else if (dice.chance(0.4)) rows = rows.subarray(0, dice.below(rows.length))
    else for (let count = 50; count > 0; count--) rows[dice.below(rows.length)] = dice.below(256)
    parts[at] = chunk('IDAT', deflateSync(rows))
    return Buffer.concat(parts)
  } catch {
    return null
  }
}

/** The same PNG file with checksums that fit; other files as they are. */
function repaired(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') return bytes
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) break
    chunk(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, end - 4)).copy(bytes, at)
    at = end
  }
  return bytes
}

/** A correct PNG file of an extreme shape, all of one colour. */
function extremePng(dice: Dice): HostileInput {
  const [depth, colourType, channels] = dice.pick([
    [1, 0, 1],
    [8, 0, 1],
    [16, 0, 1],
    [8, 2, 3],
    [8, 6, 4],
    [16, 6, 4],
  ] as const)
  const sides = [1, 2, 3, 28, 768, 769, 3000, 7000, 16384, 16385, 100_000, 2_000_000]
  const [width, height] = [dice.pick(sides), dice.pick(sides)]
  const isInterlaced = dice.chance(0.3)
  const size = height * (1 + Math.ceil((width * channels * depth) / 8))
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colourType, 0, 0, isInterlaced ? 1 : 0], 8)
  const data = chunk('IDAT', deflateSync(Buffer.alloc(Math.min(size, dice.pick([1000, 100_000, 30_000_000])))))
  return {
    story: `a PNG of ${width} x ${height}, type ${colourType}, ${depth} bits${isInterlaced ? ', interlaced' : ''}`,
    input: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), data, chunk('IEND')]),
  }
}

/** Raw pixels: noise, lines, blobs or one value, of any shape; now and then of a length that does not fit. */
function rawPixels(dice: Dice): HostileInput {
  const sides = [1, 2, 3, 10, 28, 29, 64, 200, 257]
  const [width, height, channels] = [dice.pick(sides), dice.pick(sides), 1 + dice.below(4)]
  const length = width * height * channels + (dice.chance(0.05) ? dice.pick([-1, 1, 7]) : 0)
  const data = new Uint8Array(Math.max(0, length))
  const pattern = dice.below(4)
  const [period, slant] = [2 + dice.below(9), dice.below(5) - 2]
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / channels)
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    if (pattern === 0) data[at] = dice.below(256)
    else if (pattern === 1) data[at] = (y * 4 + x * slant) % (4 * period) < 4 ? 0 : 255
    else if (pattern === 2) data[at] = Math.hypot(x - width / 2, y - height / 2) % period < 1 ? 30 : 220
    else data[at] = period * 25
  }
  return {
    story: `raw pixels, ${width} x ${height} x ${channels}, pattern ${pattern}`,
    input: { data, width, height, channels },
  }
}
