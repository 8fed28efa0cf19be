import { version as packageVersion } from '../../../package.json'
import type { Context } from '../context.js'
import { exitCodes } from '../exit.js'

export async function version({ library, output }: Context): Promise<number> {
  const model = library.modelInfo()
  await output.write(`mnist-predict ${packageVersion} (model ${model.name} ${model.version})\n`)
  return exitCodes.ok
}
