import { randomFrom } from './random.js'

/** Random rasters one after the other: noise of every strength on an empty background, so that digits are among them. */
export function randomRasters(count: number, seed: string): Uint8Array {
  const random = randomFrom(seed)
  const images = new Uint8Array(count * 784)
  for (let i = 0; i < count; i++) {
    const [share, most] = [random.between(0, 1), random.between(1, 256)]
    for (let at = i * 784; at < (i + 1) * 784; at++) {
      if (random.between(0, 1) < share) images[at] = random.between(0, most)
    }
  }
  return images
}
