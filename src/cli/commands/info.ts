import { version } from '../../../package.json'
import { count, kilobytes, percent } from '../../format.js'
import { painter } from '../colour.js'
import type { Context } from '../context.js'
import { escapeControls, toJson } from '../escape.js'
import { exitCodes } from '../exit.js'
import type { ReportRequest } from '../parse.js'
import { wrapIndented } from '../wrap.js'

/** Describes the model, and the engines and decoders that can be used here. */
export async function info({ json }: ReportRequest, { library, output, colour, wrapAt }: Context): Promise<number> {
  const model = library.modelInfo()
  const { parameters, metrics, data } = model.card
  const [engines, decoders] = await Promise.all([library.engines(), library.decoders()])
  const used = engines.find(({ name, available }) => name === 'builtin' && available)
  if (json) {
    await output.write(`${toJson({ package: version, engine: used?.name ?? null, engines, decoders, model }, 2)}\n`)
    return exitCodes.ok
  }
  const rows: Row[] = [
    ['model', `${model.name} ${model.version}, in package ${version}`],
    ['file', `${model.file}, ${kilobytes(model.bytes)}, ${count(parameters)} parameters, opset ${model.opset}`],
    ['sha256', model.sha256],
    ['labels', model.labels.join(' ')],
    ...metrics.map(({ set, accuracy, n }): Row => ['accuracy', `${percent(accuracy)} of ${count(n)}, ${set}`]),
    ...data.map(({ name, licence }): Row => ['data', `${name}, ${licence}`]),
    ...engines.map(({ name, detail }): Row => ['engine', `${name}: ${detail}`]),
    ...decoders.map(({ name, detail }): Row => ['decoder', `${name}: ${detail}`]),
  ]
  const paint = painter(colour)
  await output.write(
    withoutRepeats(rows)
      .map(([name, text]) => {
        return `${paint('dim', name.padEnd(indent))}${wrapIndented(escapeControls(text), indent, wrapAt)}\n`
      })
      .join(''),
  )
  return exitCodes.ok
}

/** Column at which the texts begin. */
const indent = 10

type Row = [name: string, text: string]

function withoutRepeats(rows: readonly Row[]): Row[] {
  return rows.map(([name, text], index) => [rows[index - 1]?.[0] === name ? '' : name, text])
}
