import { badRequest, tooLarge } from '../errors.js'
import { rasterBytes } from '../raster-queue.js'

/** An input as a request has it; its schema has been checked. */
export interface Tensor {
  readonly name: string
  readonly datatype: string
  readonly shape: readonly number[]
  readonly data: readonly unknown[]
}

/** The two forms of the input: the contract of the ONNX file, and the one that frameworks train with. */
const forms = {
  UINT8: { sides: [28, 28], expected: 'whole numbers from 0 (background) to 255 (ink)' },
  FP32: { sides: [1, 28, 28], expected: 'numbers from 0 (background) to 1 (ink); for 0 to 255 send UINT8' },
} as const

/**
 * Checks an input and brings it to bytes.
 *
 * @param maxRasters most rasters of a request
 * @returns `N * 784` bytes, 0 background to 255 ink
 * @throws RequestError 400, or 413 for too many rasters
 */
export function toRasters({ name, datatype, shape, data }: Tensor, maxRasters: number): Uint8Array {
  if (name !== 'image') throw badRequest(`Expected the input "image" but received ${quote(name)}.`)
  if (datatype !== 'UINT8' && datatype !== 'FP32') {
    throw badRequest(`Expected the datatype UINT8 or FP32 but received ${quote(datatype)}.`)
  }
  const { sides } = forms[datatype]
  const [count = 0, ...rest] = shape
  if (count < 1 || rest.length !== sides.length || rest.some((side, axis) => side !== sides[axis])) {
    const received = shape.length > 8 ? `${shape.length} axes` : `[${shape.join(', ')}]`
    throw badRequest(`Expected the shape [N, ${sides.join(', ')}] for ${datatype}, N >= 1, but received ${received}.`)
  }
  if (count > maxRasters) throw tooLarge(`Expected at most ${maxRasters} rasters a request but received ${count}.`)
  const rasters = new Uint8Array(count * rasterBytes)
  const fill = datatype === 'UINT8' ? fillBytes : fillFloats
  if (Array.isArray(data[0])) {
    fillNested(rasters, 0, data, shape, 0, (at, row) => fill(rasters, at, row))
  } else {
    if (data.length !== rasters.length) throw wrongLength(rasters.length, data.length)
    fill(rasters, 0, data)
  }
  return rasters
}

/** Walks nested data down to its rows, checking the length of each axis. Returns where the next values go. */
function fillNested(
  rasters: Uint8Array,
  start: number,
  data: readonly unknown[],
  shape: readonly number[],
  axis: number,
  fill: (at: number, row: readonly unknown[]) => void,
): number {
  const expected = shape[axis]!
  if (data.length !== expected) {
    throw badRequest(`Expected ${expected} elements on axis ${axis} of the nested data but received ${data.length}.`)
  }
  if (axis === shape.length - 1) {
    fill(start, data)
    return start + data.length
  }
  let at = start
  for (const part of data) {
    if (!Array.isArray(part)) {
      throw badRequest(`Expected arrays on axis ${axis} of the nested data but received ${describe(part)}.`)
    }
    at = fillNested(rasters, at, part, shape, axis + 1, fill)
  }
  return at
}

function fillBytes(rasters: Uint8Array, start: number, row: readonly unknown[]): void {
  for (let i = 0; i < row.length; i++) {
    const value = row[i] as number
    if ((value & 255) !== value) throw wrongValue('UINT8', start + i, value)
    rasters[start + i] = value
  }
}

function fillFloats(rasters: Uint8Array, start: number, row: readonly unknown[]): void {
  for (let i = 0; i < row.length; i++) {
    const value = row[i] as number
    if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw wrongValue('FP32', start + i, value)
    rasters[start + i] = Math.round(value * 255)
  }
}

function wrongValue(datatype: keyof typeof forms, index: number, value: unknown): Error {
  return badRequest(
    `Expected ${datatype} data: ${forms[datatype].expected}; but received ${describe(value)} at ${index}.`,
  )
}

function wrongLength(expected: number, received: number): Error {
  return badRequest(`Expected ${expected} numbers as the shape says but received ${received}.`)
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'an array' : quote(value)
}

/** A value in a message, not longer than a message should be. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}
