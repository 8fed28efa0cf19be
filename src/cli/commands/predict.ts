import type { ImageInput, MnistModelError, Predictor } from '../../index.js'
import { painter, wantsColour } from '../colour.js'
import type { Context } from '../context.js'
import { escapeControls, printable } from '../escape.js'
import { exitCodes, UsageError } from '../exit.js'
import { type Answer, type Format, formats } from '../formats.js'
import { findInputs, type InputEntry } from '../inputs.js'
import { numberFormats } from '../number-formats.js'
import { commandNames } from '../options.js'
import type { PredictRequest } from '../parse.js'

/** Reads every picture and writes an answer for each, as it comes and in the order of the inputs. */
export async function predict(request: PredictRequest, context: Context): Promise<number> {
  const { host, signal, colour, columns } = context
  if (request.inputs.includes('-') && host.stdin.isTTY) {
    throw new UsageError('Expected a picture on stdin but received the keyboard. Lead a file into it: - < x.png')
  }
  const terminal = host.stdout.isTTY === true
  const name = request.format ?? (terminal ? 'terminal' : 'table')
  const layout = { top: request.top, paint: painter(colour), colour, terminal, columns }
  if (request.number && name !== 'show') {
    return answerEach(request, context, numberFormats[name](layout), (predictor, inputs) =>
      readNumbers(predictor, inputs, signal),
    )
  }
  return answerEach(request, context, formats[name](layout), (predictor, inputs) =>
    predictor.predictEach(inputs, { signal, raster: name === 'show' }),
  )
}

/** Numbers have no `predictEach`: one after the other, and one that cannot be read does not stop the others. */
async function* readNumbers(predictor: Predictor, inputs: AsyncIterable<ImageInput>, signal: AbortSignal) {
  for await (const input of inputs) {
    try {
      yield { prediction: await predictor.readNumber(input, { signal }) }
    } catch (error) {
      if ((error as Partial<MnistModelError>).name !== 'MnistModelError' || signal.aborted) throw error
      yield { error: error as MnistModelError }
    }
  }
}

type Result<P> =
  | { readonly prediction: P; readonly error?: undefined }
  | { readonly prediction?: undefined; readonly error: MnistModelError }

async function answerEach<P>(
  request: PredictRequest,
  context: Context,
  format: Format<P>,
  read: (predictor: Predictor, inputs: AsyncIterable<ImageInput>) => AsyncIterable<Result<P>>,
): Promise<number> {
  const { host, library, output, errors, signal } = context
  const alarm = painter(wantsColour(request.color, host.stderr, host.env))
  let failed = 0
  let total = 0

  const report = async (answer: Answer<P>) => {
    // After an interrupt nothing more is written, except for the rest of a line.
    if (signal.aborted) return
    total++
    if (answer.error) {
      failed++
      const { code, message } = answer.error
      const command = total === 1 && code === 'IMAGE_NOT_FOUND' ? await commandMeant(answer.path) : null
      const hint = command ? ` Did you mean the command ${command}?` : ''
      await errors.write(`${alarm('red', `${printable(answer.path)}: ${code}:`)} ${escapeControls(message)}${hint}\n`)
    }
    await output.write(format.answer(answer))
  }

  const predictor = await library.createPredictor({ engine: request.engine, signal })
  try {
    await output.write(format.head)
    // Inputs whose prediction is pending, and the failures between them, in order.
    const waiting: InputEntry[] = []
    const othersInFront = async () => {
      while (waiting[0] && waiting[0].input === undefined) {
        const { path, error, skipped } = waiting.shift()!
        if (error) await report({ path, error })
        else if (!signal.aborted) await errors.write(`${printable(path)}: ${skipped}\n`)
      }
    }
    const found = findInputs(request.inputs, () => host.stdin, signal)
    for await (const outcome of read(predictor, handedOver(found, waiting))) {
      await othersInFront()
      await report({ ...outcome, path: waiting.shift()!.path })
    }
    await othersInFront()
  } finally {
    await output.write(format.tail())
    await predictor.close()
  }
  if (failed > 0 && total > 1) await errors.write(`${failed} of ${total} inputs could not be read.\n`)
  return failed > 0 ? exitCodes.failed : exitCodes.ok
}

/** The command that the first word of the command line was most likely meant to be, or null. */
async function commandMeant(word: string): Promise<string | null> {
  // Loading the parser takes time, and is not needed for most missing files.
  if (!/^[a-z]{4,12}$/.test(word)) return null
  const { closest } = await import('../yargs.js')
  return closest(word, commandNames)
}

/** The inputs that the predictor is to read; `waiting` gets these and all others. */
async function* handedOver(found: AsyncIterable<InputEntry>, waiting: InputEntry[]) {
  for await (const each of found) {
    waiting.push(each)
    if (each.input !== undefined) yield each.input
  }
}
