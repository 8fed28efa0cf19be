import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { htmlReport } from '../../../../src/cli/report/html.js'
import { html } from '../../../../src/cli/report/markup.js'
import { pngUrl } from '../../../../src/cli/report/png.js'
import type { Report } from '../../../../src/cli/report/report.js'
import { stylesheet } from '../../../../src/cli/report/stylesheet.js'
import type { EvaluatedPicture } from '../../../../src/evaluate/evaluation.js'
import type { Raster } from '../../../../src/index.js'
import { decodeSmallPng } from '../../../../src/input/png.js'
import { reportOf } from '../../evaluate/pictures.js'
import { prediction } from '../fakes.js'

const raster: Raster = Uint8Array.from({ length: 784 }, (_, index) => (index * 7) % 256)
const hostile = `3/"><script>alert('x')</script>&.png`

function report(pictures: readonly Partial<EvaluatedPicture>[], limit = 20, changes: Partial<Report> = {}): Report {
  const evaluated = pictures.map((each) => ({
    path: '3/a.png',
    folder: '3',
    label: 3 as const,
    prediction: prediction(3),
    ...each,
  }))
  return { ...reportOf(evaluated, limit), ...changes }
}

const right = {}
const wrong = { path: '3/b.png', prediction: prediction(8, { raster }) }
const accepted = { path: 'letters/e.png', folder: 'letters', label: null, prediction: prediction(8, { raster }) }

