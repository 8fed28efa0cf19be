import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/cli/exit.js'
import { options } from '../../../src/cli/options.js'
import { parseOptions } from '../../../src/cli/parse.js'

const plain = { command: 'predict', inputs: ['x.png'], format: null, top: null, engine: 'builtin', color: null }

describe('The command line', () => {
  it.each<[argv: string, request: object]>([
    ['x.png', plain],
    ['b.png a.png -', { ...plain, inputs: ['b.png', 'a.png', '-'] }],
    ['007 1e3', { ...plain, inputs: ['007', '1e3'] }],
    ['x.png --json', { ...plain, format: 'json' }],
    ['--json x.png', { ...plain, format: 'json' }],
    ['x.png --jsonl', { ...plain, format: 'jsonl' }],
    ['x.png --csv', { ...plain, format: 'csv' }],
    ['x.png --quiet', { ...plain, format: 'quiet' }],
    ['x.png --json=true', { ...plain, format: 'json' }],
    ['x.png --json=false', plain],
    ['x.png -- --json=maybe', { ...plain, inputs: ['x.png', '--json=maybe'] }],
    ['--image=--json=maybe.png', { ...plain, inputs: ['--json=maybe.png'] }],
    ['x.png -q', { ...plain, format: 'quiet' }],
    ['x.png --show', { ...plain, format: 'show' }],
    ['x.png --top 1', { ...plain, top: 1 }],
    ['x.png --top=10', { ...plain, top: 10 }],
    ['x.png -k3', { ...plain, top: 3 }],
    ['x.png --top 3 --top 4', { ...plain, top: 4 }],
    ['x.png --json --top 3', { ...plain, format: 'json', top: 3 }],
    ['x.png --engine builtin', { ...plain, engine: 'builtin' }],
    ['x.png --engine onnxruntime', { ...plain, engine: 'onnxruntime' }],
    ['x.png --color', { ...plain, color: true }],
    ['x.png --no-color', { ...plain, color: false }],
    ['--image x.png', plain],
    ['--image a.png b.png --image c.png', { ...plain, inputs: ['a.png', 'c.png', 'b.png'] }],
    ['-- -x.png info', { ...plain, inputs: ['-x.png', 'info'] }],
    ['./info', { ...plain, inputs: ['./info'] }],
    ['x.png info', { ...plain, inputs: ['x.png', 'info'] }],
    ['info', { command: 'info', json: false, color: null }],
    ['info --json', { command: 'info', json: true, color: null }],
    ['--json info', { command: 'info', json: true, color: null }],
    ['selftest', { command: 'selftest', json: false, color: null }],
    ['selftest --no-color', { command: 'selftest', json: false, color: false }],
    ['--version', { command: 'version' }],
    ['-v x.png', { command: 'version' }],
  ])('reads `%s`', async (argv, request) => {
    expect(await parseOptions(argv.split(' '), 80)).toEqual(request)
  })

  it.each<[argv: string, message: string]>([
    ['--json', 'Expected a file, a folder, a glob or - but received none.'],
    ['x.png --jsno', 'Unknown option --jsno. Did you mean --json?'],
    ['--hepl', 'Unknown option --hepl. Did you mean --help?'],
    ['x.png --colour', 'Unknown option --colour. Did you mean --color?'],
    ['x.png --hepl --csvs', 'Unknown option --hepl, --csvs. Did you mean --help, --csv?'],
    [`x.png --${'h'.repeat(100_000)}`, `Unknown option --${'h'.repeat(100_000)}.`],
    ['x.png --json=maybe', 'Expected true or false for --json but received "maybe".'],
    ['x.png --json=', 'Expected true or false for --json but received "".'],
    ['x.png --color=never', 'Expected true or false for --color but received "never".'],
    ['--help=evaluate', 'Expected true or false for --help but received "evaluate".'],
    ['x.png -q=yes', 'Expected true or false for -q but received "yes".'],
    ['info --json=maybe', 'Expected true or false for --json but received "maybe".'],
    ['x.png -x --foo', 'Unknown option -x, --foo.'],
    ['x.png --top', 'Expected a value after --top.'],
    ['x.png --top 0', 'Expected a whole number from 1 to 10 for --top but received "0".'],
    ['x.png --top 11', 'Expected a whole number from 1 to 10 for --top but received "11".'],
    ['x.png --top 2.5', 'Expected a whole number from 1 to 10 for --top but received "2.5".'],
    ['x.png --top many', 'Expected a whole number from 1 to 10 for --top but received "many".'],
    ['x.png --engine gpu', 'Expected builtin or onnxruntime for --engine but received "gpu".'],
    ['x.png --json --csv', 'Expected one format but received --json and --csv.'],
    ['x.png --quiet --show', 'Expected one format but received --show and --quiet.'],
    ['x.png --quiet --top 2', 'Expected --quiet or --top but received both.'],
    ['- x.png -', 'Expected - once but received it twice.'],
    ['info x.png', 'Expected no x.png after info.'],
    ['selftest --csv', 'Expected no --csv after selftest.'],
  ])('refuses `%s`', async (argv, message) => {
    await expect(parseOptions(argv.split(' '), 80)).rejects.toThrow(new UsageError(message))
  })

  it('refuses an empty line', async () => {
    await expect(parseOptions([], 80)).rejects.toThrow(UsageError)
  })
})

describe('The help', () => {
  it('breaks no word on a narrow terminal', async () => {
    const [narrow, wide] = await Promise.all([helpAt(40), helpAt(200)])
    const words = (text: string) => new Set(text.split(/\s+/))
    expect([...words(narrow)].filter((word) => !words(wide).has(word))).toEqual([])
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40)
  })

  it('names every option and fits the terminal', async () => {
    const text = await helpAt(60)
    for (const name of Object.keys(options)) expect(text).toContain(`--${name}`)
    expect(text).toMatch(/^Reads the handwritten digit/)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
  })
})

async function helpAt(columns: number): Promise<string> {
  const request = await parseOptions(['--help'], columns)
  return request.command === 'help' ? request.text : ''
}
