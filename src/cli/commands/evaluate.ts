import { version } from '../../../package.json'
import { painter, wantsColour } from '../colour.js'
import type { Context } from '../context.js'
import { findLabelled } from '../evaluate/labels.js'
import { readOriginals } from '../evaluate/originals.js'
import { page } from '../evaluate/page.js'
import { Progress } from '../evaluate/progress.js'
import { json, type Report } from '../evaluate/report.js'
import { table } from '../evaluate/table.js'
import { Tally } from '../evaluate/tally.js'
import { placeFor, writeWhole } from '../evaluate/write.js'
import { exitCodes } from '../exit.js'
import { inputOf, whySkipped } from '../inputs.js'
import type { EvaluateRequest } from '../options.js'
import type { Place } from '../walk.js'
import { escapeControls, printable } from '../words.js'

/** Reads the pictures of a folder whose sub-folders are their labels, and says how well. Nothing is written before the end. */
export async function evaluate(request: EvaluateRequest, context: Context): Promise<number> {
  const { errors, output, signal, colour } = context
  const place = request.html === null ? null : placeFor(request.html)
  const report = await measure(request, context)
  if (!report) {
    await errors.write(`No picture in the folders 0 to 9 of ${printable(request.folder)} could be read.\n`)
    return exitCodes.failed
  }
  // The page first: who pipes the table into head wants it none the less, and a full disk must not cost the table.
  const problem = place === null ? null : await writePage(report, place, signal)
  await output.write(request.json ? json(report) : table(report, painter(colour)))
  if (problem) await errors.write(`Cannot write ${printable(request.html!)}: ${escapeControls(problem.message)}\n`)
  return problem || report.unreadable.length > 0 ? exitCodes.failed : exitCodes.ok
}

/** Null where not one digit could be read: there is nothing to be said then. */
async function measure(request: EvaluateRequest, context: Context): Promise<Report | null> {
  const { host, library, errors, signal } = context
  const { folder } = request
  const { pictures, failures, skipped } = await findLabelled(folder, signal)
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

  const tally = new Tally(request.top)
  const predictor = await library.createPredictor({ engine: request.engine, signal })
  const shown = host.stderr.isTTY === true && host.env.TERM !== 'dumb'
  const progress = shown ? new Progress(errors, pictures.length) : null
  try {
    const outcomes = predictor.predictEach(inputsOf(pictures), { signal, raster: request.html !== null })
    for await (const { index, prediction, error } of outcomes) {
      const picture = pictures[index]!
      if (prediction) tally.add({ ...picture, prediction })
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
  if (tally.digits === 0) return null
  const { name, version: modelVersion, sha256 } = library.modelInfo()
  return {
    folder,
    package: version,
    model: { name, version: modelVersion, sha256 },
    engine: predictor.engine,
    figures: tally.figures(),
    mistakes: tally.mistakes(),
    unreadable,
  }
}

/** A stream is made when its turn comes. */
function* inputsOf(pictures: readonly Place[]) {
  for (const picture of pictures) yield inputOf(picture)
}

/** @returns why it could not be written, or null */
async function writePage(report: Report, place: string, signal: AbortSignal): Promise<Error | null> {
  const { wrong, falseAccepts, falseRejects } = report.mistakes
  const paths = [wrong, falseAccepts, falseRejects].flatMap(({ shown }) => shown.map(({ path }) => path))
  const text = page(report, await readOriginals(paths, signal))
  try {
    await writeWhole(place, text, signal)
    return null
  } catch (error) {
    signal.throwIfAborted()
    return error as Error
  }
}
