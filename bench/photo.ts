import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

const [width, height] = [4000, 3000]

/** A 7 in pen on ruled paper, lit from one side, as photographed by a phone. */
const page = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
  <defs><linearGradient id="light" x2="1" y2="0.6"><stop stop-color="#e4dfd0"/><stop offset="1" stop-color="#9c9588"/>
  </linearGradient></defs>
  <rect width="100%" height="100%" fill="url(#light)"/>
  <path d="${Array.from({ length: 14 }, (_, line) => `M0 ${200 + line * 200}h${width}`).join('')}"
    stroke="#8fa6c4" stroke-width="6"/>
  <path d="M1650 1050C1900 1000 2150 1040 2400 1010C2250 1350 2050 1650 1920 2050"
    fill="none" stroke="#23273a" stroke-width="70" stroke-linecap="round"/>
</svg>`

/** Draws a 12-megapixel JPEG into a folder, with sensor noise; returns its path. */
export async function drawPhoto(folder: string): Promise<string> {
  const grain = await sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 24 } },
  })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const photo = await sharp(Buffer.from(page))
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 90 })
    .toBuffer()
  const path = join(folder, 'photo.jpg')
  writeFileSync(path, photo)
  return path
}
