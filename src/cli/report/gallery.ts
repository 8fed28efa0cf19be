import type { EvaluatedPicture, MistakeList } from '../../evaluate/evaluation.js'
import { count, percent } from '../../format.js'
import { printable } from '../escape.js'
import { rejectionName } from '../rejections.js'
import { html, type Markup } from './markup.js'
import { pngUrl } from './png.js'
import { probabilityBars } from './probability-bars.js'

/**
 * Mistakes of one kind: of each the picture, what the network saw of it, and a bar for each digit.
 *
 * @param order what stands first, in words
 * @param list its pictures carry their rasters
 * @param originals `data:` URLs of the pictures, by path
 */
export function gallery(
  title: string,
  order: string,
  { count: all, shown }: MistakeList,
  originals: ReadonlyMap<string, string>,
): Markup | null {
  if (all === 0) return null
  const cards = shown.map((picture) => html`<li>${card(picture, originals.get(picture.path))}</li>\n`)
  return html`<section>
<h3>${title}: ${count(all)}</h3>
<p class="soft">${order}${shown.length < all ? ` The first ${count(shown.length)} are shown.` : ''}</p>
<ul class="gallery">
${cards}</ul>
</section>`
}

function card({ path, label, prediction }: EvaluatedPicture, original: string | undefined): Markup {
  const { bestGuess, confidence, score, rejection, raster } = prediction
  const view = original ? html`<img src="${original}" alt="The picture">` : html`<p>too large to be shown here</p>`
  return html`<figure>
<div class="views">
<div class="view">${view}</div>
<div class="view"><img class="raster" src="${pngUrl(raster!)}" alt="What the network saw"></div>
${probabilityBars(prediction, label)}
</div>
<figcaption><strong>${verdict(label, bestGuess)}</strong>, ${percent(confidence)} confidence
<small>score ${score.toFixed(4)}, ${rejection === null ? 'accepted' : rejectionName(rejection)}</small>
<small><bdi>${printable(path)}</bdi></small></figcaption>
</figure>`
}

function verdict(label: EvaluatedPicture['label'], bestGuess: number): string {
  if (label === null) return `No digit, read as ${bestGuess}`
  return label === bestGuess ? `${label}, not accepted` : `${label} read as ${bestGuess}`
}
