/**
 * How long a bundled app takes from its start to its first answer, and the library in an app that has it loaded. Prints
 * JSON, times in milliseconds.
 *
 *   node library.mjs PICTURE
 */
import { createPredictor } from '@team/mnist-model'
import { times, warmUp } from './times.js'

const [picture] = process.argv.slice(2)
const predictor = await createPredictor()
const { isDigit } = await predictor.predict(picture)
const first = [performance.now()]
if (!isDigit) throw new Error(`Expected a digit in ${picture} but the model sees none.`)

// The picture did without it.
const { default: sharp } = await import('sharp')
// Light on dark and 28x28, as MNIST has it: nothing is left to prepare.
const mnist = sharp(picture).resize(28, 28).toColourspace('b-w').negate({ alpha: false })
const raster = { data: await mnist.clone().raw().toBuffer(), width: 28, height: 28, channels: 1 }
const png = await mnist.clone().png().toBuffer()

const works = {
  one: () => predictor.predict(raster),
  batch: () => predictor.predict(Array(64).fill(raster)),
  file: () => predictor.predict(png),
  drawing: () => predictor.predict(picture),
}
await warmUp(...Object.values(works))
const one = await times(500, works.one)
const batch = await times(20, works.batch)
const file = await times(200, works.file)
const drawing = await times(20, works.drawing)
await predictor.close()
console.log(JSON.stringify({ first, one, batch, file, drawing }))
