import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { placeFor, writeAtomically } from '../../../src/cli/atomic-write.js'
import { main } from '../../../src/cli/main.js'
import { Output } from '../../../src/cli/output.js'
import { parseOptions } from '../../../src/cli/parse.js'
import { Progress } from '../../../src/cli/progress.js'
import { mostBytes, readOriginals } from '../../../src/cli/report/originals.js'
import { MnistModelError } from '../../../src/index.js'
import { fixture } from '../../helpers/fixtures.js'
import { removeFolder, temporaryFolder, writeFiles } from '../../helpers/folders.js'
import { fakeHost, fakeLibrary, Paper, readName } from './fakes.js'

const ignore = () => {}
let folder: string

const linux = process.platform === 'linux'

function link(target: string, name: string): string {
  symlinkSync(target, join(folder, name))
  return join(folder, name)
}

beforeEach(() => {
  // The names say what is read.
  folder = temporaryFolder({
    'set/1/1.png': '',
    'set/1/pen/1.png': '',
    'set/1/7.jpg': '',
    'set/7/7.png': '',
    'set/letters/4.png': '',
    'set/loose.png': '',
    'set/.hidden/1.png': '',
  })
})

afterEach(() => removeFolder(folder))

async function evaluate(
  options: readonly string[],
  { library = fakeLibrary(), host = fakeHost(), set = 'set' }: Partial<Parameters> = {},
) {
  const exitCode = await main(['evaluate', join(folder, set), ...options], host, async () => library)
  return { exitCode, stdout: host.stdout.text, stderr: host.stderr.text }
}

interface Parameters {
  library: ReturnType<typeof fakeLibrary>
  host: ReturnType<typeof fakeHost>
  set: string
}

const request = { command: 'evaluate', folder: 'a', json: false, html: null, top: 20, engine: 'builtin', color: null }

