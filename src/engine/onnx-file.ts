/** A constant of the graph. */
export interface Tensor {
  readonly dims: readonly number[]
  /** A code of ONNX's `TensorProto.DataType`. */
  readonly type: number
  /** Little endian, row by row, as in the file. */
  readonly raw: Uint8Array
}

/** The value of an attribute, of the kinds that this package's operators have. */
export type Attribute = number | string | readonly number[]

/** One operation of the graph. */
export interface Node {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** The type and shape of an input or output of the graph; a dimension that has a name is given by that name. */
export interface Signature {
  readonly type: number
  readonly dims: readonly (number | string)[]
}

/** An ONNX model, as far as it is needed to run it. */
export interface OnnxModel {
  /** Version of the operator set. */
  readonly opset: number
  readonly nodes: readonly Node[]
  readonly constants: ReadonlyMap<string, Tensor>
  readonly inputs: ReadonlyMap<string, Signature>
  readonly outputs: ReadonlyMap<string, Signature>
}

/** Codes of ONNX's `TensorProto.DataType`. */
export const dataTypes = { float32: 1, uint8: 2, int8: 3, int64: 7 } as const

/**
 * Reads an ONNX file: a protocol buffer, whose messages are fields of a number and a value each. The numbers are those
 * of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 *
 * @throws Error if the bytes are not a protocol buffer, or a tensor is not stored as raw data
 */
export function readOnnx(file: Uint8Array): OnnxModel {
  const model = fieldsOf(file)
  const graph = fieldsOf(model.message(7))
  const opsets = model.messages(8).map((bytes) => fieldsOf(bytes))
  return {
    opset: opsets.find((opset) => opset.text(1) === '')?.number(2) ?? 0,
    nodes: graph.messages(1).map(readNode),
    constants: new Map(graph.messages(5).map(readTensor)),
    inputs: new Map(graph.messages(11).map(readSignature)),
    outputs: new Map(graph.messages(12).map(readSignature)),
  }
}

function readNode(bytes: Uint8Array): Node {
  const node = fieldsOf(bytes)
  const domain = node.text(7)
  return {
    operator: domain === '' ? node.text(4) : `${domain}.${node.text(4)}`,
    inputs: node.texts(1),
    outputs: node.texts(2),
    attributes: Object.fromEntries(node.messages(5).map(readAttribute)),
  }
}

/** Kinds of attributes: the field that holds the value follows from the type. */
function readAttribute(bytes: Uint8Array): [name: string, value: Attribute] {
  const attribute = fieldsOf(bytes)
  const name = attribute.text(1)
  switch (attribute.number(20)) {
    case 1:
      return [name, attribute.float(2)]
    case 2:
      return [name, attribute.number(3)]
    case 3:
      return [name, attribute.text(4)]
    case 7:
      return [name, attribute.numbers(8)]
    default:
      return [name, `of type ${attribute.number(20)}`]
  }
}

function readTensor(bytes: Uint8Array): [name: string, tensor: Tensor] {
  const tensor = fieldsOf(bytes)
  const name = tensor.text(8)
  const raw = tensor.messages(9)[0]
  if (!raw) throw new Error(`the constant ${name} is not stored as raw data`)
  return [name, { dims: tensor.numbers(1), type: tensor.number(2), raw }]
}

function readSignature(bytes: Uint8Array): [name: string, signature: Signature] {
  const value = fieldsOf(bytes)
  const tensor = fieldsOf(fieldsOf(value.message(2)).message(1))
  const dims = fieldsOf(tensor.message(2))
    .messages(1)
    .map((dim) => fieldsOf(dim))
  return [value.text(1), { type: tensor.number(1), dims: dims.map((dim) => dim.text(2) || dim.number(1)) }]
}

type Field = number | Uint8Array

/** The fields of a message, by their number. */
class Fields {
  readonly #fields = new Map<number, Field[]>()

  add(key: number, value: Field): void {
    const values = this.#fields.get(key)
    if (values) values.push(value)
    else this.#fields.set(key, [value])
  }

  messages(key: number): Uint8Array[] {
    return (this.#fields.get(key) ?? []).filter((value) => typeof value !== 'number')
  }

  message(key: number): Uint8Array {
    return this.messages(key)[0] ?? new Uint8Array()
  }

  texts(key: number): string[] {
    return this.messages(key).map((bytes) => String.fromCharCode(...bytes))
  }

  text(key: number): string {
    return this.texts(key)[0] ?? ''
  }

  /** Integers, each in a field of its own or packed into one. */
  numbers(key: number): number[] {
    return (this.#fields.get(key) ?? []).flatMap((value) => (typeof value === 'number' ? value : unpack(value)))
  }

  number(key: number): number {
    return this.numbers(key)[0] ?? 0
  }

  float(key: number): number {
    const bytes = this.message(key)
    return bytes.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true) : 0
  }
}

function fieldsOf(bytes: Uint8Array): Fields {
  const fields = new Fields()
  const reader = { bytes, at: 0 }
  while (reader.at < bytes.length) {
    const tag = readVarint(reader)
    fields.add(tag >>> 3, readField(reader, tag & 7))
  }
  return fields
}

interface Reader {
  readonly bytes: Uint8Array
  at: number
}

function readField(reader: Reader, wireType: number): Field {
  if (wireType === 0) return readVarint(reader)
  const length = wireType === 2 ? readVarint(reader) : wireType === 5 ? 4 : wireType === 1 ? 8 : Number.NaN
  const end = reader.at + length
  if (!(length >= 0 && end <= reader.bytes.length)) throw new Error('it is not a protocol buffer')
  const value = reader.bytes.subarray(reader.at, end)
  reader.at = end
  return value
}

/**
 * A signed 64-bit integer in two's complement, seven bits to a byte; exact up to 2^53, which is more than any size here.
 * A negative integer takes ten bytes and is read from its complement.
 */
function readVarint(reader: Reader): number {
  let [value, complement] = [0, 0]
  for (let scale = 1, count = 0; count < 10; scale *= 128, count++) {
    const byte = reader.bytes[reader.at++]
    if (byte === undefined) break
    if (count === 9 && byte === 1) return -complement - 1
    value += (byte & 127) * scale
    complement += (127 - (byte & 127)) * scale
    if (byte < 128) return value
  }
  throw new Error('it is not a protocol buffer')
}

function unpack(bytes: Uint8Array): number[] {
  const numbers: number[] = []
  const reader = { bytes, at: 0 }
  while (reader.at < bytes.length) numbers.push(readVarint(reader))
  return numbers
}
