import { describe, expect, it } from 'vitest'
import { painter } from '../../../src/cli/colour.js'
import { type Answer, type FormatName, formats } from '../../../src/cli/formats.js'
import type { Layout } from '../../../src/cli/layout.js'
import { prediction, rejected } from './fakes.js'

const layout: Layout = { top: null, paint: painter(false), colour: false, terminal: false, columns: 80 }
const seven: Answer = { path: 'x.png', prediction: prediction(7) }
const blank: Answer = { path: 'paper.png', prediction: rejected(1, 'blank') }
const failed: Answer = { path: 'y.png', error: { code: 'IMAGE_NOT_FOUND', message: 'Expected a file.' } }

function write(name: FormatName, answers: readonly Answer[], changes: Partial<Layout> = {}): string {
  const format = formats[name]({ ...layout, ...changes })
  return format.head + answers.map((answer) => format.answer(answer)).join('') + format.tail()
}

describe('On a terminal', () => {
  it('digits are in a column, and rejections have a reason', () => {
    expect(write('terminal', [seven, failed, blank])).toBe(
      '7   99.91 %  x.png\n-            paper.png  not a digit (blank)\n',
    )
  })

  it('a reason of several words has spaces', () => {
    const several = { path: 'x.png', prediction: rejected(1, 'several-marks') }
    expect(write('terminal', [several])).toContain('not a digit (several marks)')
  })

  it('the reason not-a-digit is not repeated', () => {
    const letter = { path: 'x.png', prediction: rejected(1, 'not-a-digit') }
    expect(write('terminal', [letter])).toContain('not a digit, best guess 1')
  })

  it('the most probable digits follow the path', () => {
    expect(write('terminal', [seven], { top: 2 })).toBe('7   99.91 %  x.png  7  99.91 %  0   0.01 %\n')
  })

  it('the digit is bold and the confidence dim', () => {
    expect(write('terminal', [seven], { paint: painter(true), colour: true })).toBe(
      '\x1b[1m7\x1b[22m  \x1b[2m 99.91 %\x1b[22m  x.png\n',
    )
  })

  it('a path cannot move the cursor', () => {
    const path = 'a\x1b[2J\x9b1m.png'
    expect(write('terminal', [{ ...seven, path }])).toBe('7   99.91 %  "a\\u001b[2J\\u009b1m.png"\n')
  })
})

describe('On a terminal with a failure', () => {
  it('--show draws nothing for it', () => {
    expect(write('show', [failed])).toBe('')
  })
})

describe('In a pipe', () => {
  it('a line has path, digit and confidence, and failures have none', () => {
    expect(write('table', [seven, failed, blank])).toBe('x.png\t7\t0.9991\npaper.png\t-\t0.9991\n')
  })

  it('pairs of digit and probability come after them', () => {
    expect(write('table', [seven], { top: 2 })).toBe('x.png\t7\t0.9991\t7\t0.9991\t0\t0.0001\n')
  })

  it.each([
    ['a path with a backslash stays as it is', 'a\\b.png', 'a\\b.png'],
    ['a tab makes the path a JSON string', 'a\tb.png', '"a\\tb.png"'],
    ['a line break makes the path a JSON string', 'a\nb.png', '"a\\nb.png"'],
    ['a mark that turns the order of writing makes the path a JSON string', 'a\u202egnp.exe', '"a\\u202egnp.exe"'],
    ['half a surrogate pair makes the path a JSON string', 'a\udcff.png', '"a\\udcff.png"'],
    ['a leading quotation mark makes the path a JSON string', '"a".png', '"\\"a\\".png"'],
  ])('%s', (_title, path, cell) => {
    expect(write('table', [{ ...seven, path }])).toBe(`${cell}\t7\t0.9991\n`)
  })
})

