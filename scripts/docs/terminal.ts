/**
 * Draws docs/terminal.svg: a terminal in which the command reads drawn fixtures. The text is what the command really prints.
 *
 *   npm run build && tsx scripts/docs/terminal.ts [--command mnist-predict.cjs] [--out FILE.svg]
 *
 * Runs on Linux, whose `script` gives the command a terminal.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const root = join(import.meta.dirname, '../..')

/** Arguments of the command, one session after the other. */
const sessions = [
  ['7.png', 'photo.jpg', 'letter.png'],
  ['--show', '7.png'],
] as const

const pictures = {
  '7.png': 'digits/7/upright-plain-pen.png',
  'photo.jpg': 'digits/4/shaky-curved-shadow.jpg',
  'letter.png': 'not-a-digit/letter-k.png',
}

/** Size of a character and of the margin, in pixels. */
const [advance, line, margin] = [8, 18, 16]
const columns = 80

/** A character of the terminal, with its colours (CSS) and weight. */
interface Cell {
  readonly char: string
  readonly fg: string
  readonly bg: string | null
  readonly bold: boolean
}

const foreground = '#d4d4d4'
const named: Readonly<Record<number, string>> = { 31: '#f14c4c', 32: '#23d18b', 33: '#e5c07b' }

/**
 * Runs the sessions and draws them.
 *
 * @param script path of `mnist-predict.cjs`
 */
function drawTerminal(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'terminal-'))
  try {
    for (const [name, source] of Object.entries(pictures))
      copyFileSync(join(root, 'test/fixtures', source), join(folder, name))
    const prompt = '\x1b[32m$\x1b[39m npx mnist-predict '
    return svg(
      sessions.map((args) => [`${prompt}${args.join(' ')}`, ...runInTerminal(script, args, folder)].map(cells)),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runInTerminal(script: string, args: readonly string[], cwd: string): string[] {
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...env } = process.env
  const command = [process.execPath, script, ...args].map((each) => `'${each}'`).join(' ')
  const output = execFileSync('script', ['-qec', `stty cols ${columns} && ${command}`, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm-256color', COLORTERM: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return output.toString().replaceAll('\r', '').trimEnd().split('\n')
}

/** Reads a line with the escapes for bold, dim, three colours and the 256-colour palette (ECMA-48, SGR). */
function cells(text: string): Cell[] {
  let [fg, bg, bold]: [string, string | null, boolean] = [foreground, null, false]
  const [before, ...parts] = text.split('\x1b[')
  const styled = (chars: string) => [...chars].map((char) => ({ char, fg, bg, bold }))
  return styled(before!).concat(
    parts.flatMap((part) => {
      const end = part.indexOf('m')
      const queue = part.slice(0, end).split(';').map(Number)
      for (let code = queue.shift(); code !== undefined; code = queue.shift()) {
        if (code === 1 || code === 22) bold = code === 1
        if (code === 2) fg = '#8b949e'
        if (code === 22 || code === 39) fg = foreground
        if (code === 49) bg = null
        fg = named[code] ?? fg
        if (code === 38) fg = palette(queue.splice(0, 2)[1]!)
        if (code === 48) bg = palette(queue.splice(0, 2)[1]!)
      }
      return styled(part.slice(end + 1))
    }),
  )
}

/** The greys of the 256-colour palette, and its black and white. */
function palette(index: number): string {
  const level = index === 16 ? 0 : index === 231 ? 255 : 8 + 10 * (index - 232)
  return `#${level.toString(16).padStart(2, '0').repeat(3)}`
}

function svg(blocks: readonly Cell[][][]): string {
  let row = 0
  const groups = blocks.map((lines, index) => {
    const drawn = lines.map((each) => drawLine(each, row++))
    row++
    const [prompt, ...output] = drawn
    const step = 2 * index
    return `<g class="step${step}">${prompt}</g>\n<g class="step${step + 1}">\n${output.join('\n')}\n</g>`
  })
  // The first frame is complete, for viewers that do not animate. Then it is cleared and played.
  const steps = blocks
    .flatMap((_, index) => [2 * index, 2 * index + 1])
    .map((step) => {
      const shown = 62 + 8 * step
      return `.step${step} { animation: step${step} 14s infinite }
@keyframes step${step} { 0%, 60% { opacity: 1 } 60.1%, ${shown}% { opacity: 0 } ${shown}.1%, 100% { opacity: 1 } }`
    })
  const [width, height] = [columns * advance + 2 * margin, (row - 1) * line + 2 * margin]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>mnist-predict reads drawn digits in a terminal</title>
<style>
text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: ${foreground}; white-space: pre }
rect { shape-rendering: crispEdges }
${steps.join('\n')}
@media (prefers-reduced-motion: reduce) { [class^='step'] { animation: none } }
</style>
<rect width="100%" height="100%" rx="8" fill="#1e1e1e"/>
${groups.join('\n')}
</svg>
`
}

/** Draws a line of cells, one element for each run of a style. Block characters become rectangles: few fonts join them. */
function drawLine(run: readonly Cell[], row: number): string {
  const top = margin + row * line
  const runs: { cell: Cell; start: number; text: string }[] = []
  run.forEach((cell, column) => {
    const last = runs.at(-1)
    if (last && JSON.stringify({ ...last.cell, char: '' }) === JSON.stringify({ ...cell, char: '' }))
      last.text += cell.char
    else runs.push({ cell, start: column, text: cell.char })
  })
  return runs.map(({ cell, start, text }) => drawRun(cell, margin + start * advance, top, text)).join('')
}

function drawRun({ fg, bg, bold }: Cell, x: number, top: number, text: string): string {
  const width = text.length * advance
  const rect = (y: number, height: number, fill: string) =>
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`
  if (/^█+$/.test(text)) return rect(top + 3, line - 6, fg)
  if (/^▀+$/.test(text)) {
    if (fg === bg) return rect(top, line, fg)
    return rect(top, line / 2, fg) + rect(top + line / 2, line / 2, bg ?? 'none')
  }
  if (text.trim() === '') return ''
  const style = `${fg === foreground ? '' : `fill:${fg};`}${bold ? 'font-weight:bold' : ''}`
  return `<text x="${x}" y="${top + 13}" textLength="${width}"${style && ` style="${style}"`}>${escapeXml(text)}</text>`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

const { values } = parseArgs({
  options: {
    command: { type: 'string', default: join(root, 'bin/mnist-predict.cjs') },
    out: { type: 'string', default: join(root, 'docs/terminal.svg') },
  },
})
writeFileSync(values.out, drawTerminal(values.command))
