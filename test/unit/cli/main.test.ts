import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../../src/cli/main.js'
import { MnistModelError } from '../../../src/index.js'
import { fakeHost, fakeLibrary, Paper, prediction, readName } from './fakes.js'

const use =
  (library = fakeLibrary()) =>
  async () =>
    library

function failing(code: string): () => Error {
  return () => Object.assign(new Error(`write ${code}`), { code })
}

describe('The command', () => {
  it('prints three columns and ends with 0', async () => {
    const host = fakeHost()
    expect(await main(['7.png', 'a/3.png'], host, use())).toBe(0)
    expect(host.stdout.text).toBe('7.png\t7\t0.9991\na/3.png\t3\t0.9991\n')
    expect(host.stderr.text).toBe('')
  })

  it('prints coloured sentences on a terminal', async () => {
    const host = fakeHost({ stdout: new Paper(true) })
    await main(['7.png'], host, use())
    expect(host.stdout.text).toBe('\x1b[1m7\x1b[22m  \x1b[2m 99.91 %\x1b[22m  7.png\n')
  })

  it('respects NO_COLOR', async () => {
    const host = fakeHost({ stdout: new Paper(true), stderr: new Paper(true), env: { NO_COLOR: '1' } })
    await main(['7.png', 'x.png'], host, use())
    expect(host.stdout.text).toBe('7   99.91 %  7.png\n')
    expect(host.stderr.text).not.toContain('\x1b')
  })

  it('requests the raster only if it is shown', async () => {
    const rasters: unknown[] = []
    const library = fakeLibrary((_input, { raster }) => {
      rasters.push(raster)
      return prediction(7, { raster: new Uint8Array(784) })
    })
    await main(['7.png', '--show'], fakeHost(), use(library))
    await main(['7.png', '--json'], fakeHost(), use(library))
    expect(rasters).toEqual([true, false])
  })

  it('passes the engine on', async () => {
    const engines: unknown[] = []
    const { createPredictor } = fakeLibrary()
    const library = fakeLibrary(readName, {
      createPredictor(options) {
        engines.push(options?.engine)
        return createPredictor(options)
      },
    })
    await main(['7.png', '--engine', 'onnxruntime'], fakeHost(), use(library))
    await main(['7.png'], fakeHost(), use(library))
    expect(engines).toEqual(['onnxruntime', 'builtin'])
  })

  it('reads a picture from stdin', async () => {
    const host = fakeHost()
    host.stdin.end('seven')
    const library = fakeLibrary(async (input) => {
      expect((await buffer(input as Readable)).toString()).toBe('seven')
      return prediction(7)
    })
    expect(await main(['-'], host, use(library))).toBe(0)
    expect(host.stdout.text).toBe('-\t7\t0.9991\n')
  })

  it('closes the predictor', async () => {
    const library = fakeLibrary()
    await main(['7.png', 'x.png'], fakeHost(), use(library))
    expect(library.closed).toBe(1)
  })

  it('leaves no listener behind', async () => {
    const host = fakeHost()
    await main(['7.png'], host, use())
    expect([host.listenerCount('SIGINT'), host.listenerCount('SIGTERM')]).toEqual([0, 0])
  })
})

describe('An input that cannot be read', () => {
  it('is reported on stderr with its code, the rest is read, and the exit code is 1', async () => {
    const host = fakeHost()
    expect(await main(['7.png', 'x.png', '3.png'], host, use())).toBe(1)
    expect(host.stdout.text).toBe('7.png\t7\t0.9991\n3.png\t3\t0.9991\n')
    expect(host.stderr.text).toBe(
      'x.png: IMAGE_UNREADABLE: Expected a picture but received x.png.\n1 of 3 inputs could not be read.\n',
    )
  })

  it('is not followed by a count if it is the only input', async () => {
    const host = fakeHost()
    expect(await main(['x.png'], host, use())).toBe(1)
    expect(host.stderr.text).toBe('x.png: IMAGE_UNREADABLE: Expected a picture but received x.png.\n')
  })

  it('keeps its place in the output', async () => {
    const host = fakeHost()
    await main(['7.png', 'no*.png', 'x.png', 'none*.png', '3.png', 'not*.png', '--jsonl'], host, use())
    const paths = host.stdout.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).path)
    expect(paths).toEqual(['7.png', 'no*.png', 'x.png', 'none*.png', '3.png', 'not*.png'])
  })

  it('is an object of the array with --json', async () => {
    const host = fakeHost()
    expect(await main(['x.png', '--json'], host, use())).toBe(1)
    expect(JSON.parse(host.stdout.text)).toEqual([
      { path: 'x.png', error: { code: 'IMAGE_UNREADABLE', message: 'Expected a picture but received x.png.' } },
    ])
  })
})

