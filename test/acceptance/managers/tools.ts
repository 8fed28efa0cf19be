import { join } from 'node:path'
import { removeFolder, temporaryFolder } from '../../helpers/folders.js'
import { execOrThrow } from '../../helpers/run.js'

/** A program that the npm registry holds: its package, its version, and where the program is inside. */
export interface Tool {
  readonly name: string
  readonly version: string
  readonly program: string
}

const folders: string[] = []

/** Installs a tool into a folder of its own and returns the path of its program. */
export async function installTool({ name, version, program }: Tool): Promise<string> {
  const cwd = temporaryFolder({ 'package.json': '{ "private": true }' })
  folders.push(cwd)
  await execOrThrow('npm', ['install', `${name}@${version}`, '--prefer-offline', '--no-audit'], { cwd })
  return join(cwd, 'node_modules', name, program)
}

export function removeTools(): void {
  folders.splice(0).forEach(removeFolder)
}

/** Node itself, for this machine, without the install script of the `node` package. */
export function nodeTool(version: string): Tool {
  return { name: `node-${process.platform}-${process.arch}`, version, program: 'bin/node' }
}
