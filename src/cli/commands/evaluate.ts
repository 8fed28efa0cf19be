import { version } from '../../../package.json'
import { Evaluation } from '../../evaluate/evaluation.js'
import { kilobytes } from '../../format.js'
import { placeFor, writeAtomically } from '../atomic-write.js'
import { painter, wantsColour } from '../colour.js'
import type { Context } from '../context.js'
import { escapeControls, printable } from '../escape.js'
import { exitCodes } from '../exit.js'
import { inputOf, whySkipped } from '../inputs.js'
import { findLabelledPictures } from '../labelled-folder.js'
import type { EvaluateRequest } from '../parse.js'
import { Progress } from '../progress.js'
import { htmlReport } from '../report/html.js'
import { readOriginals } from '../report/originals.js'
import { jsonReport, type Report } from '../report/report.js'
import { terminalReport } from '../report/terminal.js'
import type { Place } from '../walk.js'

/** Measures predictions on a folder whose sub-folders are the labels. Nothing is written before the end. */
export async function evaluate(request: EvaluateRequest, context: Context): Promise<number> {
  const { errors, output, signal, colour, columns } = context
  const place = request.html === null ? null : placeFor(request.html)
  const report = await measure(request, context)
  if (!report) {
    await errors.write(`No picture in the folders 0 to 9 of ${printable(request.folder)} could be read.\n`)
    return exitCodes.failed
  }
  // The HTML report first, so that it is written even if the table goes to a pipe that closes. A failure does not stop the table.
  const written = place === null ? null : await writeHtml(report, place, signal)
  await output.write(request.json ? jsonReport(report) : terminalReport(report, painter(colour), columns))
  const isFailed = written instanceof Error
  if (isFailed) await errors.write(`Cannot write ${printable(request.html!)}: ${escapeControls(written.message)}\n`)
  else if (written !== null) await errors.write(`Wrote ${printable(request.html!)} (${kilobytes(written)}).\n`)
  return isFailed || report.unreadable.length > 0 ? exitCodes.failed : exitCodes.ok
}

/** @returns null if no digit could be read, so that there is nothing to report */
async function measure(request: EvaluateRequest, context: Context): Promise<Report | null> {
  const { host, library, errors, signal } = context
  const { folder } = request
  const { pictures, failures, skipped } = await findLabelledPictures(folder, signal)
  signal.throwIfAborted()
  const alarm = painter(wantsColour(request.color, host.stderr, host.env))
  const unreadable: Report['unreadable'][number][] = []
  const fail = async (failure: Report['unreadable'][number]) => {
    unreadable.push(failure)
    const { path, code, message } = failure
    await errors.write(`${alarm('red', `${printable(path)}: ${code}:`)} ${escapeControls(message)}\n`)
  }
  for (const failure of failures) await fail(failure)
  for (const path of skipped) await errors.write(`${printable(path)}: ${whySkipped}\n`)

  const evaluation = new Evaluation(request.top)
  const predictor = await library.createPredictor({ engine: request.engine, signal })
  const shown = host.stderr.isTTY === true && host.env.TERM !== 'dumb'
  const progress = shown ? new Progress(errors, pictures.length) : null
  try {
    const outcomes = predictor.predictEach(inputsOf(pictures), { signal, raster: request.html !== null })
    for await (const { index, prediction, error } of outcomes) {
      const picture = pictures[index]!
      if (prediction) evaluation.add({ ...picture, prediction })
      else {
        await progress?.clear()
        await fail({ path: picture.path, code: error.code, message: error.message })
      }
      if (progress) progress.done = index + 1
    }
  } finally {
    await progress?.end()
    await predictor.close()
  }
  if (evaluation.digits === 0) return null
  const { name, version: modelVersion, sha256 } = library.modelInfo()
  return {
    folder,
    date: new Date().toISOString(),
    package: version,
    model: { name, version: modelVersion, sha256 },
    engine: predictor.engine,
    metrics: evaluation.metrics(),
    mistakes: evaluation.mistakes(),
    unreadable,
  }
}

/** Opens a stream only when its turn comes. */
function* inputsOf(pictures: readonly Place[]) {
  for (const picture of pictures) yield inputOf(picture)
}

/** @returns the number of bytes, or why it could not be written */
async function writeHtml(report: Report, place: string, signal: AbortSignal): Promise<number | Error> {
  const { wrong, falseAccepts, falseRejects } = report.mistakes
  const paths = [wrong, falseAccepts, falseRejects].flatMap(({ shown }) => shown.map(({ path }) => path))
  const text = htmlReport(report, await readOriginals(paths, signal))
  try {
    await writeAtomically(place, text, signal)
    return Buffer.byteLength(text)
  } catch (error) {
    signal.throwIfAborted()
    return error as Error
  }
}
