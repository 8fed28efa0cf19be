import type { EvaluatedPicture, Metrics, MistakeList } from '../../evaluate/evaluation.js'
import type { Proportion } from '../../evaluate/proportion.js'
import { count, percent } from '../../format.js'
import type { Paint } from '../colour.js'
import { printable } from '../escape.js'
import { rejectionCounts, rejectionName } from '../rejections.js'
import { wrap } from '../wrap.js'
import type { Report } from './report.js'

/**
 * Formats the report for a terminal: blocks with an empty line between them, at most `columns` or 80 columns wide except for
 * long paths.
 *
 * @param columns 40 or more
 */
export function terminalReport(
  { folder, model, engine, metrics, mistakes, unreadable }: Report,
  paint: Paint,
  columns: number,
): string {
  const blocks = [
    wrap(`${printable(folder)}, read by ${model.name} ${model.version} on ${engine}`, columns),
    [...headline(metrics, paint, columns), ...unread(unreadable.length, paint, columns)],
    classes(metrics, paint, columns),
    confusion(metrics, paint, columns),
    rejections(metrics, paint, columns),
    list('Read as another digit, most confident first', mistakes.wrong, wrong, paint, columns),
    list('No digit, but accepted', mistakes.falseAccepts, falseAccept, paint, columns),
    list('Read right, but not accepted', mistakes.falseRejects, falseReject, paint, columns),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

/** Narrower terminals get less in a line. */
const tableWidth = 80

function headline(metrics: Metrics, paint: Paint, columns: number): string[] {
  const { accuracy, acceptedAccuracy, trueAccepts, falseAccepts, at95, calibrationError } = metrics
  const rows: [name: string, share: Proportion | null][] = [
    ['accuracy', accuracy],
    ['  of the accepted', acceptedAccuracy],
    ['true accepts', trueAccepts],
    ['false accepts', falseAccepts],
    ['  at 95 % true accepts', at95?.falseAccepts ?? null],
  ]
  const isWide = columns >= tableWidth
  return [
    ...(isWide ? [paint('dim', `${''.padEnd(24)}   share           pictures       95 % interval`)] : []),
    ...rows.flatMap(([name, share]) => (share ? [`${name.padEnd(24)}${shareLine(share, isWide)}`] : [])),
    `${'calibration error'.padEnd(24)}${padded(calibrationError)}`,
    ...wrap('Accuracy asks whether the most probable digit is the label, accepted or not.', columns).map((line) =>
      paint('dim', line),
    ),
  ]
}

/** In a narrow terminal, numbers and interval are on a line of their own. */
function shareLine({ count: part, n, share, interval: [low, high] }: Proportion, isWide: boolean): string {
  const pictures = `${count(part)} of ${count(n)}`
  if (isWide) return `${padded(share)}${pictures.padStart(19)}  ${padded(low)} to ${padded(high)}`
  return `${padded(share)}\n    ${pictures}, ${percent(low)} to ${percent(high)}`
}

/** Always eight characters, so that columns are aligned. */
function padded(share: number): string {
  return percent(share).padStart(8)
}

function unread(n: number, paint: Paint, columns: number): string[] {
  const verb = n === 1 ? 'is' : 'are'
  if (n === 0) return []
  return wrap(`${count(n)} could not be read, and ${verb} in no metric.`, columns).map((line) => paint('red', line))
}

function classes({ classes }: Metrics, paint: Paint, columns: number): string[] {
  const isWide = columns >= tableWidth
  const width = isWide ? 11 : 10
  const share = (value: number | null) => (value === null ? '-' : percent(value)).padStart(width)
  const row = (digit: string, n: string, shares: readonly string[]) =>
    [digit.padStart(5), ...(isWide ? [n.padStart(width)] : []), ...shares.map((each) => each.padStart(width))].join('')
  return [
    paint('dim', row('digit', 'pictures', ['precision', 'recall', 'F1'])),
    ...classes.map(({ digit, n, precision, recall, f1 }) =>
      row(String(digit), count(n), [share(precision), share(recall), share(f1)]),
    ),
  ]
}

/** The matrix, or what was confused if that does not fit. */
function confusion({ confusion }: Metrics, paint: Paint, columns: number): string[] {
  const least = columns < tableWidth ? 3 : 4
  const width = Math.max(least, ...confusion.flat().map((n) => String(n).length + 1))
  if (5 + 10 * width > columns) {
    return confusion.flatMap((row, label) =>
      row.flatMap((n, digit) =>
        n === 0 || digit === label ? [] : [`${label} read as ${paint('red', `${digit}`)}: ${count(n)}`],
      ),
    )
  }
  const cell = (n: number, label: number, digit: number) => {
    const text = (n === 0 ? '.' : String(n)).padStart(width)
    return n === 0 ? paint('dim', text) : label === digit ? text : paint('red', text)
  }
  const digits = confusion.map((_, digit) => String(digit).padStart(width)).join('')
  return [
    paint('dim', `label${digits}${columns < tableWidth ? '' : '  read as'}`),
    ...confusion.map(
      (row, label) => `${paint('dim', String(label).padStart(5))}${row.map((n, d) => cell(n, label, d)).join('')}`,
    ),
  ]
}

function rejections({ rejections, negatives }: Metrics, paint: Paint, columns: number): string[] {
  const rows = rejectionCounts(rejections)
  if (rows.length === 0) return []
  const width = columns >= tableWidth ? 24 : 20
  const row = (reason: string, digits: string, others: string) =>
    `${reason.padEnd(width)}${digits.padStart(8)}${negatives.length > 0 ? others.padStart(11) : ''}`
  return [
    paint('dim', row('not accepted', 'digits', 'negatives')),
    ...rows.map(({ reason, digits, negatives }) => row(reason, count(digits), count(negatives))),
  ]
}

function list(
  title: string,
  { count: all, shown }: MistakeList,
  describe: (picture: EvaluatedPicture, paint: Paint) => string,
  paint: Paint,
  columns: number,
): string[] {
  if (all === 0) return []
  const number = shown.length < all ? `${count(shown.length)} of ${count(all)}` : count(all)
  const lines = shown.map((picture) => {
    const { path, prediction, label } = picture
    const isRejected = label !== null && prediction.rejection !== null
    const note = isRejected ? paint('dim', `  ${rejectionName(prediction.rejection)}`) : ''
    const start = `  ${describe(picture, paint)}`
    return columns >= tableWidth ? `${start}  ${printable(path)}${note}` : `${start}${note}\n    ${printable(path)}`
  })
  return [...wrap(`${title} (${number})`, columns).map((line) => paint('bold', line)), ...lines]
}

function wrong({ label, prediction: { bestGuess, confidence } }: EvaluatedPicture, paint: Paint): string {
  return `${label} read as ${paint('red', String(bestGuess))} ${padded(confidence)}`
}

function falseAccept({ prediction: { bestGuess, score } }: EvaluatedPicture, paint: Paint): string {
  return `read as ${paint('red', String(bestGuess))}, score ${score.toFixed(4)}`
}

function falseReject({ prediction: { bestGuess, score } }: EvaluatedPicture): string {
  return `${bestGuess}, score ${score.toFixed(4)}`
}
