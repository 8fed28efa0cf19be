/** An attribute; `{ float }` distinguishes 1.0 from the integer 1. */
type Attribute = number | string | readonly number[] | { readonly float: number }

export type Node = readonly [
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes?: Readonly<Record<string, Attribute>>,
]

/** Codes of ONNX's `TensorProto.DataType`. */
export const types = { float32: 1, uint8: 2, int8: 3, int64: 7 } as const

export interface Constant {
  readonly type: keyof typeof types
  readonly dims: readonly number[]
  readonly raw: Uint8Array
}

export interface Graph {
  readonly nodes: readonly Node[]
  readonly constants?: Readonly<Record<string, Constant>>
  readonly inputs?: Readonly<Record<string, Signature>>
  readonly outputs?: Readonly<Record<string, Signature>>
  readonly opset?: number
}

type Signature = readonly [type: keyof typeof types, dims: readonly (number | string)[]]

/** Encodes an ONNX file. Field numbers are those of onnx.proto. */
export function encodeModel({ nodes, constants = {}, inputs = {}, outputs = {}, opset = 13 }: Graph): Uint8Array {
  const graph = Buffer.concat([
    ...nodes.map((node) => field(1, encodeNode(node))),
    field(2, 'test'),
    ...Object.entries(constants).map(([name, constant]) => field(5, encodeConstant(name, constant))),
    ...Object.entries(inputs).map(([name, signature]) => field(11, encodeSignature(name, signature))),
    ...Object.entries(outputs).map(([name, signature]) => field(12, encodeSignature(name, signature))),
  ])
  return Buffer.concat([field(1, 8), field(7, graph), field(8, Buffer.concat([field(1, ''), field(2, opset)]))])
}

function encodeNode([operator, inputs, outputs, attributes = {}]: Node): Uint8Array {
  return Buffer.concat([
    ...inputs.map((name) => field(1, name)),
    ...outputs.map((name) => field(2, name)),
    field(4, operator),
    ...Object.entries(attributes).map(([name, value]) => field(5, encodeAttribute(name, value))),
  ])
}

function encodeAttribute(name: string, value: Attribute): Uint8Array {
  const encoded = field(1, name)
  if (typeof value === 'number') return Buffer.concat([encoded, field(3, value), field(20, 2)])
  if (typeof value === 'string') return Buffer.concat([encoded, field(4, value), field(20, 3)])
  if ('float' in value) return Buffer.concat([encoded, floatField(2, value.float), field(20, 1)])
  return Buffer.concat([encoded, ...value.map((each) => field(8, each)), field(20, 7)])
}

function encodeConstant(name: string, { type, dims, raw }: Constant): Uint8Array {
  return Buffer.concat([...dims.map((size) => field(1, size)), field(2, types[type]), field(8, name), field(9, raw)])
}

function encodeSignature(name: string, [type, dims]: Signature): Uint8Array {
  const sizes = dims.map((size) => field(1, field(typeof size === 'string' ? 2 : 1, size)))
  const tensor = Buffer.concat([field(1, types[type]), field(2, Buffer.concat(sizes))])
  return Buffer.concat([field(1, name), field(2, field(1, tensor))])
}

/** One field of a protocol buffer: an integer, or a string, bytes or message. */
export function field(key: number, value: number | string | Uint8Array): Uint8Array {
  if (typeof value === 'number') return Buffer.concat([varint(key * 8), varint(value)])
  const bytes = Buffer.from(value)
  return Buffer.concat([varint(key * 8 + 2), varint(bytes.length), bytes])
}

export function floatField(key: number, value: number): Uint8Array {
  return Buffer.concat([varint(key * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)])
}

/** A signed 64-bit integer, seven bits to a byte. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = BigInt.asUintN(64, BigInt(value)); bytes.length === 0 || rest > 0n; rest >>= 7n) {
    bytes.push(Number(rest & 127n) + (rest > 127n ? 128 : 0))
  }
  return Uint8Array.from(bytes)
}

export function float32(dims: readonly number[], values: Iterable<number>): Constant {
  return { type: 'float32', dims, raw: new Uint8Array(Float32Array.from(values).buffer) }
}

/** 8-bit numbers, and for each row of the first dimension the factor that makes the largest of them 127. */
export function int8(dims: readonly number[], values: readonly number[]): { weights: Constant; scale: Constant } {
  const [rows, length] = [dims[0]!, values.length / dims[0]!]
  const scales = Array.from({ length: rows }, (_, row) =>
    Math.fround(Math.max(...values.slice(row * length, (row + 1) * length).map(Math.abs)) / 127),
  )
  const bytes = Int8Array.from(values, (value, i) => Math.round(value / scales[Math.floor(i / length)]!))
  return {
    weights: { type: 'int8', dims, raw: new Uint8Array(bytes.buffer) },
    scale: float32([rows, ...dims.slice(1).map(() => 1)], scales),
  }
}

export function int64(values: readonly number[]): Constant {
  return { type: 'int64', dims: [values.length], raw: new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer) }
}
