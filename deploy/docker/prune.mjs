/**
 * Deletes from node_modules what a running service never reads: types, source maps, sources, documentation, tests, and the
 * second and third build of packages whose CommonJS build is the one that runs. `check.ts` proves that it still runs.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const useless = /\.(?:d\.[cm]?ts|[cm]?ts|map|md|markdown|flow|test\.js|yml)$|^(?:CHANGELOG|README|\.)/i
const folders = /^(?:tests?|__tests__|docs|examples?|benchmarks?|bench|\.github|\.vscode|coverage)$/
const legal = /^(?:LICEN[CS]E|NOTICE|THIRD-PARTY)/i

function prune(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (folders.test(entry.name) && !isPackage(path)) rmSync(path, { recursive: true })
      else prune(path)
    } else if (useless.test(entry.name) && !legal.test(entry.name)) rmSync(path)
  }
}

const isPackage = (folder) => existsSync(join(folder, 'package.json'))

const [root] = process.argv.slice(2)
// The model's own documents stay: its licence asks for them.
for (const name of readdirSync(root))
  if (name !== '@team' && statSync(join(root, name)).isDirectory()) prune(join(root, name))

// OpenTelemetry ships three builds; `require` takes build/src.
const scope = join(root, '@opentelemetry')
for (const name of existsSync(scope) ? readdirSync(scope) : []) {
  const { main } = JSON.parse(readFileSync(join(scope, name, 'package.json'), 'utf8'))
  if (main?.startsWith('build/src'))
    for (const build of ['esm', 'esnext']) rmSync(join(scope, name, 'build', build), { recursive: true, force: true })
}
