/**
 * Writes MANIFEST.md, the contents list: every file that ships and its purpose, with size and SHA-256 if no build changes
 * them.
 *
 *   tsx scripts/contents-list.ts           writes it
 *   tsx scripts/contents-list.ts --check   exits 1 with the difference if it is not up to date
 */
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { report } from './report.js'

interface Kind {
  readonly purpose: string
  /** True if every build gives the same bytes: size and SHA-256 are listed. */
  readonly stable?: true
}

const kinds: Readonly<Record<string, Kind>> = {
  'model/mnist.onnx': { purpose: 'the trained model', stable: true },
  'model/manifest.json': { purpose: 'facts about the model: hash, tensors, metrics, data', stable: true },
  'model/README.md': { purpose: 'the model card', stable: true },
  'model/training.svg': { purpose: "the card's plot of the training loss", stable: true },
  'model/confusion.svg': { purpose: "the card's confusion matrix", stable: true },
  'model/reliability.svg': { purpose: "the card's reliability diagram", stable: true },
  'model/rejection.svg': { purpose: "the card's plot of scores", stable: true },
  'model/sets.svg': { purpose: "the card's plot of accuracy by set", stable: true },
  'dist/index.js': { purpose: 'the library, ES module' },
  'dist/index.cjs': { purpose: 'the library, CommonJS' },
  'dist/index.d.ts': { purpose: 'types of the ES module, re-exported from those of CommonJS' },
  'dist/index.d.cts': { purpose: 'types of the CommonJS build' },
  'dist/embedded.js': { purpose: 'the library with the model inside, ES module' },
  'dist/embedded.cjs': { purpose: 'the library with the model inside, CommonJS' },
  'dist/kernels.cjs': { purpose: 'the compiled kernels, for the entry `embedded`' },
  'dist/kernels.wasm': { purpose: 'the compiled kernels, for Cloudflare Workers' },
  'dist/kernels.workerd.js': { purpose: 'loads kernels.wasm in Cloudflare Workers' },
  'dist/embedded-model.cjs': { purpose: 'the model as a text, for the entry `embedded`' },
  'dist/cli.cjs': { purpose: 'the command' },
  'dist/cli-yargs.cjs': { purpose: 'options and help of the command, loaded only if there are options' },
  'dist/cli-evaluate.cjs': { purpose: '`mnist-predict evaluate`' },
  'dist/THIRD-PARTY-LICENSES.txt': { purpose: 'licences of the packages bundled into dist/' },
  'bin/mnist-predict.cjs': { purpose: 'the executable `mnist-predict`' },
  'docs/terminal.svg': { purpose: "the README's picture" },
  'samples/7.png': { purpose: 'a drawn 7, to try the package with', stable: true },
  'package.json': { purpose: 'name, version, entry points, dependencies' },
  'README.md': { purpose: 'instructions' },
  'MANIFEST.md': { purpose: 'this list' },
  'CHANGELOG.md': { purpose: 'what changed in each version' },
  LICENSE: { purpose: 'the licence of this package', stable: true },
}

/**
 * Returns the list for these files.
 *
 * @throws Error for a file without a known purpose
 */
export function contentsList(paths: readonly string[], read: (path: string) => Uint8Array): string {
  const rows = [...paths].sort().map((path) => {
    const kind = kinds[path]
    if (!kind) {
      throw new Error(
        `Expected a file with a known purpose in the package but found ${path}. ` +
          'Keep it out with "files" in package.json, or add its purpose to scripts/contents-list.ts.',
      )
    }
    const bytes = kind.stable && read(path)
    const facts = bytes ? [bytes.length, hash('sha256', bytes)] : ['', '']
    return `| ${[path, kind.purpose, ...facts].join(' | ')} |`
  })
  return [
    '# Contents',
    '',
    'Every file of the package. Size and SHA-256 are given for files that no build changes.',
    '',
    '| file | what it is | bytes | SHA-256 |',
    '|---|---|--:|---|',
    ...rows,
    '',
  ].join('\n')
}

/** Returns the lines that only one of two texts has, with `-` for the first and `+` for the second; empty if they are equal. */
export function difference(before: string, after: string): string[] {
  const [old, current] = [before.split('\n'), after.split('\n')]
  const gone = old.filter((line) => !current.includes(line)).map((line) => `- ${line}`)
  const added = current.filter((line) => !old.includes(line)).map((line) => `+ ${line}`)
  if (gone.length + added.length > 0 || before === after) return [...gone, ...added]
  return ['The lines are the same, in another order.']
}

/** Returns the files that `npm pack` would put into the tarball, and MANIFEST.md, which may not exist yet. */
function packedPaths(root: string): string[] {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--silent'], { cwd: root })
  // npm 12 prints an object by package name, earlier versions an array.
  const [{ files }] = Object.values(JSON.parse(output.toString())) as [{ files: { path: string }[] }]
  return [...new Set([...files.map(({ path }) => path), 'MANIFEST.md'])]
}

function main(): void {
  const root = join(import.meta.dirname, '..')
  const file = join(root, 'MANIFEST.md')
  const expected = contentsList(packedPaths(root), (path) => readFileSync(join(root, path)))
  if (!process.argv.includes('--check')) {
    writeFileSync(file, expected)
    return
  }
  const lines = difference(existsSync(file) ? readFileSync(file, 'utf8') : '', expected)
  const stale = ['MANIFEST.md is not up to date. Run `npx tsx scripts/contents-list.ts`.', ...lines]
  report(lines.length > 0 ? stale : [], 'MANIFEST.md is up to date')
}

if (process.argv[1] === import.meta.filename) main()
