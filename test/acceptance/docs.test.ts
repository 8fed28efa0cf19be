import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { fixture } from '../helpers/fixtures.js'
import { linkTree, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { execOrThrow, repository, run } from '../helpers/run.js'

const { app, contents } = inject('packed')

/** The user's own pictures that the README speaks of. */
const pictures = {
  '7.png': fixture('digits', '7', 'upright-plain-pen.png'),
  '3.jpg': fixture('digits', '3', 'leaning-round-pencil.jpg'),
  'blank.png': fixture('not-a-digit', 'blank-white.png'),
}

// The README that ships: what a user reads is what is run.
const readme = readFileSync(join(contents, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/(?:^`(\S+)`.*\n\n)?^```(\w*)\n([\s\S]*?)^```$/gm)].map(
  ([, file, language, text]) => ({
    file,
    language: language as string,
    text: text as string,
  }),
)

let cwd: string
beforeAll(() => {
  cwd = temporaryFolder()
  linkTree(join(app, 'node_modules'), join(cwd, 'node_modules'))
  for (const name of ['onnxruntime-common', 'onnxruntime-node', '@types/node', 'undici-types']) {
    linkTree(join(repository, 'node_modules', name), join(cwd, 'node_modules', name))
  }
  for (const [name, source] of Object.entries(pictures)) copyFileSync(source, join(cwd, name))
})
afterAll(() => removeFolder(cwd))

describe('a snippet of the README', () => {
  const snippets = blocks.filter(({ language }) => language === 'js')

  it.each(snippets.map(({ file, text }) => [file, text]))('%s does what its comments say', async (file, text) => {
    writeFiles(cwd, { [file!]: text! })
    const expected = [...text!.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].flatMap(([, said]) => said!.split('; '))
    const { stdout } = await execOrThrow('node', [file!], { cwd, env: { ORT_DISABLE_TELEMETRY: '1' } })
    expect(expected).not.toEqual([])
    expect(stdout.trim().split('\n')).toEqual(expected)
  })

  it('compiles under strict TypeScript', async () => {
    // An ES module is compiled as TypeScript; in TypeScript, `require` of CommonJS has no types.
    const files = snippets.map(({ file, text }) => [file!.replace('.mjs', '.mts'), text] as const)
    writeFiles(cwd, Object.fromEntries(files))
    const options = [
      '--strict',
      '--noEmit',
      '--checkJs',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2022',
    ]
    const compiler = join(repository, 'node_modules/typescript/bin/tsc')
    await execOrThrow('node', [compiler, ...options, ...files.map(([file]) => file)], { cwd })
  })

  it('has a file name that runs', () => {
    expect(snippets.filter(({ file }) => !/^\w+\.[cm]js$/.test(file ?? ''))).toEqual([])
  })
})

describe.each(['README.md', 'model/README.md', 'CHANGELOG.md', 'MANIFEST.md'])('a link of %s', (document) => {
  it('is absolute, or leads to a heading or a file that ships', () => {
    const text = readFileSync(join(contents, document), 'utf8').replace(/^```.*?^```$/gms, '')
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
      ([, inline, reference]) => inline ?? reference!,
    )
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(
      ([, title]) => `#${title!.toLowerCase().replaceAll(' ', '-')}`,
    )
    const broken = links.filter((link) => {
      if (link.startsWith('#')) return !headings.includes(link)
      return !link.startsWith('https://') && !existsSync(join(contents, document, '..', link))
    })
    expect(broken).toEqual([])
  })
})

describe('the snippet in Python', () => {
  const [snippet, ...others] = blocks.filter(({ language }) => language === 'python').map(({ text }) => text)
  const prepared =
    "import { predict } from '@team/mnist-model'; import { writeFileSync } from 'node:fs'\n" +
    "writeFileSync('7.raw', (await predict('7.png', { raster: true })).raster)"

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
    await execOrThrow('node', ['--input-type=module', '-e', prepared], { cwd })
    const [, expected] = /^print\(.*\) {2}# (.*)$/m.exec(snippet!)!
    const { stdout } = await execOrThrow('python3', ['-c', snippet!], { cwd })
    expect(stdout.trim()).toBe(expected)
  })
})

// util-linux's `script` gives a command a terminal, as a reader of the README has one.
const linux = process.platform === 'linux'

describe.runIf(linux)('a command of the README prints what is written below it (on Linux)', () => {
  const commands = blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
    .map((each) => ({ command: each.split('\n')[0]!, output: each.split('\n').slice(1).join('\n').trimEnd() }))
  // That one is what the installation tests do, with the tarball and with a registry.
  const runnable = commands.filter(({ command }) => command !== 'npm install @team/mnist-model')

  it.each(runnable)('$command', async ({ command, output }) => {
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

it.runIf(linux)('the picture of a terminal in the README shows what the command prints (on Linux)', async () => {
  const [command, drawn] = [
    join(app, 'node_modules/@team/mnist-model/bin/mnist-predict.cjs'),
    join(cwd, 'terminal.svg'),
  ]
  const draw = ['--import', 'tsx', 'scripts/docs/terminal.ts', '--command', command, '--out', drawn]
  await execOrThrow('node', draw, { cwd: repository })
  const shipped = readFileSync(join(contents, 'docs/terminal.svg'), 'utf8')
  expect(shipped, '`npx tsx scripts/docs/terminal.ts` draws it anew').toBe(readFileSync(drawn, 'utf8'))
})

it('the README explains exactly the error codes that exist', () => {
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
