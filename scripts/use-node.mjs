/**
 * Prints the folder of Node in the wanted version, to prepend to PATH:
 *
 *   PATH=$(node scripts/use-node.mjs 24):$PATH
 *
 * In a `node:24` image that is the Node that runs this script. On a runner without images, it is installed once from the npm
 * registry into NODE_VERSIONS or ~/.cache/node-versions. Plain JavaScript: it runs before anything is installed.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

const wanted = process.argv[2] ?? ''
const store = process.env.NODE_VERSIONS || join(homedir(), '.cache/node-versions')

/** Returns true if a version such as `24.21.0` satisfies `24`, `24.21` or `24.21.0`. */
function fits(version) {
  return version === wanted || version.startsWith(`${wanted}.`)
}

/** Installs this platform's Node from the registry. Unlike the package `node`, it has no install script. Returns its folder. */
function fetchNode() {
  const folder = join(store, wanted)
  const name = `node-${process.platform}-${process.arch}`
  const bin = join(folder, 'node_modules', name, 'bin')
  if (existsSync(bin)) return bin
  mkdirSync(store, { recursive: true })
  const draft = mkdtempSync(join(store, '.'))
  writeFileSync(join(draft, 'package.json'), '{ "private": true }')
  execFileSync('npm', ['install', `${name}@${wanted}`, '--ignore-scripts', '--prefer-offline', '--no-audit'], {
    cwd: draft,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    renameSync(draft, folder)
  } catch {
    // Another job was first.
    rmSync(draft, { recursive: true })
  }
  return bin
}

if (!/^\d+(\.\d+){0,2}$/.test(wanted)) {
  console.error(`Expected a version of Node, as 24 or 24.21.0, but received '${wanted}'.`)
  process.exit(1)
}
const bin = fits(process.versions.node) ? dirname(process.execPath) : fetchNode()
const { version } = JSON.parse(
  execFileSync(join(bin, 'node'), ['-p', 'JSON.stringify({ version: process.versions.node })']),
)
if (!fits(version)) {
  console.error(`Expected Node ${wanted} in ${bin} but found ${version}. Remove that folder and try again.`)
  process.exit(1)
}
console.log(bin)
