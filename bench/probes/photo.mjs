/**
 * How long a photo takes an app that has the library loaded, in turn with sharp's own decoding of it. Prints JSON, times
 * in milliseconds.
 *
 *   node photo.mjs PHOTO
 */
import { readFileSync } from 'node:fs'
import { createPredictor } from '@team/mnist-model'
import sharp from 'sharp'
import { time } from './times.js'

const photo = readFileSync(process.argv[2])
const predictor = await createPredictor()
const predict = []
const decode = []
for (let round = 0; round < 9; round++) {
  const decoded = await time(() => sharp(photo).resize(512, 512, { fit: 'inside' }).raw().toBuffer())
  const predicted = await time(() => predictor.predict(photo))
  if (round < 2) continue
  decode.push(decoded)
  predict.push(predicted)
}
await predictor.close()
console.log(JSON.stringify({ predict, decode }))
