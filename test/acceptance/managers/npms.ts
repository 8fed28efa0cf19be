import { installTool, nodeTool } from './tools.js'

/** The majors of npm that the team has. npm 12 wants a newer Node than ours. */
export const npms = [
  { version: '10.9.9', node: null },
  { version: '11.21.2', node: null },
  { version: '12.2.0', node: '24.21.0' },
] as const

/** Installs one, and returns the program and the arguments that run it. */
export async function installNpm({ version, node }: (typeof npms)[number]): Promise<[string, string]> {
  const program = await installTool({ name: 'npm', version, program: 'bin/npm-cli.js' })
  return [node ? await installTool(nodeTool(node)) : process.execPath, program]
}
