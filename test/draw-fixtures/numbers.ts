import { way, written } from './not-a-digit.js'
import { sceneOf, shadow } from './scene.js'

/** Numbers on one line, whose name begins with them: their path below the fixtures' folder, and their bytes. */
export async function numberPictures(): Promise<Map<string, Buffer>> {
  const four = sceneOf(400, 160, 80, 7)
  const photo = { paper: '#e2ddd0', grain: 3, blur: 0.8, over: shadow(0.4) }
  const drawn = {
    '42.png': written('number-42', sceneOf(240, 160, 90, 8), 'upright', [way(4, 'open'), way(2, 'plain')]),
    '305-light-on-dark.png': written(
      'number-305',
      sceneOf(320, 160, 90, 8, { paper: '#101820', ink: '#f4f4f4' }),
      'round',
      [way(3, 'round'), way(0, 'oval'), way(5, 'barred')],
    ),
    '1740-photo.jpg': written('number-1740', { ...four, ...photo }, 'slanted', [
      way(1, 'flagged'),
      way(7, 'crossed'),
      way(4, 'open'),
      way(0, 'oval'),
    ]),
    '30-touching.png': written('number-30', sceneOf(200, 160, 110, 8), 'upright', [way(3, 'round'), way(0, 'oval')]),
  }
  const names = Object.keys(drawn) as (keyof typeof drawn)[]
  return new Map(await Promise.all(names.map(async (name) => [`numbers/${name}`, await drawn[name]] as const)))
}
