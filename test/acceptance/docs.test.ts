import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { fixture } from '../helpers/fixtures.js'
import { linkTree, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { repository, run, succeed } from '../helpers/run.js'

const { app, contents } = inject('packed')

/** The pictures that the README speaks of. */
const pictures = {
  'x.png': fixture('digits', '7', 'upright-plain-pen.png'),
  'y.jpg': fixture('digits', '3', 'leaning-round-pencil.jpg'),
  'blank.png': fixture('not-a-digit', 'blank-white.png'),
}

// The README that ships: what a user reads is what is run.
const readme = readFileSync(join(contents, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language: language as string,
  text: text as string,
}))

let cwd: string
beforeAll(() => {
  cwd = temporaryFolder()
  linkTree(join(app, 'node_modules'), join(cwd, 'node_modules'))
  for (const name of ['onnxruntime-common', 'onnxruntime-node']) {
    linkTree(join(repository, 'node_modules', name), join(cwd, 'node_modules', name))
  }
  for (const [name, source] of Object.entries(pictures)) copyFileSync(source, join(cwd, name))
})
afterAll(() => removeFolder(cwd))

describe('a snippet of the README does what its comments say', () => {
  const snippets = blocks.filter(({ language }) => language === 'js').map(({ text }) => text)

  it.each(snippets)('%#', async (text) => {
    const file = `snippet.${text.includes('require(') ? 'cjs' : 'mjs'}`
    writeFiles(cwd, { [file]: text })
    const expected = [...text.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].flatMap(([, said]) => said!.split('; '))
    const { stdout } = await succeed('node', [file], { cwd, env: { ORT_DISABLE_TELEMETRY: '1' } })
    expect(expected).not.toEqual([])
    expect(stdout.trim().split('\n')).toEqual(expected)
  })
})

describe('the snippet in Python', () => {
  const [snippet, ...others] = blocks.filter(({ language }) => language === 'python').map(({ text }) => text)
  const prepared =
    "import { predict } from '@team/mnist-model'; import { writeFileSync } from 'node:fs'\n" +
    "writeFileSync('x.raw', (await predict('x.png', { raster: true })).raster)"

  it('is the only one', () => {
    expect(snippet).toBeDefined()
    expect(others).toEqual([])
  })

  it('names the tensors of the model', () => {
    const { inputs, outputs } = JSON.parse(readFileSync(join(contents, 'model/manifest.json'), 'utf8'))
    const [, asked, given] = /session\.run\((\[.*?\]), \{(".*?"):/.exec(snippet!)!
    expect(JSON.parse(asked!)).toEqual(outputs.map(({ name }: { name: string }) => name))
    expect([JSON.parse(given!)]).toEqual(inputs.map(({ name }: { name: string }) => name))
  })

  const hasRuntime = spawnSync('python3', ['-c', 'import numpy, onnxruntime']).status === 0
  if (!hasRuntime)
    console.warn("NOT RUN: the README's snippet in Python, because python3 has no numpy and onnxruntime here.")

  it.runIf(hasRuntime)('does what its comment says', async () => {
    await succeed('node', ['--input-type=module', '-e', prepared], { cwd })
    const [, expected] = /^print\(.*\) {2}# (.*)$/m.exec(snippet!)!
    const { stdout } = await succeed('python3', ['-c', snippet!], { cwd })
    expect(stdout.trim()).toBe(expected)
  })
})

describe('a command of the README prints what is written below it', () => {
  const commands = blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
    .map((each) => ({ command: each.split('\n')[0]!, output: each.split('\n').slice(1).join('\n').trimEnd() }))
  // That one is what the installation tests do, with the tarball and with a registry.
  const runnable = commands.filter(({ command }) => command !== 'npm install @team/mnist-model')

  it.each(runnable)('$command', async ({ command, output }) => {
    // `script` gives the command a terminal, as a reader of the README has one.
    const { code, stdout } = await run(
      'script',
      ['-qec', `bash -o pipefail -c ${JSON.stringify(command)}`, '/dev/null'],
      {
        cwd,
        env: {
          NO_COLOR: '1',
          COLUMNS: '100',
          TERM: 'xterm',
          npm_config_loglevel: 'silent',
          npm_config_progress: 'false',
        },
      },
    )
    expect({ code, output: stdout.replaceAll('\r', '').trimEnd() }).toEqual({ code: 0, output })
  })
})

it('every error code is explained in the README, and no other', () => {
  const declared = readFileSync(join(contents, 'dist/index.d.cts'), 'utf8')
  const union = /type ErrorCode =(.*?';)/s.exec(declared)![1]!
  const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code)
  const explained = readme
    .split('\n')
    .flatMap((line) =>
      [...line.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|/g)].flatMap(([, cell]) =>
        cell!.replaceAll('`', '').split(', '),
      ),
    )
  expect(codes).not.toEqual([])
  expect(explained.sort()).toEqual(codes.sort())
})
