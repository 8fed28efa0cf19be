import { mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { removeFolder, temporaryFolder } from '../helpers/folders.js'
import { configuredRegistry, guarded } from '../helpers/network.js'
import { execOrThrow, repository } from '../helpers/run.js'

/** The one tarball that all acceptance tests look at, and what was made of it before they start. */
export interface Packed {
  /** Absolute path of the .tgz. */
  readonly tarball: string
  /** The unpacked archive: the folder that npm calls `package`. */
  readonly contents: string
  /** An app, empty before, in which the tarball was installed. Shared by all tests: look, but change nothing. */
  readonly app: string
  /** Every use of the network during that installation, for `contacts`. */
  readonly networkRecord: string
  /** The registry that npm is set up with on this machine. */
  readonly registry: string
}

declare module 'vitest' {
  interface ProvidedContext {
    packed: Packed
  }
}

/** Packs once, or takes the tarball that MNIST_MODEL_TARBALL names; unpacks and installs it. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = temporaryFolder({ 'app/package.json': '{ "private": true }' })
  try {
    const tarball = process.env.MNIST_MODEL_TARBALL
      ? resolve(process.env.MNIST_MODEL_TARBALL)
      : await pack(join(folder, 'packed'))
    const contents = await unpack(tarball, join(folder, 'contents'))
    const app = join(folder, 'app')
    const networkRecord = join(folder, 'network.jsonl')
    const { registry, origins } = await configuredRegistry()
    await execOrThrow('npm', ['install', tarball], {
      cwd: app,
      env: { ...guarded(origins, networkRecord), npm_config_cache: join(folder, 'cache') },
    })
    project.provide('packed', { tarball, contents, app, networkRecord, registry })
  } catch (error) {
    removeFolder(folder)
    throw error
  }
  return () => removeFolder(folder)
}

async function pack(destination: string): Promise<string> {
  mkdirSync(destination)
  await execOrThrow('npm', ['pack', '--pack-destination', destination], { cwd: repository })
  return join(destination, readdirSync(destination)[0] as string)
}

async function unpack(tarball: string, destination: string): Promise<string> {
  mkdirSync(destination)
  await execOrThrow('tar', ['-xzf', tarball, '-C', destination], { cwd: destination })
  return join(destination, 'package')
}
