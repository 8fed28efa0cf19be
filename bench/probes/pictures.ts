/**
 * Pictures on a loaded predictor, and sharp's own decoding of the photo. Prints JSON: milliseconds, by figure.
 *
 *   node pictures.js FILE DRAWING PHOTO
 */
import { readFileSync } from 'node:fs'
import { createPredictor } from '@team/mnist-model'
import sharp from 'sharp'
import { timesInTurn } from './times.js'

const [file, drawing, photo] = process.argv.slice(2).map((path) => readFileSync(path)) as [Buffer, Buffer, Buffer]
const predictor = await createPredictor()
const taken = await timesInTurn(
  {
    file: () => predictor.predict(file),
    drawing: () => predictor.predict(drawing),
    photo: () => predictor.predict(photo),
    sharp: () => sharp(photo).resize(512, 512, { fit: 'inside' }).raw().toBuffer(),
  },
  9,
  1,
)
await predictor.close()
console.log(JSON.stringify(taken))
