import { cpSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { fixture } from '../../helpers/fixtures.js'
import { linkTree, removeFolder, temporaryFolder } from '../../helpers/folders.js'
import { type Result, run } from '../../helpers/run.js'
import { offline, runTool } from './tools.js'

/** A PNG file of 28x28 pixels that shows a 7. */
export const seven: Uint8Array = readFileSync(fixture('digits', '7', 'upright-plain-mnist-form.png'))

const folders: string[] = []

/** Copies a fixture app into a folder of its own, and installs the tarball there. */
export function createApp(name: string): string {
  const folder = copyApp(name)
  installPackage(folder)
  return folder
}

/** Copies a fixture app into a folder of its own. */
export function copyApp(name: string): string {
  const folder = newFolder()
  cpSync(fixtureApp(name), folder, { recursive: true })
  return folder
}

/** Absolute path of the folder that holds a fixture app. */
export function fixtureApp(name: string): string {
  return fileURLToPath(new URL(`apps/${name}`, import.meta.url))
}

/** Puts the installed tarball, and what it depends on, into the node_modules of a folder. */
export function installPackage(folder: string): void {
  linkTree(join(inject('packed').app, 'node_modules'), join(folder, 'node_modules'))
}

/** Moves what a bundler wrote into an empty folder, and removes the app: what was left behind is not to be found. */
export function deploy(app: string, output = 'out'): string {
  const folder = newFolder()
  renameSync(join(app, output), join(folder, 'deployed'))
  removeFolder(app)
  return join(folder, 'deployed')
}

/** Runs a command of a tool in a fixture app, and deploys what the tool wrote to `out`. */
export async function bundle(name: string, command: string): Promise<string> {
  const app = createApp(name)
  await runTool(command, app)
  return deploy(app)
}

/** Runs a bundled program, which reads a picture from stdin and prints its digit. */
export function runBundle(folder: string, file: string, picture: Uint8Array = seven): Promise<Result> {
  return run(process.execPath, [file], { cwd: folder, env: offline(), input: picture })
}

/** A new, empty folder, until `removeApps`. */
export function newFolder(): string {
  const folder = temporaryFolder()
  folders.push(folder)
  return folder
}

/** Removes every folder that this module has made. */
export function removeApps(): void {
  folders.splice(0).forEach(removeFolder)
}