describe('mnist-predict evaluate', () => {
  it.each([
    ['evaluate a', request],
    ['evaluate a --json', { ...request, json: true }],
    ['evaluate a --html x.html', { ...request, html: 'x.html' }],
    ['evaluate a --top 0', { ...request, top: 0 }],
    ['evaluate a -k 1000', { ...request, top: 1000 }],
    ['evaluate --engine onnxruntime a', { ...request, engine: 'onnxruntime' }],
    ['evaluate a --no-color', { ...request, color: false }],
    ['evaluate -- -a', { ...request, folder: '-a' }],
  ])('reads `%s`', async (argv, expected) => {
    expect(await parseOptions(argv.split(' '), 80)).toEqual(expected)
  })

  it.each([
    ['evaluate', 'Expected a folder after evaluate but received none.'],
    ['evaluate a b', 'Expected no b after evaluate.'],
    ['evaluate a --csv', 'Expected no --csv after evaluate.'],
    ['evaluate a --html', 'Expected a value after --html.'],
    ['evaluate a --top 1001', 'Expected a whole number from 0 to 1000 for --top but received "1001".'],
    ['a --html x.html', 'Expected no --html without evaluate.'],
  ])('refuses `%s`', async (argv, message) => {
    await expect(parseOptions(argv.split(' '), 80)).rejects.toThrow(message)
  })

  it('uses the folder as the label, sub-folders included, and all other folders as negatives', async () => {
    const { exitCode, stdout, stderr } = await evaluate(['--json'])
    const { accuracy, confusion, negatives } = JSON.parse(stdout)
    expect(accuracy).toMatchObject({ count: 3, n: 4 })
    expect(confusion[1]).toEqual([0, 2, 0, 0, 0, 0, 0, 1, 0, 0])
    expect(negatives).toMatchObject([{ folder: 'letters', falseAccepts: { count: 1, n: 1 } }])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  it('names the model, the engine and the package', async () => {
    const record = JSON.parse((await evaluate(['--json'])).stdout)
    expect(record).toMatchObject({
      folder: join(folder, 'set'),
      package: expect.stringMatching(/^\d+\.\d+\.\d+/),
      model: { name: 'mnist', version: '1.2.3', sha256: 'ab'.repeat(32) },
      engine: 'builtin',
    })
  })

  it('prints a table, and colours it for a terminal only', async () => {
    const plain = await evaluate([])
    expect(plain.stdout).toContain('\naccuracy                 75.00 %             3 of 4')
    expect(plain.stdout).toContain(`\n  1 read as 7  99.91 %  ${join(folder, 'set/1/7.jpg')}\n`)
    expect(plain.stdout).not.toContain('\x1b')
    const coloured = await evaluate([], { host: fakeHost({ stdout: new Paper(true) }) })
    expect(coloured.stdout).toContain('1 read as \x1b[31m7\x1b[39m')
  })

  it('shows at most the requested number of mistakes', async () => {
    expect(JSON.parse((await evaluate(['--json', '--top', '0'])).stdout).mistakes.wrong).toEqual({
      count: 1,
      shown: [],
    })
  })

  it('passes the engine on, and closes the predictor', async () => {
    const engines: unknown[] = []
    const plain = fakeLibrary()
    const library = fakeLibrary(readName, {
      createPredictor: (options) => {
        engines.push(options?.engine)
        return plain.createPredictor(options)
      },
    })
    await evaluate(['--engine', 'onnxruntime'], { library })
    expect([engines, plain.closed]).toEqual([['onnxruntime'], 1])
  })

  it('follows a link to a folder of pictures', async () => {
    symlinkSync(join(folder, 'set/7'), join(folder, 'set/9'))
    expect(JSON.parse((await evaluate(['--json'])).stdout).confusion[9][7]).toBe(1)
  })
})

describe('A file that evaluate cannot read', () => {
  it.runIf(process.platform !== 'win32')(
    'is skipped with a report if it is a FIFO (where there are FIFOs)',
    async () => {
      execFileSync('mkfifo', [join(folder, 'set/7/8.png')])
      const { exitCode, stdout, stderr } = await evaluate(['--json'])
      expect(JSON.parse(stdout)).toMatchObject({ accuracy: { n: 4 }, unreadable: [] })
      expect(stderr).toBe(`${join(folder, 'set/7/8.png')}: skipped, because it is not a regular file\n`)
      expect(exitCode).toBe(0)
    },
  )

  it('is reported on stderr with its code, counts in no figure, and makes the exit code 1', async () => {
    writeFiles(folder, { 'set/7/torn.png': '' })
    const { exitCode, stdout, stderr } = await evaluate(['--json'])
    const torn = join(folder, 'set/7/torn.png')
    const message = 'Expected a picture but received torn.png.'
    expect(stderr).toBe(`${torn}: IMAGE_UNREADABLE: ${message}\n`)
    expect(JSON.parse(stdout)).toMatchObject({
      accuracy: { n: 4 },
      unreadable: [{ path: torn, code: 'IMAGE_UNREADABLE', message }],
    })
    expect(exitCode).toBe(1)
  })

  it('does not shift the labels of the pictures after it', async () => {
    writeFiles(folder, { 'set/1/0-torn.png': '' })
    expect(JSON.parse((await evaluate(['--json'])).stdout).accuracy).toMatchObject({ count: 3, n: 4 })
  })

  it('is all that is reported if no digit could be read', async () => {
    writeFiles(folder, { 'bad/3/torn.png': '', 'bad/letters/4.png': '' })
    const { exitCode, stdout, stderr } = await evaluate([], { set: 'bad' })
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toContain(`No picture in the folders 0 to 9 of ${join(folder, 'bad')} could be read.\n`)
  })

  it('is a usage error if it is the folder, or the folder has no labels', async () => {
    for (const [set, message] of [
      ['set/letters', `Expected folders named 0 to 9 in ${join(folder, 'set/letters')} but there are none.`],
      ['nowhere', `Expected a folder that can be listed at ${join(folder, 'nowhere')} but received ENOENT.`],
      [
        'set/loose.png',
        `Expected a folder that can be listed at ${join(folder, 'set/loose.png')} but received ENOTDIR.`,
      ],
    ] as const) {
      const { exitCode, stdout, stderr } = await evaluate([], { set })
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toBe(`mnist-predict: ${message}\nTry mnist-predict --help.\n`)
    }
  })
})

describe('A terminal escape', () => {
  it('is printed harmlessly in the table, the JSON and the failures of an evaluation', async () => {
    writeFiles(folder, { 'set/1/\x1b[2J\x7f/7.png': '', 'set/7/torn\x1b[2J\x7f.png': '' })
    const [table, json] = [await evaluate([]), await evaluate(['--json'])]
    for (const text of [table.stdout, json.stdout, table.stderr]) {
      expect(text).toContain('\\u001b[2J\\u007f')
      for (const control of ['\x1b', '\x7f']) expect(text).not.toContain(control)
    }
  })
})

describe('--html', () => {
  const withRaster = () =>
    fakeLibrary((input, options) => {
      expect(options.raster).toBe(true)
      return { ...readName(input), raster: new Uint8Array(784) }
    })

  it('writes a report beside the table', async () => {
    const { exitCode, stdout } = await evaluate(['--html', join(folder, 'x.html')], { library: withRaster() })
    const text = readFileSync(join(folder, 'x.html'), 'utf8')
    expect(text).toContain('<title>75.00 % read right, ')
    expect(text).toContain('<strong>1 read as 7</strong>')
    expect(stdout).toContain('accuracy')
    expect(exitCode).toBe(0)
  })

  it('reports on stderr the file and its size', async () => {
    const path = join(folder, 'x.html')
    const { stderr } = await evaluate(['--html', path], { library: withRaster() })
    expect(stderr).toBe(`Wrote ${path} (${(statSync(path).size / 1000).toFixed(1)} kB).\n`)
  })

  it('replaces the report of an earlier run, also through a link', async () => {
    writeFiles(folder, { 'old.html': 'old' })
    symlinkSync(join(folder, 'old.html'), join(folder, 'x.html'))
    await evaluate(['--html', join(folder, 'x.html')], { library: withRaster() })
    expect(readFileSync(join(folder, 'old.html'), 'utf8')).toContain('<!doctype html>')
  })

  it('is refused before any picture is read if the file cannot be created', async () => {
    const library = fakeLibrary(() => {
      throw new Error('Nothing was to be read.')
    })
    const [none, taken] = [join(folder, 'none'), join(folder, 'set')]
    for (const [path, message] of [
      [join(none, 'x.html'), `Expected --html in a folder that exists but there is none at ${none}.`],
      [taken, `Expected a file for --html but ${taken} is something else.`],
    ] as const) {
      const { exitCode, stderr } = await evaluate(['--html', path], { library })
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: `mnist-predict: ${message}\nTry mnist-predict --help.\n`,
      })
    }
  })

  it('is written through a dangling link, which stays', async () => {
    mkdirSync(join(folder, 'pages'))
    symlinkSync('next.html', join(folder, 'x.html'))
    symlinkSync(join('pages', 'target.html'), join(folder, 'next.html'))
    const { exitCode } = await evaluate(['--html', join(folder, 'x.html')], { library: withRaster() })
    expect(exitCode).toBe(0)
    expect(readFileSync(join(folder, 'pages/target.html'), 'utf8')).toContain('<!doctype html>')
    expect(lstatSync(join(folder, 'x.html')).isSymbolicLink()).toBe(true)
    expect(lstatSync(join(folder, 'next.html')).isSymbolicLink()).toBe(true)
  })

  it('may have the longest name that the file system allows', async () => {
    const path = join(folder, `${'x'.repeat(250)}.html`)
    const { exitCode } = await evaluate(['--html', path], { library: withRaster() })
    expect(exitCode).toBe(0)
    expect(readFileSync(path, 'utf8')).toContain('<!doctype html>')
  })

  it.each([
    ['is empty', () => '', 'Expected a file for --html but received an empty path.'],
    [
      'is too long',
      () => join(folder, 'x'.repeat(300)),
      /^Expected a file that can be written for --html .*ENAMETOOLONG/,
    ],
    ['ends as a folder does', () => `${join(folder, 'x.html')}/`, /^Expected a file for --html but .*x\.html\/ /],
    ['lies below a file', () => join(folder, 'set/loose.png/x.html'), /ENOTDIR/],
    ['is a circle of links', () => link('x.html', 'x.html'), /ELOOP/],
    ['is a link into no folder', () => link('none/x.html', 'x.html'), /^Expected --html in a folder that exists /],
  ])('is refused before any picture is read if the path %s', async (_title, path, message) => {
    const library = fakeLibrary(() => {
      throw new Error('Nothing was to be read.')
    })
    const { exitCode, stderr } = await evaluate(['--html', path()], { library })
    expect(exitCode).toBe(2)
    expect(stderr.replace('mnist-predict: ', '')).toMatch(message)
  })

  it.runIf(linux)(
    'is refused if the folder is not writable (on Linux, where /proc is not writable for root either)',
    () => {
      expect(() => placeFor('/proc/self/x.html')).toThrow(/^Expected a file that can be written for --html /)
    },
  )

  it('leaves no file behind if nothing is written', () => {
    const before = readdirSync(folder)
    placeFor(join(folder, 'x.html'))
    expect(readdirSync(folder)).toEqual(before)
  })

  it('does not suppress the table if the report cannot be written', async () => {
    const pages = join(folder, 'pages')
    mkdirSync(pages)
    const library = fakeLibrary((input) => {
      rmSync(pages, { recursive: true, force: true })
      return { ...readName(input), raster: new Uint8Array(784) }
    })
    const { exitCode, stdout, stderr } = await evaluate(['--html', join(pages, 'x.html')], { library })
    expect(stdout).toContain('accuracy')
    expect(stderr).toMatch(/^Cannot write .*x\.html: ENOENT/)
    expect(exitCode).toBe(1)
  })
})

