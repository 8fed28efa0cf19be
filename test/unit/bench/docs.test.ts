import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { renderDocs } from '../../../bench/docs.js'

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
const rendered = renderDocs(JSON.parse(read('bench/results.json')))

describe('a document with measurements', () => {
  it.each(Object.entries(rendered))('%s shows the results and budgets that are committed', (file, text) => {
    expect(read(file), '`npx tsx bench/docs.ts` writes it anew').toBe(text)
  })
})
