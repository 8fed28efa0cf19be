import { describe, expect, it } from 'vitest'
import { painter } from '../../../src/cli/colour.js'
import type { Answer } from '../../../src/cli/formats.js'
import { main } from '../../../src/cli/main.js'
import { numberFormats } from '../../../src/cli/number-formats.js'
import type { NumberPrediction } from '../../../src/index.js'
import { fakeHost, fakeLibrary, readNumberName } from './fakes.js'

const layout = { top: null, paint: painter(false), colour: false, terminal: false, columns: 80 }
const answers: Answer<NumberPrediction>[] = [
  { path: '042.png', prediction: readNumberName('042.png') },
  { path: '=x.png', prediction: readNumberName('=x.png') },
  { path: 'y.png', error: { code: 'IMAGE_NOT_FOUND', message: 'Expected a file.' } },
]

function write(name: keyof typeof numberFormats): string {
  const format = numberFormats[name](layout)
  return format.head + answers.map((answer) => format.answer(answer)).join('') + format.tail()
}

describe('A number is written', () => {
  it('on a terminal in a column, and what is none says why', () => {
    expect(write('terminal')).toBe(
      '042      72.90 %  042.png\n-                 =x.png  not a number (several marks)\n',
    )
  })

  it('into a pipe with its path and confidence', () => {
    expect(write('table')).toBe('042.png\t042\t0.7290\n=x.png\t-\t0.0000\n')
  })

  it('as JSON with digits and boxes', () => {
    const [first, second, third] = JSON.parse(write('json'))
    expect(first).toMatchObject({ path: '042.png', text: '042', isNumber: true, rejection: null })
    expect(first.digits[1]).toEqual({ digit: 4, confidence: 0.9, box: { left: 10, top: 2, width: 9, height: 20 } })
    expect(second).toMatchObject({ path: '=x.png', text: null, rejection: 'several-marks', digits: [] })
    expect(third).toEqual({ path: 'y.png', error: { code: 'IMAGE_NOT_FOUND', message: 'Expected a file.' } })
  })

  it('as one line of JSON for each picture', () => {
    expect(
      write('jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(JSON.parse(write('json')))
  })

  it('as CSV with its leading zeros, and no name becomes a formula', () => {
    expect(write('csv')).toBe(
      'path,text,confidence,isNumber,rejection,error\r\n042.png,042,0.7290,true,,\r\n' +
        "'=x.png,,0.0000,false,several-marks,\r\ny.png,,,,,IMAGE_NOT_FOUND\r\n",
    )
  })

  it('alone, or - for a picture without one', () => {
    expect(write('quiet')).toBe('042\n-\n-\n')
  })
})

describe('mnist-predict --number', () => {
  it('reads all pictures in order, reports one that cannot be read and exits 1', async () => {
    const host = fakeHost()
    const exitCode = await main(['--number', '12.png', 'broken.png', '345.png'], host, async () => fakeLibrary())
    expect({ exitCode, stdout: host.stdout.text }).toEqual({
      exitCode: 1,
      stdout: '12.png\t12\t0.8100\n345.png\t345\t0.7290\n',
    })
    expect(host.stderr.text).toContain('broken.png: IMAGE_UNREADABLE')
  })

  it('exits 0 if a picture shows no number', async () => {
    const host = fakeHost()
    expect(await main(['--number', '-q', 'letters.png'], host, async () => fakeLibrary())).toBe(0)
    expect(host.stdout.text).toBe('-\n')
  })
})
