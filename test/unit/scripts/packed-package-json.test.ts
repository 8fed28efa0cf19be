import { spawn } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { packedPackageJson, restore, trim } from '../../../scripts/build/packed-package-json.js'
import { removeFolder, temporaryFolder } from '../../helpers/folders.js'
import { cleanEnvironment, repository } from '../../helpers/run.js'

const original =
  '{ "name": "a",\n "scripts": { "test": "x" }, "devDependencies": { "b": "1" }, "overrides": {}, "bin": "c" }'

describe('package.json', () => {
  let folder: string
  const text = () => readFileSync(join(folder, 'package.json'), 'utf8')
  beforeEach(() => {
    folder = temporaryFolder({ 'package.json': original })
  })
  afterEach(() => removeFolder(folder))

  it('is packed without the fields that only a clone uses', () => {
    expect(JSON.parse(packedPackageJson(original))).toEqual({ name: 'a', bin: 'c' })
  })

  it('is trimmed, and restored byte for byte', () => {
    trim(folder)
    expect(text()).toBe(packedPackageJson(original))
    restore(folder)
    expect(text()).toBe(original)
  })

  it('is restored by the next packing if the one before was killed', () => {
    trim(folder)
    trim(folder)
    restore(folder)
    expect(text()).toBe(original)
  })

  it('is restored if writing it was interrupted', () => {
    trim(folder)
    writeFileSync(join(folder, 'package.json'), packedPackageJson(original).slice(0, 10))
    restore(folder)
    expect(text()).toBe(original)
  })

  it('keeps an edit that was made after a packing was killed', () => {
    trim(folder)
    writeFileSync(join(folder, 'package.json'), '{ "name": "edited" }')
    restore(folder)
    expect(text()).toBe('{ "name": "edited" }')
  })

  it('is left alone by a second restore', () => {
    trim(folder)
    restore(folder)
    writeFileSync(join(folder, 'package.json'), packedPackageJson(original))
    restore(folder)
    expect(text()).toBe(packedPackageJson(original))
  })
})

/** A package with these lifecycle scripts that npm packs at once. */
function smallPackage(): string {
  const script = 'scripts/build/packed-package-json.ts'
  const scripts = {
    prepack: `node --import tsx ${script} trim`,
    postpack: `node --import tsx ${script} restore`,
  }
  const folder = temporaryFolder({
    'package.json': JSON.stringify({ name: 'small', version: '1.0.0', type: 'module', scripts }),
    [script]: readFileSync(join(repository, script)),
    'node_modules/.keep': '',
  })
  symlinkSync(join(repository, 'node_modules/tsx'), join(folder, 'node_modules/tsx'))
  return folder
}

// On Windows nothing tells the script which process is npm, so nothing waits for it.
describe.skipIf(process.platform === 'win32')('package.json, when npm pack is killed', () => {
  it('is restored (on Linux and macOS)', async () => {
    const folder = smallPackage()
    const text = () => readFileSync(join(folder, 'package.json'), 'utf8')
    const before = text()
    // A process group of its own, as in a terminal, where Ctrl-C reaches all of it.
    const npm = spawn('npm', ['pack'], { cwd: folder, detached: true, stdio: 'ignore', env: cleanEnvironment() })
    await vi.waitUntil(() => text() !== before, { timeout: 30_000, interval: 2 })
    process.kill(-npm.pid!, 'SIGKILL')
    await vi.waitUntil(() => text() === before, { timeout: 30_000, interval: 20 })
    removeFolder(folder)
  })
})
