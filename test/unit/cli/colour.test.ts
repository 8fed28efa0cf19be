import { describe, expect, it } from 'vitest'
import { painter, wantsColour } from '../../../src/cli/colour.js'

const terminal = { isTTY: true }
const pipe = {}

describe('Colour', () => {
  it.each<[when: string, flag: boolean | null, stream: object, env: Record<string, string>, colour: boolean]>([
    ['on a terminal', null, terminal, {}, true],
    ['in a pipe', null, pipe, {}, false],
    ['on a terminal without colours', null, terminal, { TERM: 'dumb' }, false],
    ['with NO_COLOR', null, terminal, { NO_COLOR: '1' }, false],
    ['with an empty NO_COLOR', null, terminal, { NO_COLOR: '' }, true],
    ['in a pipe with FORCE_COLOR', null, pipe, { FORCE_COLOR: '1' }, true],
    ['in a pipe with an empty FORCE_COLOR', null, pipe, { FORCE_COLOR: '' }, true],
    ['with FORCE_COLOR=0', null, terminal, { FORCE_COLOR: '0' }, false],
    ['with FORCE_COLOR and NO_COLOR', null, pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['with --color and NO_COLOR', true, pipe, { NO_COLOR: '1' }, true],
    ['with --no-color and FORCE_COLOR', false, terminal, { FORCE_COLOR: '1' }, false],
  ])('%s', (_when, flag, stream, env, colour) => {
    expect(wantsColour(flag, stream, env)).toBe(colour)
  })

  it('surrounds a text and is reset after it', () => {
    expect(painter(true)('green', 'ok')).toBe('\x1b[32mok\x1b[39m')
  })

  it('leaves the text unchanged if it is off', () => {
    expect(painter(false)('green', 'ok')).toBe('ok')
  })
})
