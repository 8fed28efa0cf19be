import { createHash } from 'node:crypto'
import { binCount } from '../../evaluate/calibration.js'
import type { Metrics } from '../../evaluate/evaluation.js'
import type { Proportion } from '../../evaluate/proportion.js'
import { count, percent } from '../../format.js'
import { printable } from '../escape.js'
import { gallery } from './gallery.js'
import { binTable, classTable, confusionTable, negativesTable, rejectionTable, unreadableTable } from './html-tables.js'
import { html, Markup } from './markup.js'
import { reliabilityDiagram } from './reliability-diagram.js'
import type { Report } from './report.js'
import { stylesheet } from './stylesheet.js'

/** Lets a browser load nothing but this style sheet and the pictures inside, wherever the report is opened. */
const policy = [
  "default-src 'none'",
  'img-src data:',
  `style-src 'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/**
 * Formats the report as one HTML document that needs nothing but itself: no script, no address, no other file.
 *
 * @param report its mistakes carry their rasters
 * @param originals `data:` URLs of the pictures to show, by path
 */
export function htmlReport(report: Report, originals: ReadonlyMap<string, string>): string {
  const { folder, metrics } = report
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${percent(metrics.accuracy.share)} read right, ${printable(folder)}</title>
<style>${new Markup(stylesheet)}</style>
</head>
<body>
${header(report)}
<main>
${headline(report)}
${details(metrics)}
${mistakes(report, originals)}
${unreadable(report)}
</main>
</body>
</html>
`.text
}

function header({ folder, date, model, engine, package: version }: Report): Markup {
  return html`<header>
<h1>How well digits are read</h1>
<p>Pictures in <strong><bdi>${printable(folder)}</bdi></strong>, <time datetime="${date}">${date.slice(0, 16).replace('T', ' ')} UTC</time></p>
<p class="soft">Model ${model.name} ${model.version}, engine ${engine}, package ${version}, SHA-256 <code>${model.sha256}</code></p>
</header>`
}

function headline({ metrics, unreadable }: Report): Markup {
  const { accuracy, acceptedAccuracy, trueAccepts, falseAccepts, at95, calibrationError } = metrics
  return html`<dl class="tiles">
${tile('Accuracy', accuracy)}
${tile('Accuracy of the accepted', acceptedAccuracy)}
${tile('True accepts', trueAccepts)}
${tile('False accepts', falseAccepts)}
${tile('False accepts at 95 % true accepts', at95?.falseAccepts ?? null)}
<div><dt>Calibration error</dt><dd class="figure">${percent(calibrationError)}</dd><dd>expected, over ${binCount} bins</dd></div>
<div><dt>Unreadable</dt><dd class="figure">${count(unreadable.length)}</dd><dd>in no metric</dd></div>
</dl>
<p class="soft">Accuracy asks whether the most probable digit is the label, accepted or not. True accepts are pictures of a
digit that are accepted as one. False accepts are pictures of no digit, from the folders not named 0 to 9, that are accepted
and read as a digit all the same: the fewer, the better. Ranges are Wilson intervals at 95 %.</p>`
}

function tile(name: string, proportion: Proportion | null): Markup | null {
  if (!proportion) return null
  const [low, high] = proportion.interval
  return html`<div><dt>${name}</dt><dd class="figure">${percent(proportion.share)}</dd>
<dd>${count(proportion.count)} of ${count(proportion.n)}</dd><dd>${percent(low)} to ${percent(high)}</dd></div>`
}

function details(metrics: Metrics): Markup {
  return html`<div class="columns">
<div>
<h2>Confusion matrix</h2>
${confusionTable(metrics)}
<h2>By digit</h2>
${classTable(metrics.classes)}
</div>
<div>
<h2>Calibration</h2>
${reliabilityDiagram(metrics.bins)}
<p class="soft">How often the digit is right, by the confidence of the model; on the dashed line the two agree. Whiskers
are 95 % intervals: long if a bin holds few pictures.</p>
<details><summary>The bins as a table</summary>${binTable(metrics.bins)}</details>
<h2>Not accepted</h2>
${rejectionTable(metrics)}
${negativesTable(metrics)}
</div>
</div>`
}

function mistakes({ mistakes: { wrong, falseAccepts, falseRejects } }: Report, originals: ReadonlyMap<string, string>) {
  if (wrong.count + falseAccepts.count + falseRejects.count === 0) return html`<h2>Mistakes: none</h2>`
  return html`<section>
<h2>Mistakes</h2>
<p class="soft">Left the picture, in the middle what the network saw of it, and a bar for each digit: the label in blue,
what was read instead in red.</p>
</section>
${gallery('Read as another digit', 'The most confident first.', wrong, originals)}
${gallery('No digit, but accepted', 'The highest score first.', falseAccepts, originals)}
${gallery('Read right, but not accepted', 'The lowest score first.', falseRejects, originals)}`
}

function unreadable({ unreadable }: Report): Markup | null {
  if (unreadable.length === 0) return null
  return html`<section>
<h2>Could not be read: ${count(unreadable.length)}</h2>
<p class="soft">They are in no metric above.</p>
${unreadableTable(unreadable)}
</section>`
}