describe('A mistyped command', () => {
  const missing = (input: unknown): never => {
    throw new MnistModelError('IMAGE_NOT_FOUND', `Expected an image file at ${input} but there is none.`)
  }

  it.each([
    ['evalute', 'evaluate'],
    ['slftest', 'selftest'],
    ['inof', 'info'],
  ])('that is not a file gets a suggestion: %s', async (typed, command) => {
    const host = fakeHost()
    expect(await main([typed, 'photos'], host, use(fakeLibrary(missing)))).toBe(1)
    expect(host.stderr.text).toBe(
      `${typed}: IMAGE_NOT_FOUND: Expected an image file at ${typed} but there is none. ` +
        `Did you mean the command ${command}?\n` +
        'photos: IMAGE_NOT_FOUND: Expected an image file at photos but there is none.\n' +
        '2 of 2 inputs could not be read.\n',
    )
  })

  it.each([['7.png'], ['foo'], ['./inof'], ['no-such-folder']])('is not seen in %s', async (path) => {
    const host = fakeHost()
    await main([path], host, use(fakeLibrary(missing)))
    expect(host.stderr.text).toContain('IMAGE_NOT_FOUND')
    expect(host.stderr.text).not.toContain('Did you mean')
  })
})

describe('Wrong usage', () => {
  it.each([[['--nope']], [[]], [['7.png', '--top', '0']], [['7.png', '--json', '--csv']]])(
    'of %j ends with 2, a hint and nothing on stdout',
    async (argv) => {
      const host = fakeHost()
      expect(await main(argv, host, use())).toBe(2)
      expect(host.stderr.text).toMatch(/^mnist-predict: .+\.\nTry mnist-predict --help\.\n$/)
      expect(host.stdout.text).toBe('')
    },
  )

  it('is reading a picture from the keyboard', async () => {
    const host = fakeHost()
    Object.assign(host.stdin, { isTTY: true })
    expect(await main(['7.png', '-'], host, use())).toBe(2)
    expect(host.stdout.text).toBe('')
  })
})

