/**
 * Reads a photo five times in an app that is warm: model, codec and compiled WebAssembly are there. Prints how many bytes
 * of memory it held just before.
 *
 *   node photo-memory.mjs PICTURE PHOTO
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createPredictor } from '@team/mnist-model'
import sharp from 'sharp'
import { warmUp } from './times.js'

const [picture, photo] = process.argv.slice(2).map((path) => readFileSync(path))
const predictor = await createPredictor()
const small = await sharp(picture).jpeg().toBuffer()
await warmUp(() => predictor.predict(small))

try {
  // Linux counts the peak anew from here: V8's compiling took more than a photo does, and is over.
  writeFileSync('/proc/self/clear_refs', '5')
} catch {
  // Elsewhere the peak of the whole process counts, which is never less.
}
console.log(process.memoryUsage().rss)
for (let round = 0; round < 5; round++) await predictor.predict(photo)
await predictor.close()
