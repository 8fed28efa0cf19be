import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** A labelled picture of MNIST: 784 bytes, 0 background to 255 ink. */
export interface MnistPicture {
  readonly image: Uint8Array
  readonly label: number
}

/** Returns the folder of MNIST's four gzipped IDX files: `MNIST_DIR`, or one beside the checkout. Null if there is none. */
export function mnistFolder(): string | null {
  const folder = process.env.MNIST_DIR ?? fileURLToPath(new URL('../../../shared/mnist', import.meta.url))
  return existsSync(join(folder, 't10k-images-idx3-ubyte.gz')) ? folder : null
}

/** The 10,000 pictures of the test set. */
export function mnistTestSet(folder: string): MnistPicture[] {
  const images = gunzipSync(readFileSync(join(folder, 't10k-images-idx3-ubyte.gz'))).subarray(16)
  const labels = gunzipSync(readFileSync(join(folder, 't10k-labels-idx1-ubyte.gz'))).subarray(8)
  return Array.from(labels, (label, index) => ({ image: images.subarray(index * 784, index * 784 + 784), label }))
}
