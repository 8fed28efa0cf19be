/**
 * Writes test/fixtures/golden.json: the outputs of the built-in engine for the parity vectors, to the last bit. Run it
 * after the model or a kernel changed, and commit the file.
 */
import { writeFileSync } from 'node:fs'
import { computeGolden } from '../../test/helpers/golden.js'

const file = new URL('../../test/fixtures/golden.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(await computeGolden(), null, 1)}\n`)
