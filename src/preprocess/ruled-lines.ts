import type { Image } from '../image.js'
import {
  lineBends,
  lineColumns,
  lineEnds,
  lineRun,
  lineThickness,
  maxLineCrossings,
  maxLineSamples,
  maxLineSlope,
  minLineCoverage,
  sameLine,
} from './constants.js'
import { clamp } from './math.js'

/**
 * Removes the lines of ruled and squared paper from a mask, except where they cross the digit.
 *
 * A ruled line runs from one side of the image to the other. So every thin piece of ink at the left side is tried with every
 * one at the right, straight and slightly bent; what is ink nearly all the way is a line. Where the vertical run of ink on it
 * is longer than usual, a stroke crosses, and the ink remains.
 *
 * @param mask changed in place
 * @returns how many lines were removed
 */
export function removeRuledLines(mask: Image<Uint8Array>): number {
  const horizontal = removeHorizontalLines(mask)
  const transposed = transpose(mask)
  const vertical = removeHorizontalLines(transposed)
  if (vertical > 0) mask.data.set(transpose(transposed).data)
  return horizontal + vertical
}

function removeHorizontalLines(mask: Image<Uint8Array>): number {
  const { width, height } = mask
  const thickness = Math.max(3, Math.round(lineThickness * Math.max(width, height)))
  const search: LineSearch = { runs: runLengths(mask), thickness, samples: 0 }
  const left = lineEndsIn(
    search,
    lineEnds.map((end) => Math.round(end * (width - 1))),
  )
  if (left.length === 0) return 0
  const right = lineEndsIn(
    search,
    lineEnds.map((end) => Math.round((1 - end) * (width - 1))),
  )
  const found: Curve[] = []
  for (const from of left) {
    let best: { curve: Curve; coverage: number } | undefined
    for (const to of right) {
      if (Math.abs(to - from) > maxLineSlope * width) continue
      for (const bend of lineBends) {
        if (search.samples > maxLineSamples) break
        const curve = { from, to, bend: bend * width }
        const coverage = coverageOf(curve, search)
        if (coverage > minLineCoverage && (!best || coverage > best.coverage)) best = { curve, coverage }
      }
    }
    if (best) found.push(best.curve)
  }
  for (const curve of found) erase(curve, search.runs, mask.data)
  return found.length
}

interface LineSearch {
  /** Length of the vertical run of ink that each pixel belongs to, 0 on the background. */
  readonly runs: Image<Uint16Array>
  /** Longest run of a line, in pixels. */
  readonly thickness: number
  /** Number of points that were looked at. */
  samples: number
}

/** A parabola from `from` at the left side to `to` at the right, lower by `bend` in the middle, in pixels. */
interface Curve {
  readonly from: number
  readonly to: number
  readonly bend: number
}

function heightAt({ from, to, bend }: Curve, part: number): number {
  return from + (to - from) * part + 4 * bend * part * (1 - part)
}

function runLengths({ data, width, height }: Image<Uint8Array>): Image<Uint16Array> {
  const runs = new Uint16Array(data.length)
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (!data[y * width + x]) continue
      let bottom = y
      while (bottom < height && data[bottom * width + x]) bottom++
      for (let i = y; i < bottom; i++) runs[i * width + x] = bottom - y
      y = bottom
    }
  }
  return { data: runs, width, height }
}

/** Returns the middles of the thin runs in some columns, those of one line once. */
function lineEndsIn({ runs: { data, width, height }, thickness }: LineSearch, columns: readonly number[]): number[] {
  const middles: number[] = []
  for (const x of columns) {
    for (let y = 0; y < height; y++) {
      const run = data[y * width + x]!
      if (run === 0) continue
      const middle = y + (run - 1) / 2
      if (run <= thickness && !middles.some((other) => Math.abs(other - middle) < sameLine)) middles.push(middle)
      y += run
    }
  }
  return middles
}

/** Returns the fraction of the uncrossed columns in which a thin run lies on the curve; 0 as soon as it cannot be a line. */
function coverageOf(curve: Curve, search: LineSearch): number {
  const { data, width, height } = search.runs
  const step = Math.max(1, Math.floor(width / lineColumns))
  let [seen, crossings, missed] = [0, 0, 0]
  const columns = Math.ceil(width / step)
  for (let x = 0; x < width; x += step) {
    const y = clamp(Math.round(heightAt(curve, x / (width - 1))), 1, height - 2)
    const at = y * width + x
    search.samples++
    const run = data[at] || data[at - width] || data[at + width] || 0
    if (run === 0) missed++
    else if (run <= search.thickness) seen++
    else crossings++
    if (missed > (1 - minLineCoverage) * columns || crossings > maxLineCrossings * columns) return 0
  }
  return seen / (seen + missed)
}

function erase(curve: Curve, { data: runs, width, height }: Image<Uint16Array>, mask: Uint8Array) {
  const found: { x: number; y: number; run: number }[] = []
  for (let x = 0; x < width; x++) {
    const middle = Math.round(heightAt(curve, x / (width - 1)))
    for (const y of [middle, middle - 1, middle + 1, middle - 2, middle + 2]) {
      const run = y >= 0 && y < height ? runs[y * width + x]! : 0
      if (run === 0) continue
      found.push({ x, y, run })
      break
    }
  }
  const sorted = found.map(({ run }) => run).sort((a, b) => a - b)
  const usual = sorted[sorted.length >> 1]!
  for (const { x, y, run } of found) {
    if (run > lineRun * usual + 1) continue
    for (let up = y; up >= 0 && runs[up * width + x]; up--) mask[up * width + x] = 0
    for (let down = y; down < height && runs[down * width + x]; down++) mask[down * width + x] = 0
  }
}

function transpose({ data, width, height }: Image<Uint8Array>): Image<Uint8Array> {
  const transposed = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) transposed[x * height + y] = data[y * width + x]!
  return { data: transposed, width: height, height: width }
}
