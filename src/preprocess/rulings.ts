import { clamp } from './plane.js'

/** A ruling is at most this part of the picture's longest side thick... */
const thickest = 0.022
/** ...begins and ends this close to the frame, as parts of the width (it is looked for at each)... */
const ends = [0.003, 0.011, 0.025]
/** ...leans by at most this, in pixels down per pixel across... */
const steepest = 0.3
/** ...sags by one of these parts of the width where the page is curved... */
const sags = [0, -0.012, 0.012, -0.025, 0.025, -0.04, 0.04, -0.055, 0.055]
/** ...shows in this part of the columns in which nothing crosses it... */
const shown = 0.7
/** ...and is crossed in less than this part of all columns. */
const crossed = 0.4

/**
 * Most points at which the search looks in one direction, some milliseconds' worth. A page of ruled paper needs a tenth
 * of it, one with a shadow across it two thirds; a picture made of slanted lines only would have every line tried with
 * every other.
 */
const mostLooks = 150_000

/**
 * Takes the lines of ruled and squared paper out of a mask, where they do not cross the writing.
 *
 * A ruling runs from one side of the picture to the other. So every thin piece of ink at the left side is tried with
 * every one at the right, straight and a little bent; what is ink nearly all the way is a ruling. Where the vertical
 * run of ink on it is longer than usual, a stroke crosses, and the ink stays.
 *
 * @param mask one byte a pixel, changed in place
 * @returns how many rulings were taken out
 */
export function removeRulings(mask: Uint8Array, width: number, height: number): number {
  const across = removeLevel(mask, width, height)
  const turned = transpose(mask, width, height)
  const down = removeLevel(turned, height, width)
  if (down > 0) mask.set(transpose(turned, height, width))
  return across + down
}

function removeLevel(mask: Uint8Array, width: number, height: number): number {
  const thick = Math.max(3, Math.round(thickest * Math.max(width, height)))
  const runs = runLengths(mask, width, height)
  const page: Page = { runs, width, height, thick, looks: 0 }
  const left = pieces(
    page,
    ends.map((end) => Math.round(end * (width - 1))),
  )
  if (left.length === 0) return 0
  const right = pieces(
    page,
    ends.map((end) => Math.round((1 - end) * (width - 1))),
  )
  const found: Curve[] = []
  for (const from of left) {
    let best: { curve: Curve; coverage: number } | undefined
    for (const to of right) {
      if (Math.abs(to - from) > steepest * width) continue
      for (const sag of sags) {
        if (page.looks > mostLooks) break
        const curve = { from, to, sag: sag * width }
        const coverage = coverageOf(curve, page)
        if (coverage > shown && (!best || coverage > best.coverage)) best = { curve, coverage }
      }
    }
    if (best) found.push(best.curve)
  }
  for (const curve of found) erase(curve, page, mask)
  return found.length
}

interface Page {
  /** Length of the vertical run of ink that each pixel belongs to, 0 on paper. */
  readonly runs: Uint16Array
  readonly width: number
  readonly height: number
  readonly thick: number
  /** How many points the search has looked at. */
  looks: number
}

/** A parabola from `from` at the left side to `to` at the right that sags by `sag` in the middle, in pixels. */
interface Curve {
  readonly from: number
  readonly to: number
  readonly sag: number
}

function heightAt({ from, to, sag }: Curve, part: number): number {
  return from + (to - from) * part + 4 * sag * part * (1 - part)
}

function runLengths(mask: Uint8Array, width: number, height: number): Uint16Array {
  const runs = new Uint16Array(mask.length)
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (!mask[y * width + x]) continue
      let bottom = y
      while (bottom < height && mask[bottom * width + x]) bottom++
      for (let i = y; i < bottom; i++) runs[i * width + x] = bottom - y
      y = bottom
    }
  }
  return runs
}

/** Middles of the thin runs in some columns, those of one line once. */
function pieces({ runs, width, height, thick }: Page, columns: readonly number[]): number[] {
  const middles: number[] = []
  for (const x of columns) {
    for (let y = 0; y < height; y++) {
      const run = runs[y * width + x]!
      if (run === 0) continue
      const middle = y + (run - 1) / 2
      if (run <= thick && !middles.some((other) => Math.abs(other - middle) < 1.5)) middles.push(middle)
      y += run
    }
  }
  return middles
}

/** Part of the uncrossed columns in which a thin run lies on the curve; 0 as soon as it is clear that it is none. */
function coverageOf(curve: Curve, page: Page): number {
  const { runs, width, height, thick } = page
  const step = Math.max(1, Math.floor(width / 128))
  let [seen, crossings, missed] = [0, 0, 0]
  const samples = Math.ceil(width / step)
  for (let x = 0; x < width; x += step) {
    const y = clamp(Math.round(heightAt(curve, x / (width - 1))), 1, height - 2)
    const at = y * width + x
    page.looks++
    const run = runs[at] || runs[at - width] || runs[at + width] || 0
    if (run === 0) missed++
    else if (run <= thick) seen++
    else crossings++
    if (missed > (1 - shown) * samples || crossings > crossed * samples) return 0
  }
  return seen / (seen + missed)
}

function erase(curve: Curve, { runs, width, height }: Page, mask: Uint8Array) {
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
    if (run > 1.5 * usual + 1) continue
    for (let up = y; up >= 0 && runs[up * width + x]; up--) mask[up * width + x] = 0
    for (let down = y; down < height && runs[down * width + x]; down++) mask[down * width + x] = 0
  }
}

function transpose(mask: Uint8Array, width: number, height: number): Uint8Array {
  const turned = new Uint8Array(mask.length)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) turned[x * height + y] = mask[y * width + x]!
  return turned
}
