import { wantsColour } from './colour.js'
import type { Context } from './context.js'
import { escapeControls } from './escape.js'
import { exitCodes, Stop } from './exit.js'
import type { Host, Library } from './host.js'
import { loadLibrary } from './library.js'
import { Output } from './output.js'
import { type PrintRequest, parseOptions, type Request } from './parse.js'

/**
 * Runs the command. Its surroundings are passed in, and it never ends the process: native code may be running, and an
 * interrupt waits for it.
 *
 * @param argv arguments after the command's name
 * @param host Node's `process`
 * @param load loads the package's API
 * @returns the exit code: 0 all well, 1 something failed, 2 wrong usage, 130 and 143 for SIGINT and SIGTERM
 */
export async function main(
  argv: readonly string[],
  host: Host,
  load: () => Promise<Library> = loadLibrary,
): Promise<number> {
  const stop = new AbortController()
  const stopWith = (exitCode: number) => () => stop.abort(new Stop(exitCode))
  const cannotWrite = (cause: Error) => stop.abort(new Stop(exitCodes.failed, `Cannot write: ${cause.message}.`))
  const output = new Output(host.stdout, stopWith(exitCodes.ok), cannotWrite)
  const errors = new Output(host.stderr, ignore, ignore)
  const interrupt = stopWith(exitCodes.interrupted)
  const terminate = stopWith(exitCodes.terminated)
  // Once each: a second Ctrl-C falls through to Node and exits at once.
  host.once('SIGINT', interrupt)
  host.once('SIGTERM', terminate)
  try {
    // Some terminals say that they have no columns.
    const columns = host.stdout.columns || 80
    const request = await parseOptions(argv, columns)
    const colour = wantsColour('color' in request ? request.color : null, host.stdout, host.env)
    const wrapAt = host.stdout.isTTY ? columns : Number.POSITIVE_INFINITY
    const context = { host, output, errors, signal: stop.signal, colour, columns, wrapAt }
    const exitCode =
      request.command === 'print'
        ? await print(request, output)
        : await run(request, { ...context, library: await load() })
    await output.flush()
    stop.signal.throwIfAborted()
    return exitCode
  } catch (error) {
    // After an abort, errors of the interrupted work do not matter: the reason of the abort has message and exit code.
    const { exitCode, message } = explain(stop.signal.aborted ? stop.signal.reason : error)
    if (message) await errors.write(`mnist-predict: ${message}\n`)
    return exitCode
  } finally {
    host.off('SIGINT', interrupt)
    host.off('SIGTERM', terminate)
  }
}

async function print({ text }: PrintRequest, output: Output): Promise<number> {
  await output.write(text)
  return exitCodes.ok
}

/** Each command is loaded when it is asked for. */
async function run(request: Exclude<Request, PrintRequest>, context: Context): Promise<number> {
  switch (request.command) {
    case 'version':
      return (await import('./commands/version.js')).version(context)
    case 'info':
      return (await import('./commands/info.js')).info(request, context)
    case 'selftest':
      return (await import('./commands/selftest.js')).selftest(request, context)
    case 'evaluate':
      return (await import('./commands/evaluate.js')).evaluate(request, context)
    case 'predict':
      return (await import('./commands/predict.js')).predict(request, context)
  }
}

/** Maps everything that can be thrown to an exit code and a printable message. */
function explain(error: unknown): { exitCode: number; message: string } {
  if (error instanceof Stop) return error
  // By its name: `evaluate` is a bundle of its own, with a class of its own.
  if (error instanceof Error && error.name === 'UsageError') {
    return { exitCode: exitCodes.usage, message: `${escapeControls(error.message)}\nTry mnist-predict --help.` }
  }
  if (error instanceof Error && error.name === 'MnistModelError') {
    const { code, message } = error as Error & { code: string }
    return { exitCode: exitCodes.failed, message: `${code}: ${escapeControls(message)}` }
  }
  // A bug: a report of it needs the stack.
  const stack = error instanceof Error ? `${error.stack}` : String(error)
  return { exitCode: exitCodes.failed, message: stack.split('\n').map(escapeControls).join('\n') }
}

function ignore(): void {}
