import { fileURLToPath } from 'node:url'
import type { Example } from './verify.js'

/** What the command of a published version is tried with. */
export const example: Example = {
  picture: fileURLToPath(new URL('../../test/fixtures/digits/7/upright-plain-pen.png', import.meta.url)),
  digit: '7',
}
