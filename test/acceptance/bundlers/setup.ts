import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { removeFolder, temporaryFolder } from '../../helpers/folders.js'
import { configuredRegistry, guarded } from '../../helpers/network.js'
import { execOrThrow } from '../../helpers/run.js'
import { versions } from './versions.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in which the bundlers are installed. */
    tools: string
  }
}

/** Installs the bundlers, once for all test files. No script of theirs runs. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = temporaryFolder({ 'package.json': '{ "private": true }' })
  try {
    const { origins } = await configuredRegistry()
    const specs = Object.entries(versions).map(([name, version]) => `${name}@${version}`)
    await execOrThrow('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...specs], {
      cwd: folder,
      env: guarded(origins, join(folder, 'network.jsonl')),
    })
    project.provide('tools', folder)
  } catch (error) {
    removeFolder(folder)
    throw error
  }
  return () => removeFolder(folder)
}
