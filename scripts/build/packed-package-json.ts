/**
 * Removes from package.json, while npm packs it, what only a clone uses: `scripts`, `devDependencies` and `overrides`.
 *
 *   tsx scripts/build/packed-package-json.ts trim       as the last part of `prepack`
 *   tsx scripts/build/packed-package-json.ts restore    as `postpack`
 *
 * npm does not run `postpack` if it is interrupted, so `trim` also starts a process that waits for npm to end and then
 * restores the file.
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '../..')

/** Returns the text of package.json as it is packed. */
export function packedPackageJson(text: string): string {
  const { scripts: _, devDependencies: __, overrides: ___, ...packed } = JSON.parse(text)
  return `${JSON.stringify(packed, null, 2)}\n`
}

/** Trims package.json in a folder. The original is kept in `node_modules/.cache` until `restore`. */
export function trim(folder: string): void {
  const { file, original } = paths(folder)
  const text = readFileSync(isTrimmed(folder) ? original : file, 'utf8')
  mkdirSync(dirname(original), { recursive: true })
  writeFileSync(original, text)
  writeFileSync(file, packedPackageJson(text))
}

/** Restores package.json. Does nothing if it was not trimmed, or was edited since. */
export function restore(folder: string): void {
  const { file, original } = paths(folder)
  if (isTrimmed(folder)) writeFileSync(file, readFileSync(original))
  rmSync(original, { force: true })
}

function paths(folder: string) {
  return { file: join(folder, 'package.json'), original: join(folder, 'node_modules/.cache/packing/package.json') }
}

function isTrimmed(folder: string): boolean {
  const { file, original } = paths(folder)
  if (!existsSync(original)) return false
  // Or a prefix of it, if writing was interrupted.
  return packedPackageJson(readFileSync(original, 'utf8')).startsWith(readFileSync(file, 'utf8'))
}

/** Returns the process id of the npm that runs this script, or null if it is unknown: on Windows, or without `ps`. */
function npmProcess(): number | null {
  if (process.platform === 'win32') return null
  const ps = (pid: number, field: string) =>
    execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)])
      .toString()
      .trim()
  try {
    return /(?:^|[/-])\w*sh$/.test(ps(process.ppid, 'comm')) ? Number(ps(process.ppid, 'ppid')) : process.ppid
  } catch {
    return null
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function main([step, pid]: readonly string[]): Promise<void> {
  if (step === 'restore') return restore(root)
  if (step === 'restore-after') {
    while (isRunning(Number(pid))) await sleep(100)
    return restore(root)
  }
  if (step !== 'trim') throw new Error(`Expected trim or restore but received ${step}.`)
  const npm = npmProcess()
  const watcher = [...process.execArgv, import.meta.filename, 'restore-after', String(npm)]
  if (npm) spawn(process.execPath, watcher, { cwd: root, detached: true, stdio: 'ignore' }).unref()
  trim(root)
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2))
