import type { Argv } from 'yargs'
import type { EngineName } from '../index.js'
import { complete, completionRequest, completionScript } from './completion.js'
import { UsageError } from './exit.js'
import type { FormatName } from './formats.js'
import {
  type CommandHelp,
  type CommandName,
  commandOf,
  commands,
  engineNames,
  flagNames,
  formatOptions,
  type OptionName,
  options,
  optionsOf,
} from './options.js'

/** A parsed command line. */
export type Request = PredictRequest | EvaluateRequest | ReportRequest | { readonly command: 'version' } | PrintRequest

/** The answer is in the request: help, or something for the shell's completion. */
export interface PrintRequest {
  readonly command: 'print'
  readonly text: string
}

export interface PredictRequest {
  readonly command: 'predict'
  /** Files, folders, globs, and `-` for stdin, in the order in which they are read. */
  readonly inputs: readonly string[]
  /** Null: `terminal` on a terminal, `table` in a pipe. */
  readonly format: FormatName | null
  /** True: read each picture as a number of several digits. */
  readonly number: boolean
  /** 1..10, or null for the answer alone. */
  readonly top: number | null
  readonly engine: EngineName
  /** Null: if the terminal shows colours. */
  readonly color: boolean | null
}

export interface EvaluateRequest {
  readonly command: 'evaluate'
  /** A folder whose sub-folders are labels. */
  readonly folder: string
  readonly json: boolean
  /** The file to write an HTML report to, or null for none. */
  readonly html: string | null
  /** Number of mistakes of each kind to show, 0..1000. */
  readonly top: number
  readonly engine: EngineName
  readonly color: boolean | null
}

export interface ReportRequest {
  readonly command: 'info' | 'selftest'
  readonly json: boolean
  readonly color: boolean | null
}

/**
 * Turns arguments into a request.
 *
 * @param columns width of the terminal in characters, for the help
 * @throws UsageError
 */
export async function parseOptions(argv: readonly string[], columns: number): Promise<Request> {
  if (argv[0] === completionRequest) return { command: 'print', text: await complete(argv.slice(1)) }
  // Paths alone, the most common call, need no parser, which takes as long to load as Node takes to start.
  const parser = argv.some(isOption) ? await makeParser() : null
  refuseOtherThanTrueOrFalse(argv)
  const parsed: Parsed = parser?.parseSync([...argv]) ?? { _: [...argv] }
  const [first, ...rest] = parsed._.map(String)
  if (parsed.help) return { command: 'print', text: await helpOf(commandOf(first), columns) }
  if (parsed.version) return { command: 'version' }
  const color = parsed.color ?? null
  // After `--` everything is a file, whatever it looks like.
  const files = (parsed['--'] as readonly string[] | undefined) ?? []
  if (first === 'info' || first === 'selftest' || first === 'completion') {
    const [unexpected] = [...rest, ...files, ...optionsBeyond(first, parsed)]
    if (unexpected !== undefined) throw new UsageError(`Expected no ${unexpected} after ${first}.`)
    if (first === 'completion') return { command: 'print', text: await completionScript() }
    return { command: first, json: parsed.json === true, color }
  }
  if (first === 'evaluate') return evaluateRequest([...rest, ...files], parsed)
  const number = parsed.number === true
  if (parsed.html !== undefined) throw new UsageError('Expected no --html without evaluate.')
  const inputs = [...(parsed.image ?? []), ...parsed._.map(String), ...files]
  if (inputs.length === 0) throw new UsageError('Expected a file, a folder, a glob or - but received none.')
  if (inputs.indexOf('-') !== inputs.lastIndexOf('-')) throw new UsageError('Expected - once but received it twice.')
  const format = outputFormat(parsed)
  const top = wholeNumber('--top', parsed.top, 1, 10)
  if (format === 'quiet' && top !== null) throw new UsageError('Expected --quiet or --top but received both.')
  if (number && format === 'show') throw new UsageError('Expected --number or --show but received both.')
  if (number && top !== null) throw new UsageError('Expected --number or --top but received both.')
  return { command: 'predict', inputs, number, format, top, engine: engineOf(parsed.engine), color }
}

type Everything = ReturnType<Awaited<ReturnType<typeof makeParser>>['parseSync']>
type Parsed = Partial<Everything> & Pick<Everything, '_'>

