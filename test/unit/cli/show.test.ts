import { describe, expect, it } from 'vitest'
import { painter } from '../../../src/cli/colour.js'
import { formats } from '../../../src/cli/formats.js'
import type { Layout } from '../../../src/cli/layout.js'
import { prediction } from './fakes.js'

/** Ink in four places: both halves of a character, the upper, the lower, and too faint to show. */
const raster = new Uint8Array(784)
raster[0] = raster[28] = raster[1] = raster[28 + 2] = 255
raster[3] = 100

function show(changes: Partial<Layout> = {}): string[] {
  const layout: Layout = { top: null, paint: painter(false), colour: false, terminal: false, columns: 80, ...changes }
  return formats
    .show(layout)
    .answer({ path: 'x.png', prediction: prediction(7, { raster }) })
    .split('\n')
}

describe('--show', () => {
  it('begins with the prediction', () => {
    expect(show()[0]).toBe('7   99.91 %  x.png')
  })

  it('draws two rows of the raster to a line', () => {
    expect(show()[2]).toBe('█▀▄')
    expect(show()).toHaveLength(18)
  })

  it('puts a bar for each digit beside the raster', () => {
    const bars = show().slice(4, 14)
    expect(bars.map((line) => line.trim()[0]).join('')).toBe('0123456789')
    expect(bars[7]).toBe(`${' '.repeat(31)}7  ${'█'.repeat(36)}   99.91 %`)
  })

  it('puts the bars below if the terminal is narrow', () => {
    const lines = show({ columns: 40 })
    expect(lines[17]).toMatch(/^0 .* 0\.01 %$/)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40)
  })

  it('shows only the most probable digits, in their order', () => {
    const digits = show({ top: 2 }).flatMap((line) => /(\d) [ █▏]* +\d+\.\d\d %$/.exec(line)?.[1] ?? [])
    expect(digits).toEqual(['7', '0'])
  })

  it('draws in greys if there is colour', () => {
    const [line] = show({ paint: painter(true), colour: true }).slice(2)
    expect(line).toBe(
      '\x1b[38;5;231;48;5;231m▀\x1b[38;5;231;48;5;16m▀\x1b[38;5;16;48;5;231m▀\x1b[38;5;241;48;5;16m▀' +
        `\x1b[38;5;16;48;5;16m${'▀'.repeat(24)}\x1b[39;49m`,
    )
  })
})
