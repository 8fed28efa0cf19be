import type { Image } from '../image.js'
import { rasterBytes, rasterSide } from '../raster.js'
import type { Raster } from '../types.js'
import { type Box, longestSideOf } from './box.js'
import { fitSide } from './constants.js'
import { clamp } from './math.js'
import { resample } from './resampling.js'

/**
 * Size normalization and centring, as for MNIST (LeCun et al., 1998, section III-A): fits the digit into 20x20 pixels by area
 * average, its aspect kept, and puts its centre of mass in the middle of 28x28.
 *
 * @param coverage 0..1; what is below a half everywhere in a row or column at the margin is cut off
 */
export function centre(coverage: Image<Float32Array>): Raster {
  const box = boundsOf(coverage)
  const scale = fitSide / longestSideOf(box)
  const columns = Math.max(1, Math.round((box.right - box.left) * scale))
  const rows = Math.max(1, Math.round((box.bottom - box.top) * scale))
  const { data } = resample(coverage, box, columns, rows)
  let [mass, massX, massY] = [0, 0, 0]
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const value = data[y * columns + x]!
      mass += value
      massX += value * (x + 0.5)
      massY += value * (y + 0.5)
    }
  }
  const left = clamp(Math.round(rasterSide / 2 - massX / mass), 0, rasterSide - columns)
  const top = clamp(Math.round(rasterSide / 2 - massY / mass), 0, rasterSide - rows)
  const raster = new Uint8Array(rasterBytes)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      raster[(y + top) * rasterSide + x + left] = Math.round(255 * clamp(data[y * columns + x]!, 0, 1))
    }
  }
  return raster
}

function boundsOf({ data, width, height }: Image<Float32Array>): Box {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! < 0.5) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + 1)
    }
  }
  return { left, top, right, bottom }
}