describe('An interrupt', () => {
  it('ends an evaluation with 130, and writes nothing', async () => {
    const host = fakeHost()
    const library = fakeLibrary((input) => {
      host.emit('SIGINT')
      return readName(input)
    })
    const before = readdirSync(folder)
    const { exitCode, stdout, stderr } = await evaluate(['--html', join(folder, 'x.html')], { library, host })
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 130, stdout: '', stderr: '' })
    expect(readdirSync(folder)).toEqual(before)
    expect(library.closed).toBe(1)
  })
})

describe('A file that is written atomically', () => {
  it('is unchanged if writing is aborted, with no temporary file beside it', async () => {
    const page = join(folder, 'x.html')
    writeFileSync(page, 'old')
    await expect(writeAtomically(page, 'new', AbortSignal.abort())).rejects.toThrow(/abort/i)
    expect(readFileSync(page, 'utf8')).toBe('old')
    expect(readdirSync(folder).sort()).toEqual(['set', 'x.html'])
  })
})

describe('The pictures of an HTML report', () => {
  const signal = new AbortController().signal

  it('keep their bytes, with the media type of these bytes', async () => {
    const png = fixture('digits', '7', 'upright-plain-pen.png')
    writeFileSync(join(folder, 'jpeg.png'), Buffer.from([0xff, 0xd8, 0xff, 0xe0]))
    const urls = await readOriginals([png, join(folder, 'jpeg.png')], signal)
    expect(urls.get(png)).toBe(`data:image/png;base64,${readFileSync(png).toString('base64')}`)
    expect(urls.get(join(folder, 'jpeg.png'))).toBe('data:image/jpeg;base64,/9j/4A==')
  })

  it('are omitted if they are too large, of another type or missing', async () => {
    const large = Buffer.alloc(mostBytes.each + 1)
    large.write('GIF89a', 'latin1')
    writeFiles(folder, { 'large.gif': large, 'page.png': '<svg onload="alert(1)">' })
    const paths = ['large.gif', 'page.png', 'gone.png'].map((name) => join(folder, name))
    expect((await readOriginals(paths, signal)).size).toBe(0)
  })

  it('are omitted if they are too large together', async () => {
    const gif = Buffer.alloc(mostBytes.each)
    gif.write('GIF89a', 'latin1')
    const names = Array.from({ length: 22 }, (_, index) => `${index}.gif`)
    writeFiles(folder, Object.fromEntries(names.map((name) => [name, gif])))
    const urls = await readOriginals(
      names.map((name) => join(folder, name)),
      signal,
    )
    expect(urls.size).toBe(mostBytes.all / mostBytes.each)
  })
})

