import type { EvaluatedPicture, Metrics, MistakeList } from '../../evaluate/evaluation.js'
import type { Proportion } from '../../evaluate/proportion.js'
import { count, percent } from '../../format.js'
import type { Paint } from '../colour.js'
import { printable } from '../escape.js'
import { rejectionCounts, rejectionName } from '../rejections.js'
import type { Report } from './report.js'

/** The report for a terminal: blocks with an empty line between them, 80 columns wide but for long paths. */
export function terminalReport({ folder, model, engine, metrics, mistakes, unreadable }: Report, paint: Paint): string {
  const blocks = [
    [`${printable(folder)}, read by ${model.name} ${model.version} on ${engine}`],
    [...headline(metrics, paint), ...unread(unreadable.length, paint)],
    classes(metrics, paint),
    confusion(metrics, paint),
    rejections(metrics, paint),
    list('Read as another digit, most confident first', mistakes.wrong, wrong, paint),
    list('No digit, but accepted', mistakes.falseAccepts, falseAccept, paint),
    list('Read right, but not accepted', mistakes.falseRejects, falseReject, paint),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function headline(metrics: Metrics, paint: Paint): string[] {
  const { accuracy, acceptedAccuracy, trueAccepts, falseAccepts, at95, calibrationError } = metrics
  const rows: [name: string, share: Proportion | null][] = [
    ['accuracy', accuracy],
    ['  of the accepted', acceptedAccuracy],
    ['true accepts', trueAccepts],
    ['false accepts', falseAccepts],
    ['  at 95 % true accepts', at95?.falseAccepts ?? null],
  ]
  return [
    paint('dim', `${''.padEnd(24)}   share           pictures       95 % interval`),
    ...rows.flatMap(([name, share]) => (share ? [`${name.padEnd(24)}${shareLine(share)}`] : [])),
    `${'calibration error'.padEnd(24)}${padded(calibrationError)}`,
    paint('dim', 'Accuracy asks whether the most probable digit is the label, accepted or not.'),
  ]
}

function shareLine({ count: part, n, share, interval: [low, high] }: Proportion): string {
  const pictures = `${count(part)} of ${count(n)}`.padStart(19)
  return `${padded(share)}${pictures}  ${padded(low)} to ${padded(high)}`
}

/** Always eight characters, so that columns are aligned. */
function padded(share: number): string {
  return percent(share).padStart(8)
}

function unread(n: number, paint: Paint): string[] {
  const verb = n === 1 ? 'is' : 'are'
  return n === 0 ? [] : [paint('red', `${count(n)} could not be read, and ${verb} in no metric.`)]
}

function classes({ classes }: Metrics, paint: Paint): string[] {
  const share = (value: number | null) => (value === null ? '-' : percent(value)).padStart(11)
  return [
    paint('dim', ['digit', ...['pictures', 'precision', 'recall', 'F1'].map((name) => name.padStart(11))].join('')),
    ...classes.map(({ digit, n, precision, recall, f1 }) =>
      [String(digit).padStart(5), count(n).padStart(11), share(precision), share(recall), share(f1)].join(''),
    ),
  ]
}

function confusion({ confusion }: Metrics, paint: Paint): string[] {
  const width = Math.max(4, ...confusion.flat().map((n) => String(n).length + 1))
  const cell = (n: number, label: number, digit: number) => {
    const text = (n === 0 ? '.' : String(n)).padStart(width)
    return n === 0 ? paint('dim', text) : label === digit ? text : paint('red', text)
  }
  const digits = confusion.map((_, digit) => String(digit).padStart(width)).join('')
  return [
    paint('dim', `label${digits}  read as`),
    ...confusion.map(
      (row, label) => `${paint('dim', String(label).padStart(5))}${row.map((n, d) => cell(n, label, d)).join('')}`,
    ),
  ]
}

function rejections({ rejections, negatives }: Metrics, paint: Paint): string[] {
  const rows = rejectionCounts(rejections)
  if (rows.length === 0) return []
  const some = negatives.length > 0
  return [
    paint('dim', `${'not accepted'.padEnd(24)}${'digits'.padStart(8)}${some ? 'negatives'.padStart(11) : ''}`),
    ...rows.map(({ reason, digits, negatives }) => {
      return `${reason.padEnd(24)}${count(digits).padStart(8)}${some ? count(negatives).padStart(11) : ''}`
    }),
  ]
}

function list(
  title: string,
  { count: all, shown }: MistakeList,
  line: (picture: EvaluatedPicture, paint: Paint) => string,
  paint: Paint,
): string[] {
  if (all === 0) return []
  const number = shown.length < all ? `${count(shown.length)} of ${count(all)}` : count(all)
  return [paint('bold', `${title} (${number})`), ...shown.map((picture) => line(picture, paint))]
}

function wrong(
  { path, label, prediction: { bestGuess, confidence, rejection } }: EvaluatedPicture,
  paint: Paint,
): string {
  const note = rejection === null ? '' : paint('dim', `  ${rejectionName(rejection)}`)
  return `  ${label} read as ${paint('red', String(bestGuess))} ${padded(confidence)}  ${printable(path)}${note}`
}

function falseAccept({ path, prediction: { bestGuess, score } }: EvaluatedPicture, paint: Paint): string {
  return `  read as ${paint('red', String(bestGuess))}, score ${score.toFixed(4)}  ${printable(path)}`
}

function falseReject({ path, prediction: { bestGuess, score, rejection } }: EvaluatedPicture, paint: Paint): string {
  return `  ${bestGuess}, score ${score.toFixed(4)}  ${printable(path)}${paint('dim', `  ${rejectionName(rejection!)}`)}`
}
