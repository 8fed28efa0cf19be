import sharp from 'sharp'
import { type Random, randomFrom } from '../helpers/random.js'
import { DIGITS, LETTERS, type Point, type Stroke } from './glyphs.js'
import { HANDS, type HandName, write } from './hand.js'
import { draw, drawGlyph, encode, ruledLines, type Scene, scaleOf, sceneOf, shadow } from './scene.js'

/** Returns pictures of no digit or of several, by their path below the fixtures' folder. */
export async function notADigitPictures(): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  const add = (name: string, bytes: Buffer) => files.set(`not-a-digit/${name}`, bytes)

  const plain = sceneOf(200, 200, 140, 10)
  add('blank-white.png', await blank(plain))
  add('blank-black.png', await blank({ ...plain, paper: '#000000' }))
  add('blank-grey.gif', await blank({ ...plain, paper: '#9a9a9a' }, 'gif'))
  add('blank-transparent.png', await blank({ ...plain, paper: undefined }))
  add('blank-black-28x28.png', await blank(sceneOf(28, 28, 20, 2, { paper: '#000000' })))
  const photo = sceneOf(320, 240, 140, 9, { paper: '#e2ddd0', grain: 3, blur: 0.8 })
  add('blank-paper-in-shadow.jpg', await blank({ ...photo, over: shadow(0.5) }, 'jpg'))
  add('blank-ruled-paper.jpg', await blank({ ...photo, under: ruledLines(320, 240, 40, 4, '#a9bcd6') }, 'jpg'))

  const hands: readonly HandName[] = ['upright', 'slanted', 'round', 'shaky', 'leaning', 'angular', 'upright']
  for (const [i, letter] of Object.keys(LETTERS).entries()) {
    add(`letter-${letter}.png`, await written(`letter-${letter}`, plain, hands[i] as HandName, [LETTERS[letter] ?? []]))
  }
  add('scribble.png', await written('scribble', plain, 'round', [scribble(randomFrom('scribble'), 40)]))
  add('scribble-dense.png', await written('scribble-dense', plain, 'angular', [scribble(randomFrom('dense'), 110)]))
  const wide = sceneOf(320, 200, 120, 9)
  add('two-digits.png', await written('two-digits', wide, 'upright', [way(4, 'open'), way(2, 'plain')]))
  add(
    'two-digits-photo.jpg',
    await written(
      'two-digits-photo',
      { ...wide, paper: '#e2ddd0', grain: 3, blur: 0.8, over: shadow(0.4) },
      'slanted',
      [way(1, 'flagged'), way(7, 'crossed')],
    ),
  )
  add(
    'three-digits.png',
    await written('three-digits', wide, 'leaning', [way(3, 'round'), way(0, 'oval'), way(5, 'barred')]),
  )

  add('noise.png', await texture(96, 96, (_x, _y, random) => random.between(0, 256)))
  add('stripes.png', await texture(160, 160, (x, y) => 128 + 90 * Math.sin((x + 0.6 * y) / 5)))
  add('checks.png', await texture(160, 160, (x, y) => (((x >> 4) + (y >> 4)) % 2 ? 40 : 220)))
  return files
}

const blank = async (scene: Scene, format: 'png' | 'jpg' | 'gif' = 'png') =>
  encode(await draw(scene, [], randomFrom(JSON.stringify(scene))), format)

export const way = (digit: number, name: string) => DIGITS[digit]?.[name] ?? []

/** Glyphs side by side, in one hand. */
export async function written(name: string, scene: Scene, hand: HandName, glyphs: readonly (readonly Stroke[])[]) {
  const random = randomFrom(name)
  const drawn = glyphs.map((strokes, i) => {
    const centre = [(scene.width * (i + 1)) / (glyphs.length + 1), scene.height / 2] as const
    return drawGlyph(write(strokes, HANDS[hand], scene.nib / scaleOf(scene), random), { ...scene, centre })
  })
  return encode(await draw(scene, drawn, random), scene.grain ? 'jpg' : 'png')
}

function scribble(random: Random, turns: number): Stroke[] {
  const points = Array.from({ length: turns }, (): Point => [random.between(0, 100), random.between(0, 150)])
  return [[points]]
}

async function texture(width: number, height: number, at: (x: number, y: number, random: Random) => number) {
  const random = randomFrom('texture')
  const grey = Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width), random))
  return encode(sharp(grey, { raw: { width, height, channels: 1 } }), 'png')
}
