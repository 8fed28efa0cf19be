// Reads a folder of any size and writes CSV, one line a picture, as the pictures are read. Ctrl-C stops it.
//
//   node batch.mjs photos > digits.csv

import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { createPredictor } from '@team/mnist-model'

/** Paths of the pictures in a folder and below it. */
async function* pictures(folder) {
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (entry.isFile() && /\.(?:png|jpe?g|webp|gif)$/i.test(entry.name)) yield join(entry.parentPath, entry.name)
  }
}

const quote = (text) => `"${text.replaceAll('"', '""')}"`
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

const predictor = await createPredictor()
console.log('file,digit,confidence,error')
try {
  const outcomes = predictor.predictEach(pictures(process.argv[2] ?? '.'), { signal: stop.signal })
  for await (const { input, prediction, error } of outcomes) {
    console.log(
      [quote(input), prediction?.digit ?? '', prediction?.confidence.toFixed(4) ?? '', error?.code ?? ''].join(),
    )
  }
} catch (error) {
  if (error.code !== 'ABORTED') throw error
  process.exitCode = 130
} finally {
  await predictor.close()
}
