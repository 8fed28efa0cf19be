import sharp, { type Sharp } from 'sharp'
import type { Random } from '../helpers/random.js'
import type { Segment } from './hand.js'

/** Paper, pen and camera of a picture. Lengths in pixels, colours as in SVG. */
export interface Scene {
  readonly width: number
  readonly height: number
  /** Height of the glyph, its centre, and the width of its line. */
  readonly tall: number
  readonly centre: readonly [x: number, y: number]
  readonly nib: number
  readonly ink: string
  /** Transparent if left out. */
  readonly paper?: string | undefined
  /** SVG between the paper and the glyph, such as ruled lines. */
  readonly under?: string
  /** SVG above everything, such as shadows. */
  readonly over?: string
  /** Standard deviation of the grain, in grey levels. */
  readonly grain?: number
  /** Standard deviation of the blur, in pixels. */
  readonly blur?: number
}

/** Returns the pixels per unit of a glyph's box. */
export const scaleOf = (scene: Scene) => scene.tall / 150

/** Returns a glyph's segments as SVG, their bounding box centred on the scene's centre. */
export function drawGlyph(segments: readonly Segment[], scene: Scene): string {
  const scale = scaleOf(scene)
  const xs = segments.flatMap(({ from, to }) => [from[0], to[0]])
  const ys = segments.flatMap(({ from, to }) => [from[1], to[1]])
  const dx = scene.centre[0] - (scale * (Math.min(...xs) + Math.max(...xs))) / 2
  const dy = scene.centre[1] - (scale * (Math.min(...ys) + Math.max(...ys))) / 2
  const paths = segments.map(({ from, to, width }) => {
    const [x1, y1, x2, y2] = [from[0] * scale + dx, from[1] * scale + dy, to[0] * scale + dx, to[1] * scale + dy]
    const d = `M${x1.toFixed(2)} ${y1.toFixed(2)}L${x2.toFixed(2)} ${y2.toFixed(2)}`
    return `<path d="${d}" stroke-width="${(width * scale).toFixed(2)}"/>`
  })
  return `<g fill="none" stroke="${scene.ink}" stroke-linecap="round">${paths.join('')}</g>`
}

/** Draws glyphs on a scene. Transparent scenes keep their alpha channel. */
export async function draw(scene: Scene, glyphs: readonly string[], random: Random): Promise<Sharp> {
  const { width, height, paper, under = '', over = '', grain = 0, blur = 0 } = scene
  const ground = paper ? `<rect width="100%" height="100%" fill="${paper}"/>` : ''
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${ground}${under}${glyphs.join('')}${over}</svg>`
  const drawn = sharp(Buffer.from(svg))
  if (!paper) return drawn
  const flat = blur > 0 ? drawn.flatten().blur(blur) : drawn.flatten()
  const { data } = await flat.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  if (grain > 0) {
    for (let i = 0; i < data.length; i += 3) {
      const noise = random.normal(grain)
      for (let c = i; c < i + 3; c++) data[c] = Math.min(255, Math.max(0, Math.round((data[c] as number) + noise)))
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** Returns ruled lines, `gap` pixels apart and tilted by `tilt` pixels over the width. */
export function ruledLines(width: number, height: number, gap: number, tilt: number, colour: string): string {
  const count = Math.ceil((height + 2 * Math.abs(tilt)) / gap)
  return Array.from({ length: count }, (_, i) => {
    const y = (i + 0.5) * gap - Math.abs(tilt)
    return `<path d="M0 ${y}L${width} ${y + tilt}" stroke="${colour}" stroke-width="1.6"/>`
  }).join('')
}

/** Returns a shadow from one corner, and the vignetting of a lens. */
export function shadow(depth: number): string {
  return `<defs>
    <linearGradient id="fall" x1="0" y1="0" x2="1" y2="0.7">
      <stop offset="0.15" stop-color="#101018" stop-opacity="${depth}"/>
      <stop offset="0.6" stop-color="#101018" stop-opacity="0.05"/>
    </linearGradient>
    <radialGradient id="lens" r="0.75"><stop offset="0.55" stop-opacity="0"/><stop offset="1" stop-opacity="0.3"/></radialGradient>
  </defs><rect width="100%" height="100%" fill="url(#fall)"/><rect width="100%" height="100%" fill="url(#lens)"/>`
}

/** Returns a scene, by default with black ink on white paper and the glyph in the centre. */
export function sceneOf(width: number, height: number, tall: number, nib: number, rest: Partial<Scene> = {}): Scene {
  return { width, height, tall, nib, centre: [width / 2, height / 2], ink: '#000000', paper: '#ffffff', ...rest }
}

export type Format = 'png' | 'jpg' | 'webp' | 'gif'

export function encode(picture: Sharp, format: Format): Promise<Buffer> {
  switch (format) {
    case 'png':
      return picture.png({ compressionLevel: 9 }).toBuffer()
    case 'jpg':
      return picture.jpeg({ quality: 72 }).toBuffer()
    case 'webp':
      return picture.webp({ quality: 80 }).toBuffer()
    case 'gif':
      return picture.gif({ colours: 16 }).toBuffer()
  }
}
