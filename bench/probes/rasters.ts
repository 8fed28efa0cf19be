/**
 * Rasters on loaded predictors and on engines alone, in turn, on one thread each. Prints JSON: microseconds a raster, by
 * figure.
 *
 *   node rasters.js SYSTEM...     builtin, onnxruntime: by the package, and the engine alone; web: ONNX Runtime's WASM;
 *                                 default: by the package, however it is made
 */
import { createPredictor } from '@team/mnist-model'
import { openBuiltin } from '../../src/engine/builtin.js'
import { openOnnxruntime } from '../../src/engine/onnxruntime.js'
import { readModelFile } from '../../src/model-source.js'
import { timesInTurn } from './times.js'

/** Something that reads rasters of MNIST's form, 784 bytes each. */
type Reader = (image: Uint8Array, count: number) => unknown

const image = Uint8Array.from({ length: 64 * 784 }, (_, index) => Math.max(0, ((index * 97) % 511) - 255))

async function byPackage(engine?: 'builtin' | 'onnxruntime'): Promise<Reader> {
  const predictor = await createPredictor(engine ? { engine } : {})
  const raster = (index: number) => ({ data: image.subarray(index * 784, index * 784 + 784), width: 28, height: 28 })
  const rasters = Array.from({ length: 64 }, (_, index) => raster(index))
  return (_, count) => (count === 1 ? predictor.predict(rasters[0]!) : predictor.predict(rasters.slice(0, count)))
}

async function byWeb(): Promise<Reader> {
  // Not a dependency of the project: the bench installs it.
  const runtime: string = 'onnxruntime-web'
  const { env, InferenceSession, Tensor } = await import(runtime)
  env.wasm.numThreads = 1
  const session = await InferenceSession.create(await readModelFile(), { executionProviders: ['wasm'] })
  return (image, count) => session.run({ image: new Tensor('uint8', image, [count, 28, 28]) })
}

/** The readers of a system, by the figure that they are measured for. */
const readersOf: Record<string, () => Promise<Record<string, Reader>>> = {
  default: async () => ({ raster: await byPackage() }),
  builtin: async () => ({ raster: await byPackage('builtin'), engine: (await openBuiltin(await readModelFile())).run }),
  onnxruntime: async () => ({
    'onnxruntime.raster': await byPackage('onnxruntime'),
    'onnxruntime.engine': (await openOnnxruntime(await readModelFile())).run,
  }),
  web: async () => ({ 'web.engine': await byWeb() }),
}

const readers: Record<string, Reader> = {}
for (const system of process.argv.slice(2)) Object.assign(readers, await readersOf[system]!())
const works = Object.entries(readers).flatMap(([name, read]) =>
  [1, 8, 64].map((count) => [`${name}${count}`, () => read(image.subarray(0, count * 784), count)] as const),
)
const taken = await timesInTurn(Object.fromEntries(works), 20, 5)
const figures = Object.entries(taken).map(([figure, times]) => {
  const count = Number(/\d+$/.exec(figure))
  return [figure, times.map((milliseconds) => (milliseconds / count) * 1000)]
})
console.log(JSON.stringify(Object.fromEntries(figures)))
