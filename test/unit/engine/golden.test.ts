import { expect, test } from 'vitest'
import { committedGolden, computeGolden } from '../../helpers/golden.js'

const remedy = 'run `npx tsx scripts/build/write-golden.ts` and commit test/fixtures/golden.json'

test('the golden outputs belong to the present model', async () => {
  const { model } = await computeGolden()
  expect(committedGolden().model, `the model changed: ${remedy}`).toBe(model)
})

test('the built-in engine gives the golden outputs to the last bit', async () => {
  const { outputs } = await computeGolden()
  expect(committedGolden().outputs, `if the model or a kernel changed on purpose, ${remedy}`).toEqual(outputs)
})
