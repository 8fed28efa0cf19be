import { describe, expect, it } from 'vitest'
import { painter } from '../../../../src/cli/colour.js'
import { terminalReport } from '../../../../src/cli/report/terminal.js'
import { accept, evaluated, pictures, reportOf } from '../../evaluate/pictures.js'

const expected = `pictures, read by mnist 1.2.3 on builtin

                           share           pictures       95 % interval
accuracy                 84.62 %           11 of 13   57.77 % to  95.67 %
  of the accepted        90.00 %            9 of 10   59.58 % to  98.21 %
true accepts             76.92 %           10 of 13   49.74 % to  91.82 %
false accepts            50.00 %             2 of 4   15.00 % to  85.00 %
calibration error        16.00 %
Accuracy asks whether the most probable digit is the label, accepted or not.

digit   pictures  precision     recall         F1
    0          0          -          -          -
    1          8   100.00 %    75.00 %    85.71 %
    2          0          -          -          -
    3          0          -          -          -
    4          0          -          -          -
    5          0          -          -          -
    6          0          -          -          -
    7          5    71.43 %   100.00 %    83.33 %
    8          0          -          -          -
    9          0          -          -          -

label   0   1   2   3   4   5   6   7   8   9  read as
    0   .   .   .   .   .   .   .   .   .   .
    1   .   6   .   .   .   .   .   2   .   .
    2   .   .   .   .   .   .   .   .   .   .
    3   .   .   .   .   .   .   .   .   .   .
    4   .   .   .   .   .   .   .   .   .   .
    5   .   .   .   .   .   .   .   .   .   .
    6   .   .   .   .   .   .   .   .   .   .
    7   .   .   .   .   .   .   .   5   .   .
    8   .   .   .   .   .   .   .   .   .   .
    9   .   .   .   .   .   .   .   .   .   .

not accepted              digits  negatives
blank                          0          1
several marks                  2          0
not a digit                    1          1

Read as another digit, most confident first (2)
  1 read as 7  95.00 %  "1/\\u001b[31mred.png"  several marks
  1 read as 7  80.00 %  1/flag.png

No digit, but accepted (2)
  read as 8, score 0.8500  letters/b.png
  read as 0, score 0.7500  letters/c.png

Read right, but not accepted (2)
  1, score 0.1000  1/faint.png  not a digit
  7, score 0.9000  7/two.png  several marks
`

describe('The terminal report', () => {
  it('fits into 80 columns', () => {
    expect(terminalReport(reportOf(pictures), painter(false), 80)).toBe(expected)
    expect(Math.max(...expected.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('stays within 80 columns for a million pictures', () => {
    const report = reportOf(pictures)
    const confusion = report.metrics.confusion.map((row) => row.map(() => 12_345))
    const accuracy = { count: 1_234_567, n: 1_234_567, share: 1, interval: [1, 1] as const }
    const text = terminalReport({ ...report, metrics: { ...report.metrics, confusion, accuracy } }, painter(false), 80)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('omits empty parts', () => {
    const text = terminalReport(reportOf([evaluated('3/a.png', 3, accept(3, 0.99))]), painter(false), 80)
    expect(text).not.toMatch(/false accepts|not accepted|Read as|negatives|could not/)
  })

  it('counts the mistakes that it does not show and the files that were not read', () => {
    const unreadable = [{ path: '3/x.png', code: 'IMAGE_UNREADABLE', message: 'No.' }]
    const text = terminalReport({ ...reportOf(pictures, 1), unreadable }, painter(false), 80)
    expect(text).toContain('Read as another digit, most confident first (1 of 2)\n')
    expect(text).toContain('1 could not be read, and is in no metric.\n')
  })

  it('is coloured on request', () => {
    expect(terminalReport(reportOf(pictures), painter(true), 80)).toContain('1 read as \x1b[31m7\x1b[39m')
  })

  it('fits into 40 columns without breaking numbers or paths', () => {
    const text = terminalReport(reportOf(pictures), painter(false), 40)
    expect(text.split('\n').filter((line) => line.length > 40)).toEqual([])
    const words = (report: string) => new Set(report.replaceAll(',', '').split(/\s+/))
    expect([...words(text)].filter((word) => !words(expected).has(word))).toEqual([])
  })

  it('lists confusions if the matrix is wider than the terminal', () => {
    const report = reportOf(pictures)
    const confusion = report.metrics.confusion.map((row) => row.map((n) => 1000 * n))
    const text = terminalReport({ ...report, metrics: { ...report.metrics, confusion } }, painter(false), 40)
    expect(text).toContain('\n1 read as 7: 2,000\n')
    expect(text).not.toMatch(/^label/m)
  })
})
