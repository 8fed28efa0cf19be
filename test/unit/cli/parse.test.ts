import { beforeEach, describe, expect, it, vi } from 'vitest'
import { UsageError } from '../../../src/cli/exit.js'
import { options } from '../../../src/cli/options.js'
import { parseOptions, type Request } from '../../../src/cli/parse.js'

const plain = {
  command: 'predict',
  inputs: ['x.png'],
  number: false,
  format: null,
  top: null,
  engine: 'builtin',
  color: null,
}

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
    ['x.png --number', { ...plain, number: true }],
    ['x.png --number --json', { ...plain, number: true, format: 'json' }],
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
    ['x.png --number --show', 'Expected --number or --show but received both.'],
    ['x.png --number --top 3', 'Expected --number or --top but received both.'],
    ['x.png --quiet --show', 'Expected one format but received --show and --quiet.'],
    ['x.png --quiet --top 2', 'Expected --quiet or --top but received both.'],
    ['- x.png -', 'Expected - once but received it twice.'],
    ['info x.png', 'Expected no x.png after info.'],
    ['selftest --csv', 'Expected no --csv after selftest.'],
    ['completion bash', 'Expected no bash after completion.'],
  ])('refuses `%s`', async (argv, message) => {
    await expect(parseOptions(argv.split(' '), 80)).rejects.toThrow(new UsageError(message))
  })

  it('refuses an empty line', async () => {
    await expect(parseOptions([], 80)).rejects.toThrow(UsageError)
  })
})

describe('The help', () => {
  const commands = ['', 'evaluate ', 'info ', 'selftest ', 'completion ']

  it.each(commands)('of `%s` wraps between words on a narrow terminal', async (command) => {
    const [narrow, wide] = await Promise.all([helpAt(40, command), helpAt(200, command)])
    const words = (text: string) => new Set(text.split(/\s+/))
    expect([...words(narrow)].filter((word) => !words(wide).has(word))).toEqual([])
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40)
  })

  it('names every option of the default command and fits the terminal', async () => {
    const text = await helpAt(60)
    for (const name of Object.keys(options).filter((name) => name !== 'html')) expect(text).toContain(`--${name}`)
    expect(text).toMatch(/^Reads the handwritten digit/)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
  })

  it.each([
    ['evaluate', ['--json', '--html', '--top', '--engine', '--color', '--help']],
    ['info', ['--json', '--color', '--help']],
    ['selftest', ['--json', '--color', '--help']],
    ['completion', ['--help']],
  ])('of %s names exactly its own options', async (command, expected) => {
    const named = [...(await helpAt(80, `${command} `)).matchAll(/^ {2}(?:-\w, | {4})(--\w+)/gm)].map(
      ([, name]) => name,
    )
    expect(named).toEqual(expected)
  })

  it('of a command may be requested before or after its other arguments', async () => {
    const expected = await helpAt(80, 'evaluate ')
    for (const argv of ['--help evaluate', 'evaluate photos -h', 'evaluate --json --help']) {
      expect(await parseOptions(argv.split(' '), 80)).toEqual({ command: 'print', text: expected })
    }
  })

  it('after a file is that of the default command', async () => {
    expect(await helpAt(80, 'x.png ')).toBe(await helpAt(80))
  })
})

beforeEach(() => {
  vi.stubEnv('SHELL', '/bin/bash')
  vi.stubEnv('ZSH_NAME', undefined)
  return () => vi.unstubAllEnvs()
})

describe('The completion script', () => {
  it.each([
    ['/bin/bash', /^complete -o bashdefault -o default -F \S+ mnist-predict$/m],
    ['/usr/bin/zsh', /^#compdef mnist-predict\n/],
    // Without -f, which would switch the completion of paths off.
    ['/usr/bin/fish', /^complete -c mnist-predict -a /m],
  ])('is for the shell %s', async (shell, expected) => {
    vi.stubEnv('SHELL', shell)
    expect(textOf(await parseOptions(['completion'], 80))).toMatch(expected)
  })
})

describe('The completion of', () => {
  it.each<[line: string, completions: string[]]>([
    ['mnist-predict ev', ['evaluate', 'info', 'selftest', 'completion']],
    ['mnist-predict x.png --js', ['--json', '--jsonl']],
    ['mnist-predict evaluate photos --ht', ['--html']],
    ['mnist-predict info --c', ['--color']],
    ['mnist-predict x.png --engine ', ['builtin', 'onnxruntime']],
  ])('`%s` offers %j', async (line, completions) => {
    expect(await completionsOf(line)).toEqual(expect.arrayContaining(completions))
  })

  it.each(['mnist-predict evaluate ', 'mnist-predict x.png pho', 'mnist-predict info --js x'])(
    '`%s` is left to the shell, which completes paths',
    async (line) => {
      expect(await completionsOf(line)).toEqual([])
    },
  )

  it('a command does not offer options of another', async () => {
    expect(await completionsOf('mnist-predict info --')).toEqual(['--json', '--color', '--help'])
  })
})

async function helpAt(columns: number, command = ''): Promise<string> {
  return textOf(await parseOptions(`${command}--help`.split(' '), columns))
}

async function completionsOf(line: string): Promise<string[]> {
  const text = textOf(await parseOptions(['--get-yargs-completions', ...line.split(' ')], 80))
  return text.split('\n').slice(0, -1)
}

function textOf(request: Request): string {
  return request.command === 'print' ? request.text : ''
}
