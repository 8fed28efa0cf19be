import { painter } from '../colour.js'
import type { Context } from '../context.js'
import { escapeControls, toJson } from '../escape.js'
import { exitCodes } from '../exit.js'
import type { ReportRequest } from '../parse.js'
import { wrapIndented } from '../wrap.js'

/** Checks the model's hash and every engine and decoder that is present, a line each. */
export async function selftest({ json }: ReportRequest, { library, output, colour, wrapAt }: Context): Promise<number> {
  const report = await library.selftest()
  const exitCode = report.ok ? exitCodes.ok : exitCodes.failed
  if (json) {
    await output.write(`${toJson(report, 2)}\n`)
    return exitCode
  }
  const { model, engines, decoders } = report
  const checks = [
    { name: 'model', ok: model.ok, text: model.problem ?? 'SHA-256 as the manifest has it' },
    ...engines.map(({ name, ok, problem, checked, worstDifference }) => ({
      name: `engine ${name}`,
      ok,
      text: problem ?? `${checked} golden pictures, largest difference ${worstDifference.toExponential(1)}`,
    })),
    ...decoders.map(({ name, ok, problem }) => ({ name: `decoder ${name}`, ok, text: problem ?? 'decodes a picture' })),
  ]
  if (model.ok && engines.length === 0) checks.push({ name: 'engine', ok: false, text: 'no engine is present' })
  const paint = painter(colour)
  const verdict = (ok: boolean) => (ok ? paint('green', 'ok  ') : paint('red', 'FAIL'))
  const nameWidth = Math.max(...checks.map(({ name }) => name.length))
  const indent = 'FAIL  '.length + nameWidth + 2
  const line = ({ name, ok, text }: (typeof checks)[number]) =>
    `${verdict(ok)}  ${name.padEnd(nameWidth)}  ${wrapIndented(escapeControls(text), indent, wrapAt)}\n`
  await output.write(checks.map(line).join(''))
  return exitCode
}
