/**
 * Reads a photo five times. Prints how many bytes of memory the app held just before, with model and codec loaded.
 *
 *   node photo-memory.mjs PICTURE PHOTO
 */
import { readFileSync } from 'node:fs'
import { createPredictor } from '@team/mnist-model'
import sharp from 'sharp'

const [picture, photo] = process.argv.slice(2).map((path) => readFileSync(path))
const predictor = await createPredictor()
await predictor.predict(await sharp(picture).jpeg().toBuffer())
console.log(process.memoryUsage().rss)
for (let round = 0; round < 5; round++) await predictor.predict(photo)
await predictor.close()
