import { type Budget, nameOf, type Reference, type Verdict } from './judge.js'

/** Names and units of the figures. */
const figures: Readonly<Record<string, readonly [what: string, unit: string]>> = {
  command: ['`mnist-predict x.png`, 28x28, start to exit', 'ms'],
  app: ['an app that predicts once, ES module', 'ms'],
  appCommonJs: ['an app that predicts once, CommonJS', 'ms'],
  folder: ['`mnist-predict folder`, 2,000 small PNG files', 'ms'],
  commandMemory: ['peak memory of `mnist-predict x.png`', 'MB'],
  appMemory: ['peak memory of the app', 'MB'],
  photoMemory: ['peak memory of `mnist-predict photo.jpg`', 'MB'],
  raster1: ['one raster, loaded predictor', 'µs'],
  raster64: ['64 rasters in one call, each', 'µs'],
  engine1: ['the engine alone, one raster', 'µs'],
  engine64: ['the engine alone, 64 rasters, each', 'µs'],
  file: ['a 28x28 PNG file, loaded predictor', 'ms'],
  drawing: ['a drawing that has to be prepared', 'ms'],
  photo: ['a 12-megapixel JPEG photo', 'ms'],
  packed: ['tarball, packed', 'KB'],
  installed: ['installed, sharp included', 'MB'],
  runtimeFiles: ['files of a runtime in the tarball', 'files'],
}

const references: Readonly<Record<Reference, string>> = {
  empty: 'an empty Node process',
  python: "the tutorial's script",
  onnxruntime: 'onnxruntime-node',
  web: "ONNX Runtime's WASM",
  sharp: "sharp's decoding to 512 px",
  before: 'the version before',
}

export type Row = readonly string[]

/** A quantity with three significant digits. */
export function digits(value: number): string {
  return value >= 100 || value === 0 ? value.toFixed(0) : value.toPrecision(3)
}

/** A row for each verdict: what was measured, its reference and ratio, target and budget. */
export function rows(verdicts: readonly Verdict[], missing: Readonly<Record<string, string>>): Row[] {
  return verdicts.map(({ budget, measured, reference, value, isKept }) => {
    const [what, unit] = figures[budget.figure] ?? [budget.figure, '']
    const limit = (most: number | undefined) => (most === undefined ? '' : quantity(most, budget))
    const compared = budget.reference && references[budget.reference]
    return [
      what,
      `${digits(measured)} ${unit}`,
      reference !== null ? `${compared}, ${digits(reference)} ${unit}` : compared ? `${compared}: none` : '',
      value === null ? missing[budget.reference!]! : compared ? quantity(value, budget) : '',
      limit(budget.target),
      limit(budget.atMost),
      isKept ? '' : 'FAILED',
    ]
  })
}

export const heading = ['what', 'measured', 'against', 'ratio', 'target', 'budget']

/** A Markdown table, its columns padded so that a terminal shows them as well. */
export function table(heading: Row, rows: readonly Row[]): string {
  const widths = heading.map((cell, column) => Math.max(cell.length, 3, ...rows.map((row) => row[column]!.length)))
  const line = (row: Row, fill = ' ') => `| ${widths.map((width, i) => row[i]!.padEnd(width, fill)).join(' | ')} |`
  return [
    line(heading),
    line(
      heading.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n')
}

/** A sentence for each budget that is exceeded: what was measured, and what the budget is. */
export function complaints(verdicts: readonly Verdict[]): string[] {
  return verdicts
    .filter(({ isKept }) => !isKept)
    .map(({ budget, value }) => {
      const [what] = figures[budget.figure] ?? [budget.figure]
      const expected = quantity(budget.atMost, budget)
      const measured = quantity(value!, budget)
      return `Expected "${nameOf(budget)}" (${what}) of at most ${expected}, as bench/budgets.json has it, but measured ${measured}.`
    })
}

/** A ratio, or a quantity in the figure's own unit. */
function quantity(value: number, { figure, reference }: Budget): string {
  return reference ? `${digits(value)} x` : `${digits(value)} ${figures[figure]?.[1] ?? ''}`.trim()
}
