import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Packs the package and installs it twice, as two apps would: alone, and beside onnxruntime-node. */
export function installApps(): { wasm: string; native: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const packed = npm(['pack', '--json', '--pack-destination', folder], root)
  const tarball = join(folder, JSON.parse(packed)[0].filename)
  const pinned = JSON.parse(readFileSync(join(root, 'test/native-runtime/package.json'), 'utf8'))
  const version: string = pinned.dependencies['onnxruntime-node']
  return {
    wasm: install(join(folder, 'wasm'), [tarball]),
    native: install(join(folder, 'native'), [tarball, `onnxruntime-node@${version}`]),
  }
}

function install(folder: string, packages: readonly string[]): string {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  npm(['install', '--no-audit', '--no-fund', ...packages], folder)
  return folder
}

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } })
}
