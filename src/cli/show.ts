import { percent } from '../format.js'
import type { Prediction, Raster } from '../index.js'
import { rasterSide as side } from '../raster.js'
import type { Layout } from './layout.js'
import { mostProbable } from './most-probable.js'

const gap = '   '
const halves = [' ', '▀', '▄', '█']
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/**
 * The 28x28 raster that the network saw, two rows of it to a line, and beside it (below it if the terminal is
 * narrow) a bar for each digit: all ten in order, or the `top` most probable.
 *
 * @param prediction one that was made with `raster: true`
 */
export function chart(prediction: Prediction, layout: Layout): string {
  const picture = draw(prediction.raster!, layout.colour)
  const beside = layout.columns - side - gap.length
  const longest = Math.min(40, (beside >= 24 ? beside : layout.columns) - '0  '.length - '  100.00 %'.length)
  const bars = drawBars(prediction, layout, Math.max(1, longest))
  if (beside < 24) return [...picture, '', ...bars, ''].join('\n')
  const top = Math.floor((picture.length - bars.length) / 2)
  return [...picture.map((line, index) => `${line}${gap}${bars[index - top] ?? ''}`.trimEnd()), ''].join('\n')
}

function draw(raster: Raster, colour: boolean): string[] {
  return Array.from({ length: side / 2 }, (_, line) => {
    const upper = raster.subarray(2 * line * side, (2 * line + 1) * side)
    const lower = raster.subarray((2 * line + 1) * side, (2 * line + 2) * side)
    return colour ? greyLine(upper, lower) : plainLine(upper, lower)
  })
}

function greyLine(upper: Raster, lower: Raster): string {
  let before = ''
  const cells = Array.from(upper, (value, x) => {
    const shade = `\x1b[38;5;${grey(value)};48;5;${grey(lower[x]!)}m`
    if (shade === before) return '▀'
    before = shade
    return `${shade}▀`
  })
  return `${cells.join('')}\x1b[39;49m`
}

function plainLine(upper: Raster, lower: Raster): string {
  return Array.from(upper, (value, x) => halves[Number(value >= 128) + 2 * Number(lower[x]! >= 128)]).join('')
}

/** Of the 256 terminal colours, 232 to 255 are a ramp of greys; 16 is black and 231 white. */
function grey(value: number): number {
  const step = Math.round((value / 255) * 25)
  return step === 0 ? 16 : step === 25 ? 231 : 231 + step
}

function drawBars(prediction: Prediction, { top, paint }: Layout, longest: number): string[] {
  const ranked = mostProbable(prediction, top ?? 10)
  const shown = top === null ? ranked.sort((a, b) => a.digit - b.digit) : ranked
  return shown.map(({ digit, probability }) => {
    const length = Math.round(probability * longest * 8)
    const bar = ('█'.repeat(length >> 3) + eighths[length & 7]).padEnd(longest)
    const style = digit === prediction.bestGuess ? 'bold' : 'dim'
    return `${paint(style, String(digit))}  ${paint(style, bar)}  ${percent(probability).padStart(8)}`
  })
}
