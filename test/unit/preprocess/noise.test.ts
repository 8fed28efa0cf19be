import { describe, expect, test } from 'vitest'
import { mode, removeNoise } from '../../../src/preprocess/noise.js'
import { paint, toFloats } from '../../helpers/images.js'

/** Uniform noise of a standard deviation of 1, the same in every run. */
function noise(x: number, y: number): number {
  const n = Math.sin(x * 12.9898 + y * 78.233) * 43758.5453
  return (n - Math.floor(n) - 0.5) * Math.sqrt(12)
}

function image(at: (x: number, y: number) => number) {
  const size = { width: 60, height: 60 }
  return { ...size, data: Float32Array.from({ length: 3600 }, (_, i) => at(i % 60, Math.floor(i / 60))) }
}

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the mode', () => {
  test('is the level of the background, though most of the values are something else', () => {
    const values = Float32Array.from({ length: 100 }, (_, i) => (i < 40 ? 0.1 : i / 100))
    expect(mode(values).level).toBeCloseTo(0.1)
  })

  test('comes with a deviation of 0 if the background is even', () => {
    expect(mode(new Float32Array(100).fill(0.3)).deviation).toBe(0)
  })
})

describe('noise removal', () => {
  test('measures the deviation of the noise', () => {
    const deviation = mean(removeNoise(image((x, y) => 0.01 * noise(x, y))).data)
    expect(deviation).toBeGreaterThan(0.007)
    expect(deviation).toBeLessThan(0.013)
  })

  test('measures more of it where there is more', () => {
    const { data, width } = removeNoise(image((x, y) => (x < 30 ? 0.003 : 0.012) * noise(x, y)))
    expect(data[15 * width + 28]! / data[15 * width + 1]!).toBeGreaterThan(2)
  })

  test('does not take ink for noise', () => {
    const plain = removeNoise(image((x, y) => 0.005 * noise(x, y))).data[450]!
    const inked = removeNoise(image((x, y) => (x % 20 < 3 ? 0.5 : 0) + 0.005 * noise(x, y))).data[450]!
    expect(inked / plain).toBeLessThan(1.5)
  })

  test('brings the mean of the background to 0', () => {
    const contrast = image((x, y) => 0.05 + 0.01 * noise(x, y))
    removeNoise(contrast)
    expect(Math.abs(mean(contrast.data))).toBeLessThan(0.003)
  })

  test('smooths coarse noise', () => {
    const contrast = image((x, y) => 0.08 * noise(x, y))
    removeNoise(contrast)
    expect(Math.max(...contrast.data)).toBeLessThan(0.08)
  })

  test('leaves ink on an even background as it is', () => {
    const contrast = toFloats(
      paint(60, 60, (x) => Number(x === 30)),
      0.5,
    )
    removeNoise(contrast)
    expect([contrast.data[29], contrast.data[30], contrast.data[31]]).toEqual([0, 0.5, 0])
  })
})
