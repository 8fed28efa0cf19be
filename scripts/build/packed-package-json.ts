/**
 * Takes out of package.json what only a clone can use, while npm packs it: `scripts`, `devDependencies` and `overrides`.
 *
 *   tsx scripts/build/packed-package-json.ts trim       as the last part of `prepack`
 *   tsx scripts/build/packed-package-json.ts restore    as `postpack`
 *
 * npm runs no `postpack` if it is interrupted, so `trim` also leaves a process behind that waits for npm to end and then
 * restores the file.
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The text of package.json as it is packed. */
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
  // A prefix: writing it may have been interrupted.
  return packedPackageJson(readFileSync(original, 'utf8')).startsWith(readFileSync(file, 'utf8'))
}

/** The npm that runs this script, directly or through a shell. Null if it cannot be told: on Windows, or without `ps`. */
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
  const watcher = [...process.execArgv, fileURLToPath(import.meta.url), 'restore-after', String(npm)]
  if (npm) spawn(process.execPath, watcher, { cwd: root, detached: true, stdio: 'ignore' }).unref()
  trim(root)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
