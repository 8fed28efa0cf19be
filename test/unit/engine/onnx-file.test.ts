import { describe, expect, test } from 'vitest'
import { readOnnx } from '../../../src/engine/onnx-file.js'
import { digitNetwork } from '../../helpers/digit-network.js'
import { encodeModel, field, float32, floatField, int64, varint } from '../../helpers/onnx.js'

/** A model whose graph has one constant, made of these fields. */
function modelOfConstant(...fields: Uint8Array[]): Uint8Array {
  return field(7, field(5, Buffer.concat(fields)))
}

const twoFloats = float32([2], [1.5, -2]).raw

describe('an ONNX file', () => {
  test('has nodes, with attributes of every kind that is used', () => {
    const attributes = { to: 1, axis: -1, auto_pad: 'NOTSET', pads: [0, 1, 2, 300], alpha: { float: 0.5 } }
    const { nodes } = readOnnx(encodeModel({ nodes: [['Conv', ['x', 'w'], ['y'], attributes]] }))
    expect(nodes).toEqual([
      { operator: 'Conv', inputs: ['x', 'w'], outputs: ['y'], attributes: { ...attributes, alpha: 0.5 } },
    ])
  })

  test('has the operator set of the standard operators, not that of another domain', () => {
    const other = field(8, Buffer.concat([field(1, 'com.example'), field(2, 3)]))
    expect(readOnnx(Buffer.concat([other, encodeModel({ nodes: [], opset: 17 })])).opset).toBe(17)
  })

  test('has constants as they are stored', () => {
    const { constants } = readOnnx(encodeModel({ nodes: [], constants: { w: float32([2], [1.5, -2]), a: int64([1]) } }))
    expect(Object.fromEntries(constants)).toEqual({
      w: { dims: [2], type: 1, raw: Buffer.from(twoFloats) },
      a: { dims: [1], type: 7, raw: Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]) },
    })
  })

  test('has inputs and outputs, with named dimensions by their names', () => {
    const { inputs, outputs } = readOnnx(digitNetwork({ layers: [] }))
    expect(Object.fromEntries([...inputs, ...outputs])).toEqual({
      image: { type: 2, dims: ['N', 28, 28] },
      probabilities: { type: 1, dims: ['N', 10] },
      score: { type: 1, dims: ['N'] },
    })
  })

  test.each([
    ['a field each', [field(1, 300), field(1, 2), field(1, 0)]],
    ['packed into one field', [field(1, Buffer.concat([varint(300), varint(2), varint(0)]))]],
  ])('may store dimensions %s', (_, dims) => {
    const model = modelOfConstant(...dims, field(2, 1), field(8, 'w'), field(9, ''))
    expect(readOnnx(model).constants.get('w')!.dims).toEqual([300, 2, 0])
  })

  test.each([0, 1, 127, 128, 65_536, 2 ** 31, 2 ** 40 + 1, -1, -2, -300, -(2 ** 31)])(
    'may hold the integer %d',
    (axis) => {
      const { nodes } = readOnnx(encodeModel({ nodes: [['Softmax', ['x'], ['y'], { axis }]] }))
      expect(nodes[0]!.attributes.axis).toBe(axis)
    },
  )

  test('has the domain of an operator that is not a standard one', () => {
    const node = Buffer.concat([field(4, 'Gelu'), field(7, 'com.example')])
    expect(readOnnx(field(7, field(1, node))).nodes[0]!.operator).toBe('com.example.Gelu')
  })

  test('has the type of an attribute that no supported operator has', () => {
    const node = Buffer.concat([field(4, 'If'), field(5, Buffer.concat([field(1, 'then_branch'), field(20, 5)]))])
    expect(readOnnx(field(7, field(1, node))).nodes[0]!.attributes).toEqual({ then_branch: 'of type 5' })
  })
})

describe('a file that is refused', () => {
  const notABuffer = 'it is not a protocol buffer'

  test.each([
    ['floats, packed', field(4, twoFloats)],
    ['floats, a field each', floatField(4, 1.5)],
    ['external data', field(14, 1)],
  ])('stores a constant as %s', (_, data) => {
    const model = modelOfConstant(field(1, 2), field(2, 1), field(8, 'conv1_bias'), data)
    expect(() => readOnnx(model)).toThrow('the constant conv1_bias is not stored as raw data')
  })

  test('is cut off anywhere', () => {
    const model = modelOfConstant(field(1, 2), field(2, 1), field(8, 'w'), field(9, twoFloats))
    expect(() => readOnnx(model)).not.toThrow()
    for (let length = 1; length < model.length; length++) {
      expect(() => readOnnx(model.subarray(0, length)), `${length} bytes`).toThrow(notABuffer)
    }
  })

  test.each([
    ['text', Buffer.from('<!doctype html><title>Sign in</title>')],
    ['a PNG file', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a number without an end', Buffer.alloc(12, 0xff)],
    ['a group, which protocol buffers gave up', Buffer.of(0x0b, 0x0c)],
    ['a field of negative length', Buffer.concat([Buffer.of(0x3a), varint(-11)])],
    ['a field longer than the file', Buffer.concat([Buffer.of(0x3a), varint(2 ** 40)])],
  ])('is %s', (_, bytes) => {
    expect(() => readOnnx(bytes)).toThrow(notABuffer)
  })
})
