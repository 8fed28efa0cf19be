/**
 * Measures how many numbers `readNumber` reads whole, on pictures that `python3 -m training.report.number_sets FOLDER` wrote.
 *
 *     npx tsx bench/numbers.ts FOLDER [--wrong]
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { proportion } from '../src/evaluate/proportion.js'
import { createPredictor } from '../src/index.js'

const [folder, ...options] = process.argv.slice(2)
if (!folder) throw new Error('Expected a folder with labels.csv. Usage: npx tsx bench/numbers.ts FOLDER [--wrong]')

/** Numbers of one kind and length. */
interface Tally {
  n: number
  /** Accepted, and every digit is right. */
  right: number
  rejected: number
  /** Every digit is right, but the number was rejected. */
  rejectedRight: number
}

const tallies = new Map<string, Tally>()
const predictor = await createPredictor()
const [, ...rows] = readFileSync(join(folder, 'labels.csv'), 'utf8').trim().split(/\r?\n/)
const began = performance.now()
for (const row of rows) {
  const [path, label, kind] = row.split(',') as [string, string, string]
  const { text, digits, rejection } = await predictor.readNumber(join(folder, path))
  const guess = digits.map(({ digit }) => digit).join('')
  if (options.includes('--wrong') && text !== label) console.log(`${path}\t${label}\t${guess}\t${rejection ?? ''}`)
  for (const name of [`${kind} ${path.split('-')[1]}`, `${kind} all`]) {
    const tally = tallies.get(name) ?? { n: 0, right: 0, rejected: 0, rejectedRight: 0 }
    tallies.set(name, tally)
    tally.n++
    tally.right += Number(text === label)
    tally.rejected += Number(text === null)
    tally.rejectedRight += Number(text === null && guess === label)
  }
}
console.log(`${((performance.now() - began) / rows.length).toFixed(1)} ms a picture`)
await predictor.close()
for (const [name, { n, right, rejected, rejectedRight }] of tallies) {
  const { share, interval } = proportion(right, n)
  const percent = (value: number) => (100 * value).toFixed(2)
  console.log(
    `${name.padEnd(12)} ${right} of ${n}, ${percent(share)} % (${percent(interval[0])} to ${percent(interval[1])}); ` +
      `rejected ${rejected}, of which right ${rejectedRight}`,
  )
}
