import text from '../model/mnist.onnx'

/** Takes the place of `model-source.ts` in the entry `@team/mnist-model/embedded`: the model is inside the JavaScript. */
export async function readModelFile(): Promise<Uint8Array> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i) - 64
  return bytes
}
