import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readOnnx } from '../../../src/engine/onnx-file.js'
import { unsupported } from '../../../src/engine/operators.js'
import { encodeModel, type Node } from '../../helpers/onnx.js'

function unsupportedIn(nodes: readonly Node[], opset?: number): string[] {
  return unsupported(readOnnx(encodeModel(opset === undefined ? { nodes } : { nodes, opset })))
}

type Attributes = NonNullable<Node[3]>

const node = (operator: string, attributes: Attributes): Node => [operator, ['x'], ['y'], attributes]

describe('everything that the built-in engine cannot run is named', () => {
  test.each<[named: string, operator: string, attributes: Attributes]>([
    ['operator LeakyRelu', 'LeakyRelu', { alpha: { float: 0.5 } }],
    ['operator toString', 'toString', {}],
    ['Conv with group = 2', 'Conv', { group: 2 }],
    ['Conv with dilations = [2,2]', 'Conv', { dilations: [2, 2] }],
    ['Conv with auto_pad = "SAME_UPPER"', 'Conv', { auto_pad: 'SAME_UPPER' }],
    ['Conv with padding = 1', 'Conv', { padding: 1 }],
    ['Conv with constructor = 1', 'Conv', { constructor: 1 }],
    ['MaxPool with pads = [1,1,1,1]', 'MaxPool', { pads: [1, 1, 1, 1] }],
    ['MaxPool with dilations = [1,2]', 'MaxPool', { dilations: [1, 2] }],
    ['MaxPool with ceil_mode = 1', 'MaxPool', { ceil_mode: 1 }],
    ['Gemm with alpha = 0.5', 'Gemm', { alpha: { float: 0.5 } }],
    ['Gemm with transA = 1', 'Gemm', { transA: 1 }],
    ['Cast with to = 10', 'Cast', { to: 10 }],
    ['Flatten with axis = 2', 'Flatten', { axis: 2 }],
    ['Softmax with axis = 0', 'Softmax', { axis: 0 }],
  ])('%s', (named, operator, attributes) => {
    expect(unsupportedIn([node(operator, attributes)])).toEqual([named])
  })

  test.each([12, 22])('operator set %i', (opset) => {
    expect(unsupportedIn([], opset)).toEqual([`operator set ${opset} (13 to 21 are supported)`])
  })

  test('every problem, once each', () => {
    const gelu = node('Gelu', {})
    expect(unsupportedIn([gelu, node('Conv', { group: 2, dilations: [2, 2] }), gelu], 9)).toEqual([
      'operator set 9 (13 to 21 are supported)',
      'operator Gelu',
      'Conv with group = 2',
      'Conv with dilations = [2,2]',
    ])
  })
})

describe('the operators of the built-in engine', () => {
  test.each<[operator: string, attributes: Attributes]>([
    ['Softmax', { axis: -1 }],
    ['Softmax', {}],
    ['Gemm', { alpha: { float: 1 }, beta: { float: 1 }, transA: 0, transB: 0 }],
    [
      'Conv',
      { auto_pad: 'NOTSET', dilations: [1, 1], group: 1, kernel_shape: [7, 2], pads: [3, 0, 1, 2], strides: [4, 1] },
    ],
    ['MaxPool', { kernel_shape: [3, 2], strides: [2, 1], pads: [0, 0, 0, 0], ceil_mode: 0, storage_order: 0 }],
  ])('include %s with %j', (operator, attributes) => {
    expect(unsupportedIn([node(operator, attributes)])).toEqual([])
  })

  test('include those of the model of this package', () => {
    expect(unsupported(readOnnx(readFileSync('model/mnist.onnx')))).toEqual([])
  })
})
