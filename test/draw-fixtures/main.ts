/**
 * Draws the pictures in test/fixtures: digits in several hands, pictures of anything else, and malformed files. One digit is
 * also written to samples/7.png, which ships.
 *
 *     npx tsx test/draw-fixtures/main.ts [--sheet FILE.png]
 *
 * The pictures are the same in every run. `--sheet` also writes all of them side by side into one file.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { contactSheet } from './contact-sheet.js'
import { digitPictures } from './digits.js'
import { malformedFiles } from './malformed.js'
import { notADigitPictures } from './not-a-digit.js'
import { numberPictures } from './numbers.js'

const FOLDER = fileURLToPath(new URL('../fixtures/', import.meta.url))
const SAMPLE = fileURLToPath(new URL('../../samples/7.png', import.meta.url))
const README = 'README.md'

async function main() {
  const { values } = parseArgs({ options: { sheet: { type: 'string' } } })
  const digits = await digitPictures()
  const numbers = await numberPictures()
  const notADigit = await notADigitPictures()
  write('digits', digits, DIGITS_README)
  write('not-a-digit', notADigit, NOT_A_DIGIT_README)
  write('numbers', numbers, NUMBERS_README)
  write('malformed', malformedFiles(digits), MALFORMED_README)
  writeFileSync(SAMPLE, await grey(digits.get('digits/7/upright-plain-pen.png') as Buffer))
  if (values.sheet) writeFileSync(values.sheet, await contactSheet(new Map([...digits, ...notADigit, ...numbers]), 16))
}

/** Converts a picture to one channel, which takes half the bytes. */
function grey(png: Buffer): Promise<Buffer> {
  return sharp(png).toColourspace('b-w').png({ compressionLevel: 9 }).toBuffer()
}

/** Writes the files of a folder, after emptying it. */
function write(folder: string, files: ReadonlyMap<string, Buffer>, readme: string) {
  rmSync(join(FOLDER, folder), { recursive: true, force: true })
  mkdirSync(join(FOLDER, folder), { recursive: true })
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(FOLDER, path)), { recursive: true })
    writeFileSync(join(FOLDER, path), bytes)
  }
  writeFileSync(join(FOLDER, folder, README), readme)
  const size = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0)
  console.log(`${folder}: ${files.size} files, ${(size / 1024).toFixed(0)} KB`)
}

const DIGITS_README = `# Drawn digits

Written by \`test/draw-fixtures/main.ts\`: strokes on paper, with jitter from a seeded generator. No picture was taken
from a data set or from a person, and none is ever trained on.

The folder is the label. A name has the hand, the way of writing, and the condition:
\`slanted-flagged-ruled-paper.jpg\` is a 1 with a flag, by the slanting hand, on ruled paper.
`

const NOT_A_DIGIT_README = `# Not a digit

Written by \`test/draw-fixtures/main.ts\`: blank pictures, letters, scribbles, several digits in a row, textures. None is a
picture of one handwritten digit. Drawn in the same hands as the digits, from no data set.
`

const NUMBERS_README = `# Numbers

Written by \`test/draw-fixtures/main.ts\`: digits of the same hands in a row, from no data set. A name begins with the number.
`

const MALFORMED_README = `# Malformed

Written by \`test/draw-fixtures/main.ts\`, byte by byte or by cutting a drawn picture in half. Each must be refused with an
error that gives the reason.

| file | what is wrong |
|---|---|
| empty.png | no bytes |
| text.png | text, renamed |
| truncated.png .jpg .webp .gif | the first half of a valid picture |
| header-only.png | ends after its header |
| zero-width.png | 0 by 28 pixels |
| wrong-checksum.png | its data do not match their CRC |
| bomb-256-megapixels.png | 16384 by 16384 pixels in some 33 KB |
| vector.svg, vector-renamed.png | vector graphics: not read, whatever the name |
| bitmap.bmp, header.tiff, header.heic, document.pdf | formats that are not read |
`

await main()
