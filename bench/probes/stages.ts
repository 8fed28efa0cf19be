/**
 * The start of the library, stage by stage, in the order of a first prediction. Prints JSON: milliseconds, by stage.
 *
 *   node stages.cjs PICTURE
 */
import { instantiateKernels } from '../../src/engine/builtin.js'
import { readOnnx } from '../../src/engine/onnx-file.js'
import { plan } from '../../src/engine/plan.js'
import { builtin } from '../../src/host.js'
import { decode } from '../../src/input/decode.js'
import { load } from '../../src/input/load.js'
import { readModel } from '../../src/model/model-file.js'
import { readModelFile } from '../../src/model-source.js'
import { preprocess } from '../../src/preprocess/index.js'

/** Milliseconds at which the bundle began; the bundler puts it in. */
declare const started: number

const stages: Record<string, number[]> = {}
let last = started

function mark(stage: string): void {
  const now = performance.now()
  stages[stage] = [now - last]
  last = performance.now()
}

async function main(picture: string): Promise<void> {
  mark('library evaluated')
  const model = await readModelFile()
  mark('model read')
  builtin('node:crypto')
  mark('node:crypto loaded')
  await readModel(async () => model)
  mark('model hashed')
  const kernels = await instantiateKernels()
  mark('WebAssembly compiled')
  const onnx = readOnnx(model)
  mark('ONNX parsed')
  const planned = plan(onnx, kernels)
  mark('parameters arranged')
  const file = await load(picture)
  mark('picture read')
  const { raster } = preprocess(await decode(file))
  mark('picture decoded (node:zlib)')
  new Uint8Array(kernels.memory.buffer).set(raster, planned.image.address)
  planned.run(1)
  mark('inference')
  console.log(JSON.stringify(stages))
}

main(process.argv[2]!)
