import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/fixtures.js'
import { bundle, installPackage, removeApps, runBundle } from './apps.js'

afterAll(removeApps)

const answer = { code: 0, stdout: '7\n', stderr: '' }

describe('a bundle with the model as an asset reads a digit in an empty folder', () => {
  it.each([
    ['webpack, from ES modules', 'webpack -c node.config.mjs --entry ./app.mjs -o out'],
    ['webpack, from CommonJS', 'webpack -c node.config.mjs --entry ./app.cjs -o out'],
    ['rspack, from ES modules', 'rspack -c node.config.mjs --entry ./app.mjs -o out'],
    ['rspack, from CommonJS', 'rspack -c node.config.mjs --entry ./app.cjs -o out'],
  ])('%s', async (_, command) => {
    const folder = await bundle('program', command)
    expect(await runBundle(folder, 'main.js')).toMatchObject(answer)
  })
})

describe('a bundle that imports the installed package reads a digit', () => {
  it.each([
    ['esbuild, ES modules', 'esbuild app.mjs --bundle --packages=external --format=esm --outfile=out/app.mjs'],
    [
      'esbuild, CommonJS',
      'esbuild app.mjs --bundle --packages=external --platform=node --outfile=out/app.cjs',
      'app.cjs',
    ],
    ['rollup, ES modules', 'rollup app.mjs --external @team/mnist-model,node:fs -o out/app.mjs --silent'],
    [
      'rollup, CommonJS',
      'rollup app.mjs --external @team/mnist-model,node:fs -f cjs -o out/app.cjs --silent',
      'app.cjs',
    ],
    ['Vite, for the server', 'vite build --ssr app.mjs --outDir out'],
  ])('%s', async (_, command, file = 'app.mjs') => {
    const folder = await bundle('program', command)
    installPackage(folder)
    expect(await runBundle(folder, file)).toMatchObject(answer)
  })
})

describe('a bundle with a missing or changed model fails with the name of the entry to use', () => {
  it.each([
    ['esbuild, ES modules', 'esbuild app.mjs --bundle --platform=node --format=esm --outfile=out/app.mjs'],
    ['esbuild, CommonJS', 'esbuild app.mjs --bundle --platform=node --outfile=out/app.cjs', 'app.cjs'],
    ['ncc, from ES modules', 'ncc build app.mjs -o out', 'index.mjs', 'MODEL_CORRUPT'],
    ['ncc, from CommonJS', 'ncc build app.cjs -o out', 'index.cjs'],
    ['Vite, for the server, nothing external', 'vite build -c no-external.config.mjs --ssr app.mjs --outDir out'],
  ])('%s', async (_, command, file = 'app.mjs', code = 'MODEL_NOT_FOUND') => {
    const folder = await bundle('program', command)
    const { stderr } = await runBundle(folder, file)
    expect(stderr).toContain(`code: '${code}'`)
    expect(stderr).toMatch(/MnistModelError: .*'@team\/mnist-model\/embedded'/)
  })
})

describe('a bundle finds the installed sharp, and reads a JPEG file', () => {
  const jpeg = readFileSync(fixture('digits', '7', 'leaning-plain-pencil.jpg'))

  it.each([
    ['webpack', 'webpack -c node.config.mjs --entry ./app.mjs -o out'],
    ['esbuild, CommonJS', 'esbuild embedded.mjs --bundle --platform=node --outfile=out/main.js'],
  ])('%s', async (_, command) => {
    const folder = await bundle('program', command)
    installPackage(folder)
    expect(await runBundle(folder, 'main.js', jpeg)).toMatchObject(answer)
  })
})
