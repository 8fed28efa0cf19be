import { join } from 'node:path'
import { inject } from 'vitest'
import { guarded } from '../../helpers/network.js'
import { execOrThrow } from '../../helpers/run.js'

const programs = {
  webpack: 'webpack-cli/bin/cli.js',
  rspack: '@rspack/cli/bin/rspack.js',
  vite: 'vite/bin/vite.js',
  esbuild: 'esbuild/bin/esbuild',
  rollup: 'rollup/dist/bin/rollup',
  ncc: '@vercel/ncc/dist/ncc/cli.js',
  postject: 'postject/dist/cli.js',
  jest: 'jest/bin/jest.js',
}

type ProgramName = keyof typeof programs

/** Absolute path of a file of the installed tools. */
export function toolFile(path: string): string {
  return join(inject('tools'), 'node_modules', path)
}

/** Absolute path of a tool's program, which Node runs. */
export function program(name: ProgramName): string {
  return toolFile(programs[name])
}

/**
 * Runs a tool without a network, in a folder that has no other tools.
 *
 * @param command a line of words, the first of which names the tool
 * @throws Error if the tool fails, or warns
 */
export async function runTool(command: string, cwd: string): Promise<void> {
  const [name, ...args] = command.split(' ')
  const { stdout, stderr } = await execOrThrow(process.execPath, [program(name as ProgramName), ...args], {
    cwd,
    env: offline(),
  })
  if (/warn/i.test(stdout + stderr))
    throw new Error(`Expected no warning from ${command} but it wrote:\n${stdout}${stderr}`)
}

/** Environment of a Node process that reaches for no network. */
export function offline(): Record<string, string> {
  return { ...guarded([], join(inject('tools'), 'network.jsonl')), NEXT_TELEMETRY_DISABLED: '1' }
}
