import type { Sharp } from 'sharp'
import { randomFrom } from '../helpers/random.js'
import { DIGITS } from './glyphs.js'
import { HANDS, type HandName, write } from './hand.js'
import { draw, encode, type Format, mark, rulings, type Scene, scaleOf, sceneOf, shadow } from './scene.js'

/** One way of making a picture; every digit gets one of each. */
interface Take {
  readonly hand: HandName
  readonly trouble: string
  readonly scene: Scene
  readonly format: Format
  /** What happens between drawing and writing the file. */
  readonly finish?: (picture: Sharp) => Sharp
}

const WHITE = '#ffffff'
const BLACK = '#000000'

/** What a phone writes when it was held upright: pixels lie on their side, orientation 6 says so. */
const onItsSide = (picture: Sharp) => picture.rotate(270).withMetadata({ orientation: 6 })

const TAKES: readonly Take[] = [
  { hand: 'upright', trouble: 'pen', format: 'png', scene: sceneOf(200, 200, 120, 6) },
  { hand: 'round', trouble: 'marker', format: 'png', scene: sceneOf(240, 240, 170, 24) },
  {
    hand: 'slanted',
    trouble: 'chalk',
    format: 'jpg',
    scene: sceneOf(256, 256, 150, 12, { ink: '#e8ece4', paper: '#22302a', grain: 6, blur: 0.8 }),
  },
  {
    hand: 'angular',
    trouble: 'white-on-black',
    format: 'png',
    scene: sceneOf(200, 260, 190, 13, { ink: WHITE, paper: BLACK }),
  },
  {
    hand: 'shaky',
    trouble: 'signature-pad',
    format: 'png',
    scene: sceneOf(300, 150, 118, 5, { ink: '#1a237e', paper: undefined }),
  },
  {
    hand: 'leaning',
    trouble: 'red-on-cream',
    format: 'png',
    scene: sceneOf(180, 220, 140, 9, { ink: '#c62828', paper: '#fff4d6' }),
  },
  { hand: 'round', trouble: 'off-centre', format: 'png', scene: sceneOf(400, 400, 130, 10, { centre: [310, 96] }) },
  { hand: 'slanted', trouble: 'large-canvas', format: 'png', scene: sceneOf(1400, 1000, 720, 40) },
  {
    hand: 'upright',
    trouble: 'small-on-a-page',
    format: 'png',
    scene: sceneOf(620, 877, 56, 4, { centre: [180, 240] }),
  },
  {
    hand: 'leaning',
    trouble: 'pencil',
    format: 'jpg',
    scene: sceneOf(320, 320, 160, 6, { ink: '#8f8f92', paper: '#dedcd6', grain: 3, blur: 0.9 }),
  },
  {
    hand: 'slanted',
    trouble: 'ruled-paper',
    format: 'jpg',
    scene: sceneOf(320, 320, 130, 9, {
      ink: '#27357a',
      paper: '#efece2',
      grain: 3,
      blur: 0.8,
      under: rulings(320, 320, 44, 7, '#a9bcd6'),
    }),
  },
  {
    hand: 'shaky',
    trouble: 'shadow',
    format: 'jpg',
    scene: sceneOf(360, 300, 140, 9, { ink: '#2b2b30', paper: '#e6e0d4', grain: 3, blur: 0.9, over: shadow(0.55) }),
  },
  {
    hand: 'angular',
    trouble: 'turned-by-exif',
    format: 'jpg',
    scene: sceneOf(240, 320, 170, 14, { ink: '#22252c', paper: '#d9d4c8', blur: 0.7 }),
    finish: onItsSide,
  },
  { hand: 'shaky', trouble: 'webp', format: 'webp', scene: sceneOf(224, 224, 150, 9, { ink: '#14532d' }) },
  { hand: 'leaning', trouble: 'gif', format: 'gif', scene: sceneOf(128, 128, 90, 9) },
  {
    hand: 'upright',
    trouble: 'mnist-form',
    format: 'png',
    scene: sceneOf(112, 112, 72, 9, { ink: WHITE, paper: BLACK }),
    finish: (p) => p.resize(28, 28, { kernel: 'linear' }),
  },
]

/** Formats that few programs write: one picture each is enough. */
const RARE: readonly (Take & { readonly digit: number })[] = [
  {
    digit: 2,
    hand: 'round',
    trouble: 'cmyk',
    format: 'jpg',
    scene: sceneOf(200, 200, 140, 14, { ink: '#0d47a1' }),
    finish: (p) => p.toColourspace('cmyk'),
  },
  {
    digit: 5,
    hand: 'upright',
    trouble: '16-bit',
    format: 'png',
    scene: sceneOf(160, 160, 120, 9),
    finish: (p) => p.toColourspace('rgb16'),
  },
  {
    digit: 8,
    hand: 'slanted',
    trouble: '1-bit',
    format: 'png',
    scene: sceneOf(300, 400, 260, 14),
    finish: (p) => p.toColourspace('b-w').threshold(128),
  },
]

/** Every digit picture: its path below the fixtures' folder, and its bytes. */
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
  const path = `digits/${digit}/${take.hand}-${way}-${take.trouble}.${take.format}`
  const random = randomFrom(path)
  const strokes = DIGITS[digit]?.[way] ?? []
  const segments = write(strokes, HANDS[take.hand], take.scene.nib / scaleOf(take.scene), random)
  const drawn = await draw(take.scene, [mark(segments, take.scene)], random)
  return [path, await encode(take.finish ? take.finish(drawn) : drawn, take.format)]
}