describe('--json', () => {
  it('is one array that includes failures', () => {
    expect(JSON.parse(write('json', [seven, failed]))).toEqual([
      { path: 'x.png', ...prediction(7) },
      { path: 'y.png', error: { code: 'IMAGE_NOT_FOUND', message: 'Expected a file.' } },
    ])
  })

  it('is an array for one prediction or none', () => {
    expect(JSON.parse(write('json', [seven]))).toHaveLength(1)
    expect(write('json', [])).toBe('[]\n')
  })

  it('names the most probable digits in order', () => {
    expect(JSON.parse(write('json', [seven], { top: 2 }))[0].top).toEqual([
      { digit: 7, probability: 0.9991 },
      { digit: 0, probability: 0.0001 },
    ])
  })

  it('has null for the digit of a rejected picture, and keeps the best guess', () => {
    expect(JSON.parse(write('json', [blank]))).toEqual([{ path: 'paper.png', ...rejected(1, 'blank') }])
  })

  it.each(['json', 'jsonl'] as const)('escapes what a terminal would obey, also with --%s', (name) => {
    const path = 'a\x1b[2J\x7f\x9b1m\u202e.png'
    const written = write(name, [{ ...seven, path }])
    expect(written).toContain('"a\\u001b[2J\\u007f\\u009b1m\\u202e.png"')
    expect([JSON.parse(written)].flat()[0].path).toBe(path)
  })

  it('omits the raster', () => {
    const answer: Answer = { path: 'x.png', prediction: prediction(7, { raster: new Uint8Array(784) }) }
    expect(JSON.parse(write('json', [answer]))[0]).not.toHaveProperty('raster')
  })
})

describe('--jsonl', () => {
  it('has one object a line, in the order of the inputs', () => {
    const lines = write('jsonl', [failed, seven, blank]).split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => JSON.parse(line).path)).toEqual(['y.png', 'x.png', 'paper.png'])
  })
})

describe('--csv', () => {
  it('has a header, a row for every input, and no digit for a rejected picture', () => {
    expect(write('csv', [seven, failed, blank])).toBe(
      'path,digit,bestGuess,confidence,isDigit,rejection,score,error\r\n' +
        'x.png,7,7,0.9991,true,,0.9877,\r\n' +
        'y.png,,,,,,,IMAGE_NOT_FOUND\r\n' +
        'paper.png,,1,0.9991,false,blank,0.9877,\r\n',
    )
  })

  it('has two more columns for each of the most probable digits', () => {
    expect(write('csv', [seven, failed], { top: 2 })).toBe(
      'path,digit,bestGuess,confidence,isDigit,rejection,score,error,digit1,probability1,digit2,probability2\r\n' +
        'x.png,7,7,0.9991,true,,0.9877,,7,0.9991,0,0.0001\r\n' +
        'y.png,,,,,,,IMAGE_NOT_FOUND,,,,\r\n',
    )
  })

  it('quotes cells that would break a row', () => {
    expect(write('csv', [{ ...seven, path: 'a "b",\nc.png' }])).toContain('\r\n"a ""b"",\nc.png",7,7,')
  })
})

describe('A path with --csv', () => {
  const cell = (path: string, changes: Partial<Layout> = {}) =>
    write('csv', [{ ...seven, path }], changes).slice(write('csv', []).length, -',7,7,0.9991,true,,0.9877,\r\n'.length)

  it('is raw in a pipe, and printable on a terminal', () => {
    const path = 'a\x1b[2J.png'
    expect(cell(path)).toBe(path)
    expect(cell(path, { terminal: true })).toBe('"""a\\u001b[2J.png"""')
  })

  it('is escaped in a pipe too if it is not UTF-8', () => {
    expect(cell('\udcff.png')).toBe('"""\\udcff.png"""')
  })

  it.each([
    ["=cmd|' /c calc'!A1.png", "'=cmd|' /c calc'!A1.png"],
    ['+1.png', "'+1.png"],
    ['-1.png', "'-1.png"],
    ['@a.png', "'@a.png"],
    ['\ta.png', "'\ta.png"],
    ['\ra.png', '"\'\ra.png"'],
    ['=a,b.png', '"\'=a,b.png"'],
  ])('that a spreadsheet would take for a formula begins with an apostrophe: %j', (path, guarded) => {
    expect(cell(path)).toBe(guarded)
  })

  it('is unchanged if it has a = further on, or is the - of stdin', () => {
    expect(['a=1.png', './-1.png', '-'].map((path) => cell(path))).toEqual(['a=1.png', './-1.png', '-'])
  })
})

describe('--quiet', () => {
  it('has a line for every input, with - if there is no digit', () => {
    expect(write('quiet', [seven, failed, blank])).toBe('7\n-\n-\n')
  })
})
