import { type Comparison, nameOf, type Reference, type Verdict } from './judge.js'

const figures: Readonly<Record<string, string>> = {
  start: '`mnist-predict x.png`, start to exit',
  app: 'a bundled app, start to its first answer',
  p50: 'one raster, median',
  p95: 'one raster, 95th percentile',
  batch: '64 rasters in one call',
  photo: 'a 12-megapixel JPEG photo',
  memory: 'memory of `mnist-predict x.png`, peak',
  photoMemory: 'memory that the photo adds, peak',
  network1: 'the network alone, one raster',
  network64: 'the network alone, 64 rasters',
}

const against: Readonly<Record<Reference, string>> = {
  empty: 'an empty node process',
  before: 'the version before',
  sharp: "sharp's decoding to 512 px",
  tutorial: "the tutorial's network",
  megabyte: 'MB',
}

/** A quantity with three digits that matter. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

/** A table for a terminal: a line for each comparison, with its budget and the verdict. */
export function report(comparisons: readonly Comparison[], verdicts: readonly Verdict[]): string {
  const rows = comparisons.map((comparison) => {
    const { figure, measured, reference, unit, ratio } = comparison
    const verdict = verdicts.find(({ budget }) => nameOf(budget) === nameOf(comparison))
    const isRatio = comparison.against !== 'megabyte'
    return [
      figures[figure] ?? figure,
      `${digits(measured)} ${unit}`,
      isRatio ? `${against[comparison.against]}, ${digits(reference)} ${unit}` : '',
      isRatio ? `${digits(ratio)} x` : `${digits(ratio)} MB`,
      verdict ? `at most ${verdict.budget.atMost}` : '',
      verdict ? (verdict.kept ? 'ok' : 'FAILED') : '',
    ]
  })
  const all = [['what', 'measured', 'against', 'ratio', 'budget', ''], ...rows]
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A sentence for each budget that is passed: which, what was measured, and where it stands. */
export function complaints(verdicts: readonly Verdict[], file: string): string[] {
  return verdicts
    .filter(({ kept }) => !kept)
    .map(({ budget, comparison }) => {
      const { figure, atMost } = budget
      const unit = budget.against === 'megabyte' ? 'MB' : `times ${against[budget.against]}`
      return (
        `Expected "${nameOf(budget)}" (${figures[figure] ?? figure}) of at most ${atMost} ${unit}, ` +
        `as ${file} has it, but measured ${digits(comparison!.ratio)}.`
      )
    })
}
