import { percent } from '../../format.js'
import type { Digit, Prediction } from '../../index.js'
import { html, type Markup } from './markup.js'

// Lengths in the drawing's own units: the report scales it.
const [step, width, top, longest] = [12, 10, 4, 62]
const bottom = top + longest

/** A bar for each digit, upright and side by side. The label has one colour, and what was read instead another. */
export function probabilityBars({ probabilities, bestGuess }: Prediction, label: Digit | null): Markup {
  const bars = probabilities.map((probability, digit) => {
    const left = digit * step + 1
    const height = Math.round(probability * longest * 100) / 100
    const kind = digit === label ? 'right' : digit === bestGuess ? 'wrong' : 'other'
    return html`<rect class="track" x="${left}" y="${top}" width="${width}" height="${longest}"/>
<rect class="${kind}" x="${left}" y="${bottom - height}" width="${width}" height="${height}"/>
<text class="${kind}" x="${left + width / 2}" y="${bottom + 13}" text-anchor="middle">${digit}</text>\n`
  })
  return html`<svg class="bars" viewBox="0 0 ${10 * step} ${bottom + 18}" role="img" aria-label="${inWords(probabilities)}">
${bars}</svg>`
}

/** Describes the digits with a probability of 1 % or more, the most probable first. */
function inWords(probabilities: readonly number[]): string {
  const told = probabilities
    .map((probability, digit) => ({ probability, digit }))
    .filter(({ probability }) => probability >= 0.01)
    .sort((a, b) => b.probability - a.probability)
    .map(({ probability, digit }) => `${digit} ${percent(probability)}`)
  return `Probabilities: ${told.join(', ')}`
}
