import type { Image } from '../image.js'

/**
 * Euclidean distance transform, exact (Felzenszwalb and Huttenlocher, 2012): the distance of every pixel to the nearest one
 * that equals `value`, in pixels. At least the sum of both sides if there is none.
 */
export function distanceTransform({ data, width, height }: Image<Uint8Array>, value: 0 | 1): Image<Float32Array> {
  const far = (width + height) ** 2
  const squared = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++) squared[i] = data[i] === value ? 0 : far
  const size = Math.max(width, height)
  const line = new Float32Array(size)
  const vertices = new Int32Array(size)
  const edges = new Float32Array(size + 1)
  const pass = (start: number, step: number, count: number) => {
    for (let i = 0; i < count; i++) line[i] = squared[start + i * step]!
    let top = 0
    vertices[0] = 0
    edges[0] = Number.NEGATIVE_INFINITY
    edges[1] = Number.POSITIVE_INFINITY
    for (let q = 1; q < count; q++) {
      let crossing = 0
      for (;;) {
        const v = vertices[top]!
        crossing = (line[q]! + q * q - (line[v]! + v * v)) / (2 * (q - v))
        if (crossing > edges[top]! || top === 0) break
        top--
      }
      if (crossing <= edges[top]!) {
        vertices[top] = q
      } else {
        vertices[++top] = q
        edges[top] = crossing
      }
      edges[top + 1] = Number.POSITIVE_INFINITY
    }
    let k = 0
    for (let q = 0; q < count; q++) {
      while (edges[k + 1]! < q) k++
      const v = vertices[k]!
      squared[start + q * step] = (q - v) ** 2 + line[v]!
    }
  }
  for (let x = 0; x < width; x++) pass(x, width, height)
  for (let y = 0; y < height; y++) pass(y * width, 1, width)
  return { data: squared.map(Math.sqrt), width, height }
}