describe('Progress', () => {
  it('is shown twice a second, after the first half second, and removed at the end', async () => {
    vi.useFakeTimers()
    try {
      const paper = new Paper(true)
      const progress = new Progress(new Output(paper, ignore, ignore), 2000)
      progress.done = 300
      await vi.advanceTimersByTimeAsync(499)
      expect(paper.writes).toEqual([])
      progress.done = 1000
      await vi.advanceTimersByTimeAsync(1)
      progress.done = 1500
      await vi.advanceTimersByTimeAsync(500)
      await progress.end()
      await vi.advanceTimersByTimeAsync(5000)
      expect(paper.writes).toEqual([
        '\r\x1b[2K1,000 of 2,000 pictures',
        '\r\x1b[2K1,500 of 2,000 pictures',
        '\r\x1b[2K',
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  it('is not shown for a short run', async () => {
    const { stderr } = await evaluate([], { host: fakeHost({ stderr: new Paper(true) }) })
    expect(stderr).toBe('')
  })
})

describe('An unavailable engine', () => {
  it('ends the evaluation with 1', async () => {
    const library = fakeLibrary(readName, {
      createPredictor: () => Promise.reject(new MnistModelError('ENGINE_UNAVAILABLE', 'Expected an engine.')),
    })
    const { exitCode, stderr } = await evaluate([], { library })
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'mnist-predict: ENGINE_UNAVAILABLE: Expected an engine.\n',
    })
  })
})
