// What the types promise: `isDigit` narrows the rest of a prediction, and every rejection has a name.
//
//   node narrow.ts 7.png          Node 22.18 or newer; before, compile it with tsc

import { type Prediction, predict, type Rejection } from '@team/mnist-model'

/** A key that is missing or misspelled does not compile. */
const reasons: Record<Rejection, string> = {
  blank: 'The page is empty.',
  'low-contrast': 'The writing is too faint.',
  'several-marks': 'Write one digit only.',
  'not-a-digit': 'That is not a digit.',
}

function answer(prediction: Prediction): string {
  // `digit` is 0 | 1 | ... | 9 here, and `rejection` is never null below.
  if (prediction.isDigit) return `You wrote a ${prediction.digit}.`
  return reasons[prediction.rejection]
}

const pictures: string[] = process.argv.slice(2)
for (const prediction of await predict(pictures)) console.log(answer(prediction))
