/**
 * Lints the Python in training/ and checks its formatting, or fixes the formatting with `--write`. Exit status 0 or 1.
 *
 * Runs Ruff's WebAssembly build, so that a build needs no registry but npm's. The settings are those of training/ruff.toml,
 * which a native Ruff reads as well.
 *
 *   tsx scripts/lint-python.ts [--write]
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Diagnostic, PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs'
import { parse } from 'smol-toml'
import { report } from './report.js'

interface Settings {
  readonly lint: { readonly 'per-file-ignores': { readonly 'tests/*': string[] } }
}

const folder = join(import.meta.dirname, '../training')
const settings = parse(readFileSync(join(folder, 'ruff.toml'), 'utf8')) as unknown as Settings
// The WebAssembly build is given contents without a path, so it cannot apply `per-file-ignores` itself.
const ignore = settings.lint['per-file-ignores']['tests/*']
const workspace = new Workspace(settings, PositionEncoding.Utf16)
const testWorkspace = new Workspace({ ...settings, lint: { ...settings.lint, ignore } }, PositionEncoding.Utf16)

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.py'))
const problems: string[] = []
for (const file of files.sort()) {
  const path = join(folder, file)
  const content = readFileSync(path, 'utf8')
  const ruff = file.startsWith('tests') ? testWorkspace : workspace
  const formatted = ruff.format(content)
  if (process.argv.includes('--write')) writeFileSync(path, formatted)
  else if (formatted !== content)
    problems.push(`training/${file}: not formatted. Run \`npx tsx scripts/lint-python.ts --write\`.`)
  for (const { code, message, start_location: start } of ruff.check(formatted) as Diagnostic[])
    problems.push(`training/${file}:${start.row}:${start.column}: ${code} ${message}`)
}
report(problems, `${files.length} Python files, Ruff ${Workspace.version()}: no problems`)
