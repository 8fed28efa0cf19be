import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { UsageError } from '../../../src/cli/exit.js'
import { matcher } from '../../../src/cli/glob.js'
import { findInputs, type InputEntry } from '../../../src/cli/inputs.js'

const posix = process.platform !== 'win32'
const linux = process.platform === 'linux'
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inputs-'))
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

function touch(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), '')
  }
}

/** What is found, with the folder of the test left out; a failure is its message. */
async function find(paths: readonly string[], signal = new AbortController().signal): Promise<string[]> {
  const found: InputEntry[] = []
  for await (const each of findInputs(paths, () => new PassThrough(), signal)) found.push(each)
  return found.map(({ path, error, skipped }) =>
    (error?.message ?? (skipped ? `${path}: ${skipped}` : path)).replaceAll(root, '').replace(/^\//, ''),
  )
}

describe('A file that is named', () => {
  it('is tried whatever its name, and whether it exists or not', async () => {
    touch('.hidden', 'x.txt')
    expect(await find([join(root, '.hidden'), join(root, 'x.txt'), join(root, 'none.png')])).toEqual([
      '.hidden',
      'x.txt',
      'none.png',
    ])
  })

  it('is read even if its name looks like a glob', async () => {
    touch('x[1].png', 'x1.png')
    expect(await find([join(root, 'x[1].png')])).toEqual(['x[1].png'])
  })

  it('is told how to be read if Node could not pass its name on', async () => {
    expect(await find(['caf\ufffd.png'])).toEqual([
      'Expected a file at caf\ufffd.png but there is none. If its name is not UTF-8, give its folder, or a pattern in quotes.',
    ])
  })

  it('is read if its name truly holds U+FFFD', async () => {
    touch('caf\ufffd.png')
    expect(await find([join(root, 'caf\ufffd.png')])).toEqual(['caf\ufffd.png'])
  })

  it('is read as often as it is named, in the order of the names', async () => {
    expect(await find(['b.png', 'a.png', 'b.png'])).toEqual(['b.png', 'a.png', 'b.png'])
  })

  it('may be a URL, which the library validates', async () => {
    expect(await find(['https://example.org/?*.png'])).toEqual(['https://example.org/?*.png'])
  })
})

describe('A folder', () => {
  it('gives its pictures and those in sub-folders, in natural order', async () => {
    touch('10.png', '9.png', '9/b.GIF', '9/a.JPeG', 'z.webp', 'y.jpg')
    expect(await find([root])).toEqual(['9/a.JPeG', '9/b.GIF', '9.png', '10.png', 'y.jpg', 'z.webp'])
  })

  it('skips other files, hidden entries and node_modules', async () => {
    touch('a.png', 'a.txt', 'png', '.b.png', '.git/c.png', 'node_modules/d.png')
    expect(await find([root])).toEqual(['a.png'])
  })

  it('keeps the spelling of the user', async () => {
    touch('a.png')
    expect(await find([`${root}/`, `${root}/.`])).toEqual(['a.png', './a.png'])
  })

  it('is walked once if links form a cycle', async () => {
    touch('a/x.png')
    symlinkSync(root, join(root, 'a', 'up'))
    symlinkSync(join(root, 'a'), join(root, 'b'))
    symlinkSync('self.png', join(root, 'self.png'))
    expect(await find([root])).toEqual(['a/x.png', 'self.png'])
  })

  it('gives linked pictures, and dangling links, so that they are reported', async () => {
    touch('a.png')
    symlinkSync(join(root, 'a.png'), join(root, 'b.png'))
    symlinkSync(join(root, 'nothing'), join(root, 'c.png'))
    expect(await find([root])).toEqual(['a.png', 'b.png', 'c.png'])
  })

  it('that cannot be listed is a failure, and the rest is read', async () => {
    touch('a.png', 'b/c.png', 'd.png')
    const found: string[] = []
    for await (const { path, error } of findInputs([root], () => new PassThrough(), new AbortController().signal)) {
      if (found.length === 0) rmSync(join(root, 'b'), { recursive: true })
      found.push((error?.message ?? path).replaceAll(root, ''))
    }
    expect(found).toEqual(['/a.png', 'Expected a folder that can be listed at /b but received ENOENT.', '/d.png'])
  })

  it('without a picture is a failure, and the rest is read', async () => {
    touch('x.txt')
    expect(await find([root, 'x.png'])).toEqual([
      'Expected .png, .jpg, .jpeg, .webp or .gif files in the folder  but there are none.',
      'x.png',
    ])
  })

  it.runIf(posix)('skips a FIFO and reports it (not on Windows, which has none)', async () => {
    touch('a.png', 'c.png')
    execFileSync('mkfifo', [join(root, 'b.png'), join(root, 'pipe')])
    symlinkSync('/dev/zero', join(root, 'd.png'))
    expect(await find([root])).toEqual([
      'a.png',
      'b.png: skipped, because it is not a regular file',
      'c.png',
      'd.png: skipped, because it is not a regular file',
    ])
  })

  it.runIf(posix)('with only a FIFO has no picture (not on Windows, which has none)', async () => {
    execFileSync('mkfifo', [join(root, 'b.png')])
    expect(await find([root])).toEqual([
      'b.png: skipped, because it is not a regular file',
      'Expected .png, .jpg, .jpeg, .webp or .gif files in the folder  but there are none.',
    ])
  })

  it.runIf(linux)('gives names that are not UTF-8 as bytes (on Linux, which allows them)', async () => {
    const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from('é\xe9', 'latin1')])
    mkdirSync(folder)
    writeFileSync(Buffer.concat([folder, Buffer.from('/\xff.png', 'latin1')]), 'seven')
    writeFileSync(Buffer.concat([folder, Buffer.from('/ü.png')]), 'eight')
    for (const path of [root, join(root, '*'), join(root, '**/*.png')]) {
      const found: InputEntry[] = []
      for await (const each of findInputs([path], () => new PassThrough(), new AbortController().signal))
        found.push(each)
      expect(found.map((each) => each.path.slice(root.length))).toEqual([
        '/\udce9\udce9/ü.png',
        '/\udce9\udce9/\udcff.png',
      ])
      expect(await Promise.all(found.map(({ input }) => text(input as Readable)))).toEqual(['eight', 'seven'])
    }
  })

  it('can be interrupted while it is walked', async () => {
    touch(...Array.from({ length: 50 }, (_, index) => `${index}.png`))
    // A clock by which every entry takes too long.
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
    const stop = new AbortController()
    let found = 0
    for await (const _ of findInputs([root], () => new PassThrough(), stop.signal)) {
      if (found++ === 0) setImmediate(() => stop.abort())
    }
    vi.restoreAllMocks()
    expect(found).toBeLessThan(50)
  })

  it('is not walked any further after an abort', async () => {
    touch('a.png', 'b.png')
    const stop = new AbortController()
    const found: string[] = []
    for await (const { path } of findInputs([root, 'c.png'], () => new PassThrough(), stop.signal)) {
      found.push(path)
      stop.abort()
    }
    expect(found).toEqual([join(root, 'a.png')])
  })
})