/** yargs takes every other value of a flag for false. */
function refuseOtherThanTrueOrFalse(argv: readonly string[]): void {
  const end = argv.indexOf('--')
  for (const argument of end === -1 ? argv : argv.slice(0, end)) {
    const [, long, short, value] = /^(?:--([^=]+)|-[^-=]*([^-=]))=(.*)$/s.exec(argument) ?? []
    const name = long ?? short
    if (name === undefined || !flagNames.includes(name) || value === 'true' || value === 'false') continue
    throw new UsageError(`Expected true or false for ${withDashes(name)} but received ${JSON.stringify(value)}.`)
  }
}

function isOption(argument: string): boolean {
  return argument.startsWith('-') && argument !== '-'
}

async function makeParser() {
  const { yargs, closest } = await import('./yargs.js')
  const suggest = (name: string) => closest(name, Object.keys(options))
  return yargs()
    .locale('en')
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-positional-numbers': false,
      'populate--': true,
    })
    .version(false)
    .help(false)
    .options(options)
    .strictOptions()
    .exitProcess(false)
    .fail((message, error) => {
      throw new UsageError(inOurWords(error?.message ?? message, suggest))
    })
}

async function helpOf(name: CommandName, columns: number): Promise<string> {
  const { yargs } = await import('./yargs.js')
  const { usage, examples, epilogue }: CommandHelp = commands[name]
  const help = await withoutTypes(yargs())
    .locale('en')
    .scriptName('mnist-predict')
    .version(false)
    .help(false)
    .usage(usage)
    .options(optionsOf(name))
    .example(examples)
    .epilogue(epilogue)
    .wrap(Math.min(100, columns))
    .getHelp()
  return `${help}\n`
}

/** Leaves `[boolean]` and its like out of the help; the published types do not know of it yet. */
function withoutTypes(parser: Argv): Argv {
  return (parser as Argv & { usageConfiguration(settings: object): Argv }).usageConfiguration({ 'hide-types': true })
}

function outputFormat(parsed: Parsed): FormatName | null {
  const [format, second] = formatOptions.filter((name) => parsed[name])
  if (format && second) throw new UsageError(`Expected one format but received --${format} and --${second}.`)
  return format ?? null
}

function evaluateRequest(folders: readonly string[], parsed: Parsed): EvaluateRequest {
  const [unexpected] = [...folders.slice(1), ...optionsBeyond('evaluate', parsed)]
  if (unexpected !== undefined) throw new UsageError(`Expected no ${unexpected} after evaluate.`)
  const [folder] = folders
  if (folder === undefined) throw new UsageError('Expected a folder after evaluate but received none.')
  return {
    command: 'evaluate',
    folder,
    json: parsed.json === true,
    html: parsed.html === undefined ? null : last(parsed.html),
    top: wholeNumber('--top', parsed.top, 0, 1000) ?? 20,
    engine: engineOf(parsed.engine),
    color: parsed.color ?? null,
  }
}

function wholeNumber(option: string, value: unknown, least: number, most: number): number | null {
  if (value === undefined) return null
  const given = last(value)
  if (/^\d+$/.test(given) && Number(given) >= least && Number(given) <= most) return Number(given)
  const expected = `a whole number from ${least} to ${most} for ${option}`
  throw new UsageError(`Expected ${expected} but received ${JSON.stringify(given)}.`)
}

function engineOf(value: unknown): EngineName {
  if (value === undefined) return 'builtin'
  const given = last(value)
  const engine = engineNames.find((name) => name === given)
  if (engine) return engine
  throw new UsageError(`Expected ${engineNames.join(' or ')} for --engine but received ${JSON.stringify(given)}.`)
}

/** An option that is given twice arrives as a list: the later one counts, as with flags. */
function last(value: unknown): string {
  return String(Array.isArray(value) ? value.at(-1) : value)
}

function optionsBeyond(command: CommandName, parsed: Parsed): string[] {
  const allowed: readonly OptionName[] = commands[command].options
  const names = Object.keys(options) as OptionName[]
  return names.filter((name) => parsed[name] !== undefined && !allowed.includes(name)).map((name) => `--${name}`)
}

/** yargs names options without their dashes. */
function inOurWords(message: string, suggest: (name: string) => string | null): string {
  const [, names] = /^Unknown arguments?: (.*)$/s.exec(message) ?? []
  if (names) {
    const unknown = names.split(', ')
    const meant = unknown.flatMap((name) => suggest(name) ?? [])
    const question = meant.length > 0 ? ` Did you mean ${meant.map(withDashes).join(', ')}?` : ''
    return `Unknown option ${unknown.map(withDashes).join(', ')}.${question}`
  }
  const [, option] = /^Not enough arguments following: (.*)$/s.exec(message) ?? []
  return option ? `Expected a value after ${withDashes(option)}.` : message
}

function withDashes(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`
}
