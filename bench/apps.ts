import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'tsup'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** A folder with the package installed, and the probes. */
export interface App {
  readonly folder: string
  /** Path of the command's script. */
  readonly command: string
  /** Bytes of everything that was installed, the package's dependencies included. */
  readonly bytes: number
  /** Files of native code or WebAssembly in the package itself. */
  readonly runtimeFiles: number
}

/** Builds and packs the package into a folder; returns the tarball's path. */
export async function pack(folder: string): Promise<string> {
  const packed = await npm(['pack', '--json', '--pack-destination', folder], root)
  return join(folder, JSON.parse(packed)[0].filename)
}

/** Makes an app that has a tarball installed, with the probes that measure it. */
export async function makeApp(folder: string, tarball: string): Promise<App> {
  await install(folder, tarball)
  const modules = join(folder, 'node_modules')
  const installed = join(modules, '@team/mnist-model')
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  for (const name of ['app.mjs', 'app.cjs']) cpSync(join(root, 'bench/probes', name), join(folder, name))
  // The stages and engines of src/ look for the model one level above.
  cpSync(join(installed, 'model'), join(folder, '../model'), { recursive: true })
  const probes = { config: false, silent: true, target: 'node20.19', splitting: false, outDir: folder } as const
  const external = ['@team/mnist-model', 'sharp', 'onnxruntime-node']
  const entry = (name: string) => join(root, 'bench/probes', name)
  await build({ ...probes, entry: [entry('pictures.ts'), entry('rasters.ts')], format: 'esm', external })
  await build({
    ...probes,
    entry: [entry('stages.ts')],
    format: 'cjs',
    external,
    minifyWhitespace: true,
    banner: { js: 'const started = performance.now(), moduleUrl = require("node:url").pathToFileURL(__filename).href' },
    esbuildOptions(options) {
      options.define = { ...options.define, 'import.meta.url': 'moduleUrl' }
    },
  })
  return {
    folder,
    command: join(installed, Object.values(bin)[0] as string),
    bytes: filesBelow(modules).reduce((sum, file) => sum + statSync(file).size, 0),
    runtimeFiles: filesBelow(installed).filter((file) => /\.(?:wasm|node|so|dll|dylib)\b/.test(file)).length,
  }
}

/**
 * Installs the reference runtimes where apps in sub-folders resolve them: onnxruntime-node from this project, onnxruntime-web
 * from the registry.
 *
 * @returns why onnxruntime-web is missing, or null
 */
export async function addRuntimes(folder: string): Promise<string | null> {
  const missing = await install(folder, 'onnxruntime-web').then(
    () => null,
    (error) => `npm could not install onnxruntime-web (${/code (E\w+)/.exec(String(error.stderr))?.[1] ?? error})`,
  )
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(join(root, 'node_modules/onnxruntime-node'), join(folder, 'node_modules/onnxruntime-node'))
  return missing
}

async function install(folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', name], folder)
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

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
