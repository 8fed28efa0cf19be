/**
 * How long a photo takes an app that has the library loaded, in turn with sharp's own decoding of it. Prints JSON, times
 * in milliseconds.
 *
 *   node photo.mjs PHOTO
 */
import { readFileSync } from 'node:fs'
import { createPredictor } from '@team/mnist-model'
import sharp from 'sharp'
import { time, warmUp } from './times.js'

const photo = readFileSync(process.argv[2])
const predictor = await createPredictor()
const works = {
  decode: () => sharp(photo).resize(512, 512, { fit: 'inside' }).raw().toBuffer(),
  predict: () => predictor.predict(photo),
}
await warmUp(...Object.values(works))
const taken = { decode: [], predict: [] }
for (let round = 0; round < 9; round++) {
  taken.decode.push(await time(works.decode))
  taken.predict.push(await time(works.predict))
}
await predictor.close()
console.log(JSON.stringify(taken))
