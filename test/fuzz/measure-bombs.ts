/**
 * Measures what each bomb costs, in a process of its own, and prints a line of a Markdown table for each: how it ended,
 * milliseconds of processor time of all threads, the longest turn of the event loop in milliseconds, and how far the resident
 * set rose in megabytes. sharp is loaded and the code compiled before that.
 *
 * npx tsx test/fuzz/measure-bombs.ts
 */
import { spawnSync } from 'node:child_process'
import { createPredictor, MnistModelError, type Prediction } from '../../src/index.js'
import { type Bomb, defused, largest, refused } from '../helpers/bombs.js'
import { fixture } from '../helpers/fixtures.js'
import { peakGrowth } from '../helpers/memory.js'
import { longestTurn } from '../helpers/turns.js'

const groups: Readonly<Record<string, readonly Bomb[]>> = { refused, defused, largest }
const [group, name] = process.argv.slice(2)

if (group) {
  await measure(groups[group]!.find((bomb) => bomb.name === name)!)
} else {
  for (const [group, bombs] of Object.entries(groups)) {
    console.log(`\n${group}\n\n| | outcome | ms | longest turn, ms | MB |\n|---|---|---|---|---|`)
    for (const { name } of bombs) {
      const args = [...process.execArgv, process.argv[1]!, group, name]
      spawnSync(process.execPath, args, { stdio: 'inherit' })
    }
  }
}

async function measure({ name, make }: Bomb): Promise<void> {
  const input = await make()
  await using predictor = await createPredictor()
  const pictures = ['leaning-plain-pencil.jpg', 'upright-plain-pen.png'].map((name) => fixture('digits', '7', name))
  for (let i = 0; i < 5; i++) await predictor.predict(pictures)
  const predict = () => predictor.predict(input as string).catch((error: unknown) => error)
  let outcome: unknown
  const before = process.cpuUsage()
  const growth = await peakGrowth(async () => {
    outcome = await predict()
  })
  const { user, system } = process.cpuUsage(before)
  // Again, because looking at every turn takes time as well.
  const turn = await longestTurn(predict)
  const numbers = [(user + system) / 1000, turn, growth].map((value) => value.toFixed(0))
  console.log(`| ${[name, describe(outcome), ...numbers].join(' | ')} |`)
}

function describe(outcome: unknown): string {
  if (!(outcome instanceof MnistModelError)) {
    const [{ digit, rejection }] = [outcome].flat() as [Prediction]
    return rejection ? `\`${rejection}\`` : `digit ${digit}`
  }
  const limit = outcome.message.match(/raise (limits\.\w+)\.$/)?.[1]
  return limit ? `\`${limit}\`` : `\`${outcome.code}\``
}
