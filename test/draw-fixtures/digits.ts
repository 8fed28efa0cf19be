import type { Sharp } from 'sharp'
import { randomFrom } from '../helpers/random.js'
import { DIGITS } from './glyphs.js'
import { HANDS, type HandName, write } from './hand.js'
import { draw, drawGlyph, encode, type Format, ruledLines, type Scene, scaleOf, sceneOf, shadow } from './scene.js'

/** How a picture is made. Every digit is drawn once for each. */
interface Take {
  readonly hand: HandName
  readonly condition: string
  readonly scene: Scene
  readonly format: Format
  /** Applied after drawing, before the file is encoded. */
  readonly finish?: (picture: Sharp) => Sharp
}

const WHITE = '#ffffff'
const BLACK = '#000000'

/** As a phone that was held upright stores it: turned by 90 degrees, with EXIF orientation 6. */
const onItsSide = (picture: Sharp) => picture.rotate(270).withMetadata({ orientation: 6 })

const TAKES: readonly Take[] = [
  { hand: 'upright', condition: 'pen', format: 'png', scene: sceneOf(200, 200, 120, 6) },
  { hand: 'round', condition: 'marker', format: 'png', scene: sceneOf(240, 240, 170, 24) },
  {
    hand: 'slanted',
    condition: 'chalk',
    format: 'jpg',
    scene: sceneOf(256, 256, 150, 12, { ink: '#e8ece4', paper: '#22302a', grain: 6, blur: 0.8 }),
  },
  {
    hand: 'angular',
    condition: 'white-on-black',
    format: 'png',
    scene: sceneOf(200, 260, 190, 13, { ink: WHITE, paper: BLACK }),
  },
  {
    hand: 'shaky',
    condition: 'signature-pad',
    format: 'png',
    scene: sceneOf(300, 150, 118, 5, { ink: '#1a237e', paper: undefined }),
  },
  {
    hand: 'leaning',
    condition: 'red-on-cream',
    format: 'png',
    scene: sceneOf(180, 220, 140, 9, { ink: '#c62828', paper: '#fff4d6' }),
  },
  { hand: 'round', condition: 'off-centre', format: 'png', scene: sceneOf(400, 400, 130, 10, { centre: [310, 96] }) },
  { hand: 'slanted', condition: 'large-canvas', format: 'png', scene: sceneOf(1400, 1000, 720, 40) },
  {
    hand: 'upright',
    condition: 'small-on-a-page',
    format: 'png',
    scene: sceneOf(620, 877, 56, 4, { centre: [180, 240] }),
  },
  {
    hand: 'leaning',
    condition: 'pencil',
    format: 'jpg',
    scene: sceneOf(320, 320, 160, 6, { ink: '#8f8f92', paper: '#dedcd6', grain: 3, blur: 0.9 }),
  },
  {
    hand: 'slanted',
    condition: 'ruled-paper',
    format: 'jpg',
    scene: sceneOf(320, 320, 130, 9, {
      ink: '#27357a',
      paper: '#efece2',
      grain: 3,
      blur: 0.8,
      under: ruledLines(320, 320, 44, 7, '#a9bcd6'),
    }),
  },
  {
    hand: 'shaky',
    condition: 'shadow',
    format: 'jpg',
    scene: sceneOf(360, 300, 140, 9, { ink: '#2b2b30', paper: '#e6e0d4', grain: 3, blur: 0.9, over: shadow(0.55) }),
  },
  {
    hand: 'angular',
    condition: 'turned-by-exif',
    format: 'jpg',
    scene: sceneOf(240, 320, 170, 14, { ink: '#22252c', paper: '#d9d4c8', blur: 0.7 }),
    finish: onItsSide,
  },
  { hand: 'shaky', condition: 'webp', format: 'webp', scene: sceneOf(224, 224, 150, 9, { ink: '#14532d' }) },
  { hand: 'leaning', condition: 'gif', format: 'gif', scene: sceneOf(128, 128, 90, 9) },
  {
    hand: 'upright',
    condition: 'mnist-form',
    format: 'png',
    scene: sceneOf(112, 112, 72, 9, { ink: WHITE, paper: BLACK }),
    finish: (p) => p.resize(28, 28, { kernel: 'linear' }),
  },
]

/** Rare formats, one picture each. */
const RARE: readonly (Take & { readonly digit: number })[] = [
  {
    digit: 2,
    hand: 'round',
    condition: 'cmyk',
    format: 'jpg',
    scene: sceneOf(200, 200, 140, 14, { ink: '#0d47a1' }),
    finish: (p) => p.toColourspace('cmyk'),
  },
  {
    digit: 5,
    hand: 'upright',
    condition: '16-bit',
    format: 'png',
    scene: sceneOf(160, 160, 120, 9),
    finish: (p) => p.toColourspace('rgb16'),
  },
  {
    digit: 8,
    hand: 'slanted',
    condition: '1-bit',
    format: 'png',
    scene: sceneOf(300, 400, 260, 14),
    finish: (p) => p.toColourspace('b-w').threshold(128),
  },
]

/** Returns every picture of a digit, by its path below the fixtures' folder. */
export async function digitPictures(): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  for (const [digit, ways] of DIGITS.entries()) {
    const names = Object.keys(ways)
    for (const [i, take] of TAKES.entries()) {
      const way = names[i % names.length] as string
      files.set(...(await picture(digit, way, take)))
    }
    for (const take of RARE.filter((rare) => rare.digit === digit)) {
      files.set(...(await picture(digit, names[0] as string, take)))
    }
  }
  return files
}

async function picture(digit: number, way: string, take: Take): Promise<[path: string, bytes: Buffer]> {
  const path = `digits/${digit}/${take.hand}-${way}-${take.condition}.${take.format}`
  const random = randomFrom(path)
  const strokes = DIGITS[digit]?.[way] ?? []
  const segments = write(strokes, HANDS[take.hand], take.scene.nib / scaleOf(take.scene), random)
  const drawn = await draw(take.scene, [drawGlyph(segments, take.scene)], random)
  return [path, await encode(take.finish ? take.finish(drawn) : drawn, take.format)]
}