describe('HTML', () => {
  it('escapes values', () => {
    expect(html`<p title="${`"'\``}">${'<b>&'}</p>`.text).toBe('<p title="&#34;&#39;&#96;">&#60;b&#62;&#38;</p>')
  })

  it('joins lists, keeps markup, and omits null', () => {
    expect(html`${['<', html`<i>${1}</i>`]}${null}`.text).toBe('&#60;<i>1</i>')
  })
})

describe('The HTML report', () => {
  const text = htmlReport(report([right, wrong, accepted]), new Map([['3/b.png', 'data:image/png;base64,AAAA']]))

  it('begins with a doctype, a language and a character set', () => {
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/)
  })

  it('has no script, no handler, no inline style, and loads nothing', () => {
    expect(text).not.toMatch(/<script|<link|<iframe|<form| on\w+=| style=|https?:|url\(|@import/i)
    const sources = [...text.matchAll(/(?:src|href|srcset|action)="([^"]*)"/g)].map(([, url]) => url!.slice(0, 15))
    expect(new Set(sources)).toEqual(new Set(['data:image/png;']))
  })

  it('has a policy that allows only its own style sheet and embedded pictures', () => {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? []
    const [, sheet] = /<style>(.*)<\/style>/s.exec(text) ?? []
    const hash = createHash('sha256').update(sheet!).digest('base64')
    expect(policy).toBe(
      `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    )
  })

  it('escapes names of files and folders everywhere', () => {
    const pictures = [right, { ...wrong, path: hostile }, { ...accepted, path: hostile, folder: hostile }]
    const unreadable = [{ path: hostile, code: 'IMAGE_UNREADABLE', message: hostile }]
    const text = htmlReport(report(pictures, 20, { folder: hostile, unreadable }), new Map())
    expect(text).not.toMatch(/<script|alert\('/)
    expect(text.split('&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;&#38;')).toHaveLength(8)
  })

  it('shows a name with control characters as JSON would', () => {
    expect(htmlReport(report([right, { ...wrong, path: '3/\x1b\n.png' }]), new Map())).toContain(
      '&#34;3/\\u001b\\n.png&#34;',
    )
  })

  it('has a text alternative for every picture and drawing', () => {
    const pictures = text.match(/<img [^>]*>/g)!
    expect(pictures).toHaveLength(3)
    for (const picture of pictures) expect(picture).toMatch(/ alt="[^"]+"/)
    for (const drawing of text.match(/<svg [^>]*>/g)!) expect(drawing).toMatch(/role="img" aria-label="[^"]+"/)
  })

  it('gives every table a caption, and headers to its rows and columns', () => {
    const tables = text.match(/<table.*?<\/table>/gs)!
    expect(tables).toHaveLength(4)
    for (const table of tables) expect(table).toMatch(/<caption>[^<]+<\/caption>.*<th scope="col">.*<th scope="row">/s)
  })

  it('shows the picture if it is small enough, and says so if not', () => {
    expect(text).toContain('<img src="data:image/png;base64,AAAA" alt="The picture">')
    expect(text.match(/too large to be shown here/g)).toHaveLength(1)
  })

  it('shows label, prediction and confidence of each mistake', () => {
    expect(text).toContain('<strong>3 read as 8</strong>, 99.91 % confidence')
    expect(text).toContain('<strong>No digit, read as 8</strong>, 99.91 % confidence')
    expect(text).toContain('aria-label="Probabilities: 8 99.91 %"')
  })

  it('shades the confusion matrix by count, with one scale for the diagonal and one for confusions', () => {
    const times = (n: number, picture: object) => new Array<object>(n).fill(picture)
    const asTwo = { label: 2, prediction: prediction(2) } as const
    const confusions = [...times(4, wrong), ...times(1, { ...asTwo, prediction: prediction(7, { raster }) })]
    const text = htmlReport(report([...times(100, right), ...times(20, asTwo), ...confusions]), new Map())
    const classes = Object.fromEntries(
      [...text.matchAll(/<td class="([rw]\d)">(\d+)<\/td>/g)].map(([, c, n]) => [n, c]),
    )
    expect(classes).toEqual({ 100: 'r4', 20: 'r1', 4: 'w4', 1: 'w1' })
  })

  it('shows the date and the number of unreadable files at the top', () => {
    const unreadable = [{ path: 'x.png', code: 'IMAGE_UNREADABLE', message: 'No.' }]
    const [top] = htmlReport(report([right], 20, { unreadable }), new Map()).split('<h2>')
    expect(top).toContain('<time datetime="2026-11-24T13:05:09.123Z">2026-11-24 13:05 UTC</time>')
    expect(top).toContain('<dt>Unreadable</dt><dd class="figure">1</dd>')
  })

  it('explains what false accepts are', () => {
    expect(text.split('<h2>')[0]).toMatch(/False accepts are pictures of no digit/)
  })

  it('says if there is no mistake', () => {
    expect(htmlReport(report([right]), new Map())).toContain('<h2>Mistakes: none</h2>')
  })

  it('says how many mistakes it shows if there are more', () => {
    const text = htmlReport(report([wrong, wrong, wrong], 2), new Map())
    expect(text).toContain(
      '<h3>Read as another digit: 3</h3>\n<p class="soft">The most confident first. The first 2 are shown.',
    )
  })

  it('is the same for the same report', () => {
    expect(htmlReport(report([right, wrong, accepted]), new Map())).toBe(
      htmlReport(report([right, wrong, accepted]), new Map()),
    )
  })
})

describe('A raster encoded as PNG', () => {
  it('is decoded to the same raster', () => {
    const file = Buffer.from(pngUrl(raster).replace('data:image/png;base64,', ''), 'base64')
    expect(decodeSmallPng(file)).toEqual({ data: raster, width: 28, height: 28 })
  })
})

describe('The style sheet', () => {
  const [light, dark] = [...stylesheet.matchAll(/:root \{([^}]*)\}/g)].map(([, rules]) => coloursIn(rules!))

  it.each([
    ['light', light!],
    ['dark', dark!],
  ])('has enough contrast for text when it is %s', (_, colours) => {
    const ratios = ['text', 'soft', 'right', 'wrong'].flatMap((ink) =>
      ['paper', 'card'].map((ground) => contrast(colours[ink]!, colours[ground]!)),
    )
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5)
  })

  it.each([
    ['light', light!],
    ['dark', dark!],
  ])('has enough contrast in the cells of the matrix when it is %s', (_, colours) => {
    const shades = [...stylesheet.matchAll(/\.matrix td\.\w\d \{ background: rgb\(var\(--(\w+)-rgb\) \/ (\.\d+)\)/g)]
    const ratios = shades.map(([, hue, alpha]) => {
      const cell = colours[`${hue}-rgb`]!.map((value, index) => {
        return value * Number(alpha) + colours.paper![index]! * (1 - Number(alpha))
      })
      return contrast(colours.text!, cell)
    })
    expect(ratios).toHaveLength(8)
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5)
  })
})

type Colour = readonly number[]

function coloursIn(rules: string): Record<string, Colour> {
  const parts = [...rules.matchAll(/--([\w-]+): (?:#(\w+)|(\d+ \d+ \d+))/g)]
  return Object.fromEntries(
    parts.map(([, name, hex, decimal]) => {
      if (decimal) return [name!, decimal.split(' ').map(Number)]
      const full = hex!.length === 3 ? [...hex!].map((digit) => digit + digit).join('') : hex!
      return [name!, [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16))]
    }),
  )
}

/** WCAG 2.2, contrast ratio. */
function contrast(a: Colour, b: Colour): number {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (bright! + 0.05) / (dim! + 0.05)
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
