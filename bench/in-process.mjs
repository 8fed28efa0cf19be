/**
 * Run inside an installed app: how long the library takes when it is loaded already. Prints JSON, times in milliseconds.
 *
 *   node in-process.mjs picture.png photo.jpg
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(pathToFileURL(`${process.cwd()}/`))
const { createPredictor } = require('@team/mnist-model')
const sharp = require('sharp')
const [picture, photo] = process.argv.slice(2).map((path) => readFileSync(path))

const predictor = await createPredictor()
const raster = await sharp(picture).resize(28, 28).toColourspace('b-w').negate().raw().toBuffer()
const small = await sharp(picture).resize(28, 28).png().toBuffer()
const pixels = { data: raster, width: 28, height: 28, channels: 1 }

const one = await times(2000, () => predictor.predict(pixels))
const onePng = await times(2000, () => predictor.predict(small))
const batch = await times(60, () => predictor.predict(Array(64).fill(pixels)))
const memoryBefore = process.memoryUsage().rss
const photoTimes = []
const decodeTimes = []
for (let round = 0; round <= 15; round++) {
  const decode = await time(() => sharp(photo).resize(512, 512, { fit: 'inside' }).raw().toBuffer())
  const predict = await time(() => predictor.predict(photo))
  if (round === 0) continue
  decodeTimes.push(decode)
  photoTimes.push(predict)
}
const memory = process.memoryUsage().rss - memoryBefore
console.log(
  JSON.stringify({ engine: predictor.engine, one, onePng, batch, photo: photoTimes, decode: decodeTimes, memory }),
)
await predictor.close()

async function time(work) {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** The first tenth warms up and is not counted. */
async function times(count, work) {
  const all = []
  for (let round = 0; round < count * 1.1; round++) all.push(await time(work))
  return all.slice(-count)
}
