// Reads the pictures that are named on the command line.
//
//   node read.mjs 7.png photo.jpg

import { MnistModelError, predict } from '@team/mnist-model'

for (const picture of process.argv.slice(2)) {
  try {
    const { digit, confidence, rejection, bestGuess } = await predict(picture)
    if (digit !== null) console.log(`${picture}: ${digit}, ${(100 * confidence).toFixed(1)} % sure`)
    else console.log(`${picture}: no digit (${rejection}), at best a ${bestGuess}`)
  } catch (error) {
    if (!(error instanceof MnistModelError)) throw error
    console.error(`${picture}: ${error.code}`)
    process.exitCode = 1
  }
}
