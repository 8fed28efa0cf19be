import type { CalibrationBin } from '../../evaluate/calibration.js'
import type { ClassMetrics } from '../../evaluate/confusion-matrix.js'
import type { Metrics } from '../../evaluate/evaluation.js'
import { count, percent } from '../../format.js'
import { escapeControls, printable } from '../escape.js'
import { rejectionCounts } from '../rejections.js'
import { html, type Markup } from './markup.js'
import type { Report } from './report.js'

/** The label in the row, the digit that was read in the column; the greater the count, the stronger the colour. */
export function confusionTable({ confusion, classes }: Metrics): Markup {
  const header = classes.map(({ digit }) => html`<th scope="col">${digit}</th>`)
  const largest = (isRight: boolean) =>
    Math.max(...confusion.flatMap((row, label) => row.filter((_, digit) => (label === digit) === isRight)))
  const [mostRight, mostWrong] = [largest(true), largest(false)]
  const rows = confusion.map((row, label) => {
    const cells = row.map((n, digit) => {
      const isRight = label === digit
      return html`<td class="${shade(n, isRight ? mostRight : mostWrong, isRight)}">${n}</td>`
    })
    return html`<tr><th scope="row">${label}</th>${cells}</tr>\n`
  })
  return html`<table class="matrix">
<caption>A row for each label, a column for each digit that was read. The more pictures, the darker: right ones blue,
confusions red, each on its own scale</caption>
<thead><tr><td></td>${header}</tr></thead>
<tbody>
${rows}</tbody>
</table>`
}

/** One of four shades, by quarters of the greatest count: some confusions would be invisible on the scale of the diagonal. */
function shade(n: number, most: number, isRight: boolean): string {
  return n === 0 ? 'none' : (isRight ? 'r' : 'w') + Math.ceil((4 * n) / most)
}

export function classTable(classes: readonly ClassMetrics[]): Markup {
  const rows = classes.map(({ digit, n, precision, recall, f1 }) => [
    digit,
    count(n),
    share(precision),
    share(recall),
    share(f1),
  ])
  return table('Precision, recall and F1 of each digit', ['digit', 'pictures', 'precision', 'recall', 'F1'], rows)
}

export function binTable(bins: readonly CalibrationBin[]): Markup {
  const rows = bins
    .filter(({ n }) => n > 0)
    .map(({ from, to, n, confidence, accuracy }) => [
      `${percent(from)} to ${percent(to)}`,
      count(n),
      share(confidence),
      share(accuracy),
    ])
  return table('Bins that hold a picture', ['confidence', 'pictures', 'mean', 'right'], rows)
}

export function rejectionTable({ rejections }: Metrics): Markup {
  const rows = rejectionCounts(rejections).map(({ reason, digits, negatives }) => [
    reason,
    count(digits),
    count(negatives),
  ])
  if (rows.length === 0) return html`<p class="soft">Every picture was accepted.</p>`
  return table('How often each reason was given', ['reason', 'digits', 'negatives'], rows)
}

export function negativesTable({ negatives }: Metrics): Markup | null {
  if (negatives.length === 0) return null
  const rows = negatives.map(({ folder, falseAccepts: { n, count: accepted, share } }) => [
    html`<bdi>${printable(folder)}</bdi>`,
    count(n),
    count(accepted),
    percent(share),
  ])
  return table('Pictures of no digit, by folder', ['folder', 'pictures', 'accepted', 'share'], rows)
}

export function unreadableTable(unreadable: Report['unreadable']): Markup {
  const rows = unreadable.map(({ path, code, message }) => [
    html`<bdi>${printable(path)}</bdi>`,
    html`<code>${code}</code> ${escapeControls(message)}`,
  ])
  return table('Files and folders that could not be read', ['path', 'why'], rows, 'words')
}

/** A table that scrolls by itself on a narrow screen, also by keyboard; the first cell of a row is its header. */
function table(
  caption: string,
  titles: readonly string[],
  rows: readonly (readonly (Markup | string | number)[])[],
  kind = 'numbers',
): Markup {
  const header = titles.map((title) => html`<th scope="col">${title}</th>`)
  const body = rows.map(([first, ...cells]) => {
    return html`<tr><th scope="row">${first!}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`
  })
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="${kind}">
<caption>${caption}</caption>
<thead><tr>${header}</tr></thead>
<tbody>
${body}</tbody>
</table></div>`
}

function share(value: number | null): string {
  return value === null ? '-' : percent(value)
}