describe('A glob', () => {
  it('gives the files that match, in natural order', async () => {
    touch('10/x.png', '9/x.png', '9/y.jpg', '9/.z.png')
    expect(await find([join(root, '*/*.png')])).toEqual(['9/x.png', '10/x.png'])
  })

  it('gives every file that matches, as a shell does', async () => {
    touch('a.txt', 'b.png')
    expect(await find([join(root, '?.*')])).toEqual(['a.txt', 'b.png'])
  })

  it('walks the folders that match', async () => {
    touch('a1/x.png', 'a2/b/y.png', 'a2/z.txt')
    expect(await find([join(root, 'a*')])).toEqual(['a1/x.png', 'a2/b/y.png'])
  })

  it('descends at **, but not into node_modules', async () => {
    touch('a.png', 'b/c/d.png', 'b/node_modules/e.png')
    expect(await find([join(root, '**/*.png')])).toEqual(['a.png', 'b/c/d.png'])
  })

  it('supports braces and sets', async () => {
    touch('a.png', 'b.png', 'c.jpg', 'd.png')
    expect(await find([join(root, '[ab].{png,jpg}'), join(root, '{c,d}.jpg')])).toEqual(['a.png', 'b.png', 'c.jpg'])
  })

  it('is not followed any further after an abort', async () => {
    touch('a.png', 'b.png')
    const stop = new AbortController()
    const found: string[] = []
    for await (const { path } of findInputs([join(root, '*.png')], () => new PassThrough(), stop.signal)) {
      found.push(path)
      stop.abort()
    }
    expect(found).toEqual([join(root, 'a.png')])
  })

  it('that names no folder starts from the working directory', async () => {
    expect(await find(['package*.json', '{tsconfig,biome}.json'])).toEqual([
      'package-lock.json',
      'package.json',
      'biome.json',
      'tsconfig.json',
    ])
  })

  it('keeps the spelling of its beginning', async () => {
    touch('a/x.png')
    expect(await find([`${root}/./a/../a/*.png`])).toEqual(['./a/../a/x.png'])
  })

  it.each([
    ['{a,{b,c}}{1,}.png', ['a.png', 'b1.png', 'c.png']],
    ['{1..3}.png', ['2.png', '3.png']],
    ['{x,y/z}/*.png', ['x/1.png', 'y/z/1.png']],
    ['[!b-z]*.png', ['{a}.png', '2.png', '3.png', 'a.png']],
    ['[]b]1.png', ['b1.png']],
    ['{a}*', ['{a}.png']],
    ['.h*', ['.h.png']],
    ['**/**/1.png', ['x/1.png', 'y/z/1.png']],
    ['x/../?.png', ['x/../2.png', 'x/../3.png', 'x/../a.png', 'x/../c.png']],
    ['l*', ['link.png']],
  ])('is expanded as by a shell: %s', async (pattern, paths) => {
    touch('a.png', 'b1.png', 'c.png', '2.png', '3.png', 'x/1.png', 'y/z/1.png', '{a}.png', '.h.png')
    symlinkSync('nothing', join(root, 'link.png'))
    expect(await find([`${root}/${pattern}`])).toEqual(paths)
  })

  it.each(['{1..100000000}', '{a,b}'.repeat(10), '{'.repeat(100_000)])(
    'whose braces stand for too much is wrong usage: %#',
    async (pattern) => {
      await expect(find([`${pattern}*`])).rejects.toThrow(UsageError)
    },
  )

  it('descends once if links form a cycle', async () => {
    touch('a/x.png')
    symlinkSync(root, join(root, 'a', 'up'))
    expect(await find([join(root, '**/*.png')])).toEqual(['a/x.png'])
  })

  it('without a match is a failure, and the rest is read', async () => {
    expect(await find([`${root}/*.png`, 'x.png'])).toEqual([
      'Expected files that match /*.png but there are none.',
      'x.png',
    ])
  })
})

describe('A pattern', () => {
  it.each(['*a*a*a*a*a*ab', `${'*a'.repeat(60)}b`, '*'.repeat(60_000), `${'[a-z]*'.repeat(60)}!`])(
    'is matched against the longest of names in a bounded number of steps: %#',
    (pattern) => {
      const add = vi.spyOn(Set.prototype, 'add')
      const matches = matcher(pattern)(`${'a'.repeat(254)}c`)
      expect(add.mock.calls.length).toBeLessThan(100_000)
      add.mockRestore()
      expect(matches).toBe(/^\*+$/.test(pattern))
    },
  )
})

describe('Stdin', () => {
  it('is ended by an abort', async () => {
    const stdin = new PassThrough()
    const stop = new AbortController()
    const { value } = await findInputs(['-'], () => stdin, stop.signal).next()
    expect(value?.path).toBe('-')
    stop.abort()
    expect(stdin.destroyed).toBe(true)
  })
})
