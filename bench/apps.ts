import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'tsup'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The command, below an app's folder. */
export const command = 'node_modules/@team/mnist-model/bin/mnist-predict.js'

/** The version of onnxruntime-node that the project is tested with, as npm takes it. */
export function nativeRuntime(): string {
  const pinned = JSON.parse(readFileSync(join(root, 'test/native-runtime/package.json'), 'utf8'))
  return `onnxruntime-node@${pinned.dependencies['onnxruntime-node']}`
}

/** Builds and packs the package into a folder; returns the tarball's path. */
export async function pack(folder: string): Promise<string> {
  const packed = await npm(['pack', '--json', '--pack-destination', folder], root)
  return join(folder, JSON.parse(packed)[0].filename)
}

/**
 * Makes an app that has these packages installed, and bundles its code as apps do, the package left out of the bundle.
 *
 * @param folder is made
 * @param packages tarballs, or names as npm takes them
 */
export async function makeApp(folder: string, packages: readonly string[]): Promise<string> {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], folder)
  await build({
    config: false,
    silent: true,
    entry: ['library', 'photo', 'photo-memory'].map((name) => join(root, `bench/probes/${name}.mjs`)),
    format: 'esm',
    target: 'node20.19',
    splitting: false,
    external: ['@team/mnist-model', 'sharp'],
    outDir: folder,
  })
  return folder
}

/**
 * Runs npm and returns what it prints.
 *
 * @throws Error with npm's `stderr`
 */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', args, { cwd, maxBuffer: 2 ** 26 })
  return stdout
}
