import type { CalibrationBin } from '../../evaluate/calibration.js'
import { proportion } from '../../evaluate/proportion.js'
import { count, percent } from '../../format.js'
import { html, type Markup } from './markup.js'

// Lengths in the drawing's own units: the report scales it.
const [left, top, side] = [44, 12, 300]
const bottom = top + side
const strip = 54
const floor = bottom + 22 + strip
const [width, height] = [left + side + 14, floor + 42]
const ticks = [0, 20, 40, 60, 80, 100]

/**
 * Reliability diagram: accuracy over confidence, a bar for each bin with its 95 % interval, and below how many pictures
 * each bin holds. Perfect calibration would end all bars on the diagonal.
 *
 * M. H. DeGroot, S. E. Fienberg: The comparison and evaluation of forecasters. The Statistician 32 (1983), 12-22.
 */
export function reliabilityDiagram(bins: readonly CalibrationBin[]): Markup {
  const most = Math.max(...bins.map(({ n }) => n))
  return html`<svg class="diagram" viewBox="0 0 ${width} ${height}" role="img" aria-label="${inWords(bins)}">
${ticks.map(tick)}
<text x="${x(0.5)}" y="${floor + 34}" text-anchor="middle">confidence, %</text>
${upright('accuracy, %', y(0.5))}
${upright('pictures', floor - strip / 2)}
${bins.map((bin) => bar(bin, most))}
<path class="diagonal" d="M${left} ${bottom}L${left + side} ${top}"/>
<path class="axis" d="M${left} ${top}V${bottom}H${left + side}M${left} ${floor}H${left + side}"/>
</svg>`
}

function tick(value: number): Markup {
  const height = y(value / 100)
  return html`<path class="grid" d="M${left} ${height}H${left + side}"/>
<text x="${left - 6}" y="${height + 4}" text-anchor="end">${value}</text>
<text x="${x(value / 100)}" y="${floor + 16}" text-anchor="middle">${value}</text>\n`
}

function upright(text: string, middle: number): Markup {
  return html`<text transform="translate(11 ${middle}) rotate(-90)" text-anchor="middle">${text}</text>`
}

function bar({ from, to, n, correct, accuracy }: CalibrationBin, most: number): Markup | null {
  if (accuracy === null) return null
  const [low, high] = proportion(correct, n).interval
  const place = html`x="${x(from) + 1}" width="${round((to - from) * side - 2)}"`
  const middle = x((from + to) / 2)
  // However few pictures a bin holds, it must be seen to hold some.
  const filled = Math.max(1, round((n / most) * strip))
  return html`<rect class="bar" ${place} y="${y(accuracy)}" height="${round(accuracy * side)}"/>
<path class="whisker" d="M${middle} ${y(high)}V${y(low)}m-3 0h6M${middle} ${y(high)}m-3 0h6"/>
<rect class="strip" ${place} y="${round(floor - filled)}" height="${filled}"/>\n`
}

/** Describes the diagram for those who cannot see it. */
function inWords(bins: readonly CalibrationBin[]): string {
  const told = bins.flatMap(({ n, accuracy, confidence }) =>
    accuracy === null ? [] : [`${count(n)} at ${percent(confidence!)} confidence, ${percent(accuracy)} right`],
  )
  return `Reliability diagram, accuracy by confidence: ${told.join('; ')}.`
}

function x(share: number): number {
  return round(left + share * side)
}

function y(share: number): number {
  return round(top + (1 - share) * side)
}

function round(length: number): number {
  return Math.round(length * 100) / 100
}
