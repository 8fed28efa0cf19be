/** The two plots of bench/README.md, as SVG that is readable on a light and on a dark page. Pure. */
import type { Figures } from './measure.js'
import { digits } from './report.js'

/** A part of the command's start. */
export interface Stage {
  readonly name: string
  readonly milliseconds: number
}

const width = 760

/** Colours with contrast to white, to black and to their neighbours. */
const colours = [
  ...['#8c959f', '#3b82f6', '#f59e0b', '#10b981', '#ef4444', '#8b5cf6'],
  ...['#14b8a6', '#ec4899', '#84cc16', '#0ea5e9', '#f97316', '#a16207'],
]

/** The command's start as a stacked bar below an empty Node process, with a legend. */
export function startupPlot(stages: readonly Stage[]): string {
  const [empty] = stages
  const total = stages.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const scale = (width - 20) / total
  let x = 10
  const segments = stages.map(({ milliseconds }, index) => {
    const segment = bar(x, 88, milliseconds * scale, 30, index)
    x += milliseconds * scale
    return segment
  })
  const [columns, line] = [3, 24]
  const perColumn = Math.ceil(stages.length / columns)
  const legend = stages.map(({ name, milliseconds }, index) => {
    const [left, y] = [10 + Math.floor(index / perColumn) * 250, 142 + (index % perColumn) * line]
    return `${bar(left, y, 12, 12, index)}${text(left + 20, y + 11, `${name}, ${milliseconds.toFixed(1)} ms`)}`
  })
  return svg('Start-up of the command, stage by stage', 150 + perColumn * line, [
    text(10, 20, `An empty Node process, ${digits(empty!.milliseconds)} ms`),
    bar(10, 28, empty!.milliseconds * scale, 30, 0),
    text(10, 80, `mnist-predict x.png, ${digits(total)} ms`),
    ...segments,
    ...legend,
  ])
}

/** Rasters a second by engine, in calls of 1, 8 and 64. */
export function rastersPlot(figures: Figures): string {
  const engines = [
    ['the built-in engine', 'engine'],
    ['onnxruntime-node, one thread', 'onnxruntime.engine'],
    ["ONNX Runtime's WASM", 'web.engine'],
  ].filter(([, figure]) => figures[`${figure}1`] !== undefined) as [string, string][]
  const sizes = [1, 8, 64]
  const perSecond = (figure: string, size: number) => 1e6 / figures[`${figure}${size}`]!
  const most = Math.max(...engines.flatMap(([, figure]) => sizes.map((size) => perSecond(figure, size))))
  const [floor, height, group] = [240, 190, 240]
  const bars = sizes.flatMap((size, column) => [
    text(20 + column * group + 100, floor + 20, size === 1 ? '1 raster a call' : `${size} rasters a call`, 'middle'),
    ...engines.flatMap(([, figure], index) => {
      const value = perSecond(figure, size)
      const [x, tall] = [20 + column * group + index * 68, (value / most) * height]
      return [bar(x, floor - tall, 60, tall, index + 1), text(x + 30, floor - tall - 6, digits(value / 1000), 'middle')]
    }),
  ])
  const legend = engines.map(([name], index) => {
    const y = floor + 38 + index * 22
    return `${bar(20, y, 12, 12, index + 1)}${text(40, y + 11, name)}`
  })
  return svg('Rasters a second by engine and batch size', floor + 46 + engines.length * 22, [
    text(20, 20, 'Thousands of rasters a second, the engines alone'),
    ...bars,
    ...legend,
  ])
}

function svg(title: string, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<title>${title}</title>
<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
</style>
${parts.join('\n')}
</svg>
`
}

function bar(x: number, y: number, width: number, height: number, colour: number): string {
  const [left, top, wide, tall] = [x, y, width, height].map((value) => Number(value.toFixed(1)))
  return `<rect x="${left}" y="${top}" width="${wide}" height="${tall}" fill="${colours[colour % colours.length]}"/>`
}

function text(x: number, y: number, content: string, anchor = 'start'): string {
  return `<text x="${x}" y="${Number(y.toFixed(1))}" text-anchor="${anchor}">${content}</text>`
}
