import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { removeFolder, temporaryFolder } from '../../../test/helpers/folders.js'
import { execOrThrow, repository } from '../../../test/helpers/run.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** A copy of the service, built, with the packed tarball installed. */
    readonly service: string
  }
}

/** Packs the package once, or takes the tarball that MNIST_MODEL_TARBALL names; installs it into a copy of the service. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = temporaryFolder()
  try {
    const tarball = process.env.MNIST_MODEL_TARBALL ?? (await pack(join(folder, 'packed')))
    const service = join(folder, 'service')
    for (const name of ['src', 'page', 'package.json', 'package-lock.json', '.npmrc', 'tsconfig.json']) {
      cpSync(join(repository, 'deploy/service', name), join(service, name), { recursive: true })
    }
    const install = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts']
    await execOrThrow('npm', [...install, resolve(tarball)], { cwd: service })
    await execOrThrow('npm', ['run', 'build'], { cwd: service })
    project.provide('service', service)
  } catch (error) {
    removeFolder(folder)
    throw error
  }
  // Not synchronously: Vitest gives up on a worker whose end it is kept from noticing.
  return () => rm(folder, { recursive: true, force: true })
}

async function pack(destination: string): Promise<string> {
  mkdirSync(destination)
  await execOrThrow('npm', ['pack', '--pack-destination', destination], { cwd: repository })
  return join(destination, readdirSync(destination)[0]!)
}
