import base64 from '../model/mnist.onnx'
import { decodeBase64 } from './base64.js'

/** Takes the place of `model-source.ts` in the entry `@team/mnist-model/embedded`: the model is inside the JavaScript. */
export async function readModelFile(): Promise<Uint8Array> {
  return decodeBase64(base64)
}
