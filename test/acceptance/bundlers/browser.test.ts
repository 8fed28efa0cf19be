import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bundle, fixtureApp, removeApps } from './apps.js'
import { openPage } from './chromium.js'

afterAll(removeApps)

describe('under a strict content security policy, a page in Chromium reads a digit with a script from', () => {
  it.each([
    ['Vite', 'vite build --outDir out'],
    ['webpack', 'webpack -c web.config.mjs --entry ./main.js -o out'],
    ['webpack, with the model inside', 'webpack -c web.config.mjs --entry ./embedded.js -o out'],
    ['rspack', 'rspack -c web.config.mjs --entry ./main.js -o out'],
    ['esbuild, with the model inside', 'esbuild embedded.js --bundle --format=esm --outfile=out/main.js'],
  ])('%s', async (_, command) => {
    const folder = await bundle('browser', command)
    // Vite writes the page too; the others write the script alone.
    cpSync(join(fixtureApp('browser'), 'index.html'), join(folder, 'index.html'), { force: false })
    expect(await openPage(folder)).toBe('7')
  })
})