describe('A terminal escape', () => {
  const hostile = 'a\x1b[2J\nb\x9b1m'
  const shown = 'a\\u001b[2J\\u000ab\\u009b1m'

  it.each([
    ['an unknown option', ['--a\x1b[2J\x9b1m'], 'Unknown option --a\\u001b[2J\\u009b1m.'],
    ['an argument too many', ['info', hostile], `Expected no ${shown} after info.`],
    ['a label folder that is none', ['evaluate', hostile], `Expected a folder that can be listed at ${shown} `],
  ])('is printed harmlessly in a usage error: %s', async (_title, argv, message) => {
    const host = fakeHost()
    expect(await main(argv, host, use())).toBe(2)
    expect(host.stderr.text).toContain(`mnist-predict: ${message}`)
  })

  it('is printed harmlessly in an error of the library', async () => {
    const host = fakeHost()
    const say = () => {
      throw new MnistModelError('IMAGE_NOT_FOUND', `Expected a file at ${hostile}.`)
    }
    await main(['7.png'], host, use(fakeLibrary(say)))
    const createPredictor = () => Promise.reject(new MnistModelError('MODEL_CORRUPT', hostile))
    await main(['7.png'], host, use(fakeLibrary(readName, { createPredictor })))
    expect(host.stderr.text).toBe(
      `7.png: IMAGE_NOT_FOUND: Expected a file at ${shown}.\nmnist-predict: MODEL_CORRUPT: ${shown}\n`,
    )
  })

  it('is printed harmlessly in a stack, whose line breaks are kept', async () => {
    const host = fakeHost()
    const say = () => {
      throw new TypeError('a\x1b[2J')
    }
    await main(['7.png'], host, use(fakeLibrary(say)))
    expect(host.stderr.text).toMatch(/^mnist-predict: TypeError: a\\u001b\[2J\n {4}at /)
  })

  it.each(['info', 'selftest'])('is escaped in what %s tells of an engine', async (command) => {
    const said = 'cannot load \x1b[2J\x9b1m'
    const library = fakeLibrary(readName, {
      engines: async () => [{ name: 'builtin', available: true, version: null, detail: said, remedy: null }],
      selftest: async () => ({
        ok: false,
        model: { ok: false, expected: '', problem: said },
        engines: [],
        decoders: [],
      }),
    })
    for (const options of [[], ['--json']]) {
      const host = fakeHost()
      await main([command, ...options], host, use(library))
      expect(host.stdout.text).toContain('cannot load \\u001b[2J\\u009b1m')
      for (const control of ['\x1b', '\x9b']) expect(host.stdout.text).not.toContain(control)
    }
  })

  it('is printed harmlessly in CSV on a terminal', async () => {
    const host = fakeHost({ stdout: new Paper(true) })
    await main(['a\x1b[2J/7.png', '--csv'], host, use())
    expect(host.stdout.text).not.toContain('\x1b')
  })
})

describe('A failure of the whole run', () => {
  it('with a typed error is reported with its code and without a stack', async () => {
    const host = fakeHost()
    const library = fakeLibrary(readName, {
      createPredictor: () => Promise.reject(new MnistModelError('MODEL_CORRUPT', 'Expected another hash.')),
    })
    expect(await main(['7.png'], host, use(library))).toBe(1)
    expect(host.stderr.text).toBe('mnist-predict: MODEL_CORRUPT: Expected another hash.\n')
  })

  it('with another error is reported with its stack', async () => {
    const host = fakeHost()
    const library = fakeLibrary(() => {
      throw new TypeError('ours')
    })
    expect(await main(['7.png'], host, use(library))).toBe(1)
    expect(host.stderr.text).toMatch(/^mnist-predict: TypeError: ours\n {4}at /)
  })

  it('leaves --json valid', async () => {
    const host = fakeHost()
    const library = fakeLibrary((input) => {
      if (input === '3.png') throw new TypeError('ours')
      return readName(input)
    })
    expect(await main(['7.png', '3.png', '--json'], host, use(library))).toBe(1)
    expect(JSON.parse(host.stdout.text).map(({ path }: { path: string }) => path)).toEqual(['7.png'])
  })
})

describe('A closed output', () => {
  it('stops the work without a failure', async () => {
    const read: unknown[] = []
    const stdout = new Paper(false, 80, () => (read.length > 1 ? failing('EPIPE')() : null))
    const host = fakeHost({ stdout })
    const library = fakeLibrary((input) => {
      read.push(input)
      return readName(input)
    })
    expect(await main(['1.png', '2.png', '3.png', '4.png', '5.png'], host, use(library))).toBe(0)
    expect(host.stdout.text).toBe('1.png\t1\t0.9991\n')
    expect(host.stderr.text).toBe('')
    expect(read.length).toBeLessThan(5)
  })

  it('of stderr is ignored', async () => {
    const host = fakeHost({ stderr: new Paper(false, 80, failing('EPIPE')) })
    expect(await main(['x.png', '7.png'], host, use())).toBe(1)
    expect(host.stdout.text).toBe('7.png\t7\t0.9991\n')
  })

  it('of a full disk is a failure', async () => {
    const host = fakeHost({ stdout: new Paper(false, 80, failing('ENOSPC')) })
    expect(await main(['7.png'], host, use())).toBe(1)
    expect(host.stderr.text).toBe('mnist-predict: Cannot write: write ENOSPC.\n')
  })
})

describe('An interrupt', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s ends with %i after complete lines, without a message', async (signal, exitCode) => {
    const host = fakeHost()
    const library = fakeLibrary((input) => {
      if (input === '2.png') host.emit(signal)
      return readName(input)
    })
    expect(await main(['1.png', '2.png', '3.png'], host, use(library))).toBe(exitCode)
    expect(host.stdout.text).toBe('1.png\t1\t0.9991\n')
    expect(host.stderr.text).toBe('')
    expect(library.closed).toBe(1)
  })

  it('leaves --json valid', async () => {
    const host = fakeHost()
    const library = fakeLibrary((input) => {
      if (input === '2.png') host.emit('SIGINT')
      return readName(input)
    })
    expect(await main(['1.png', '2.png', '3.png', '--json'], host, use(library))).toBe(130)
    expect(JSON.parse(host.stdout.text).map(({ path }: { path: string }) => path)).toEqual(['1.png'])
  })

  it('ends a wait for stdin', async () => {
    const host = fakeHost()
    const library = fakeLibrary(async (input) => {
      setImmediate(() => host.emit('SIGINT'))
      await buffer(input as Readable).catch(() => {})
      return prediction(7)
    })
    expect(await main(['-'], host, use(library))).toBe(130)
  })

  it('is handled once: Node handles the second one', async () => {
    const host = fakeHost()
    const counts: number[] = []
    const library = fakeLibrary((input) => {
      host.emit('SIGINT')
      counts.push(host.listenerCount('SIGINT'))
      return readName(input)
    })
    await main(['1.png'], host, use(library))
    expect(counts).toEqual([0])
  })
})

describe('A FIFO in a folder', () => {
  it.runIf(process.platform !== 'win32')('is reported and fails nothing (where there are FIFOs)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'main-'))
    try {
      writeFileSync(join(folder, '1.png'), '')
      execFileSync('mkfifo', [join(folder, '2.png')])
      const host = fakeHost()
      expect(await main([folder, '--quiet'], host, use())).toBe(0)
      expect(host.stdout.text).toBe('1\n')
      expect(host.stderr.text).toBe(`${join(folder, '2.png')}: skipped, because it is not a regular file\n`)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('A folder with a bad file', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'main-'))
    for (const name of ['1.png', '2.png', 'bad.png', 'notes.txt']) writeFileSync(join(folder, name), '')
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  it('is read to the end', async () => {
    const host = fakeHost()
    expect(await main([folder, '--quiet'], host, use())).toBe(1)
    expect(host.stdout.text).toBe('1\n2\n-\n')
  })
})
