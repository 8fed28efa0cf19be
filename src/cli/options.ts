/** Every option, as yargs takes them. */
export const options = {
  number: { type: 'boolean', describe: 'Read several digits on a line, as one number' },
  show: { type: 'boolean', describe: 'Draw what the model saw, and a bar for each digit' },
  top: { type: 'string', alias: 'k', requiresArg: true, describe: 'Name the K most probable digits' },
  quiet: { type: 'boolean', alias: 'q', describe: 'Print the digit alone' },
  json: { type: 'boolean', describe: 'Print a JSON array' },
  jsonl: { type: 'boolean', describe: 'Print one JSON object a line' },
  csv: { type: 'boolean', describe: "Print comma-separated values with a header; names like formulas begin with '" },
  engine: { type: 'string', requiresArg: true, describe: 'Run the network on builtin (default) or onnxruntime' },
  html: { type: 'string', requiresArg: true, describe: 'Write an HTML report to a file too' },
  image: { type: 'string', array: true, requiresArg: true, describe: 'Read one more file, folder or glob' },
  color: { type: 'boolean', describe: 'Colour the output; --no-color never does' },
  help: { type: 'boolean', alias: 'h', describe: 'Print help; after a command, its help' },
  version: { type: 'boolean', alias: 'v', describe: 'Print the versions of the package and of the model' },
} as const

export type OptionName = keyof typeof options

/** Options without a value, by every name that they have. */
export const flagNames: readonly string[] = Object.entries(options).flatMap(([name, option]) => {
  if (option.type !== 'boolean') return []
  return 'alias' in option ? [name, option.alias] : [name]
})

/** Of these only one can be given at a time. */
export const formatOptions = ['show', 'quiet', 'json', 'jsonl', 'csv'] as const

/** The help of a command. */
export interface CommandHelp {
  /** One line for the shell's completion; false for the command that needs no name. */
  readonly summary: string | false
  readonly usage: string
  /** Besides `help`. */
  readonly options: readonly OptionName[]
  /** Descriptions of options that do something else here. */
  readonly describe?: Readonly<Partial<Record<OptionName, string>>>
  readonly examples: readonly [command: string, describe: string][]
  readonly epilogue: string
}

const exitCodesHelp = 'Exit code: 0 all read, 1 something could not be read, 2 wrong usage.'
const asJson = { json: 'Print one JSON object' }

export const commands = {
  predict: {
    summary: false,
    usage: `Reads the handwritten digit in each picture.

$0 <files, folders, globs or -> [options]
$0 evaluate <folder> [options]
$0 info [options]
$0 selftest [options]
$0 completion`,
    options: ['number', 'show', 'top', 'quiet', 'json', 'jsonl', 'csv', 'engine', 'image', 'color', 'version'],
    examples: [
      ['$0 x.png', 'one picture'],
      ['$0 photos --csv > digits.csv', 'a folder and all below it'],
      ["$0 'photos/**/*.png' --top 3", 'a glob'],
      ['$0 --number meter.jpg', 'several digits on a line'],
      ['$0 - < x.png', 'a picture from stdin'],
      ['$0 ./info', 'a file that has the name of a command'],
      ['$0 evaluate --help', 'the options of a command'],
    ],
    epilogue: `By default a pipe gets path, digit and confidence, separated by tabs.
The digit is - if the picture shows none.
${exitCodesHelp}`,
  },
  evaluate: {
    summary: 'Measure accuracy on labelled pictures',
    usage: `Measures how well the pictures in a folder are read. Its sub-folders 0 to 9 are the labels; other sub-folders hold pictures of no digit.

$0 evaluate <folder> [options]`,
    options: ['json', 'html', 'top', 'engine', 'color'],
    describe: { ...asJson, top: 'Show K mistakes of each kind (20)' },
    examples: [
      ['$0 evaluate photos', 'measures it on photos/0 to photos/9'],
      ['$0 evaluate photos --html report.html', 'shows the mistakes as well'],
    ],
    epilogue: exitCodesHelp,
  },
  info: {
    summary: 'Describe the model, its engines and decoders',
    usage: `Describes the model, and the engines and decoders that can be used here.

$0 info [options]`,
    options: ['json', 'color'],
    describe: asJson,
    examples: [],
    epilogue: 'Exit code: 0, or 2 for wrong usage.',
  },
  selftest: {
    summary: 'Check the model, the engines and the decoders',
    usage: `Checks the hash of the model, and golden pictures on every engine and decoder.

$0 selftest [options]`,
    options: ['json', 'color'],
    describe: asJson,
    examples: [],
    epilogue: 'Exit code: 0 all passed, 1 something failed, 2 wrong usage.',
  },
  completion: {
    summary: "Print a script for the shell's completion",
    usage: `Prints a script that completes commands and options in bash, zsh or fish, as $SHELL says.

$0 completion`,
    options: [],
    examples: [['$0 completion >> ~/.bashrc', 'for every new shell']],
    epilogue: 'Exit code: 0, or 2 for wrong usage.',
  },
} as const satisfies Record<string, CommandHelp>

export type CommandName = keyof typeof commands

interface OptionHelp {
  readonly type: 'string' | 'boolean'
  readonly describe: string
  readonly alias?: string
}

/** Values of --engine. */
export const engineNames = ['builtin', 'onnxruntime'] as const

/** The first word of a command line that is not about pictures alone. */
export const commandNames = (Object.keys(commands) as CommandName[]).filter((name) => name !== 'predict')

/** Returns the command that a word names: `predict` if it names no other. */
export function commandOf(word: string | undefined): CommandName {
  return commandNames.find((name) => name === word) ?? 'predict'
}

/** Returns the options of a command as yargs takes them, described as its help does. */
export function optionsOf(name: CommandName): Record<string, OptionHelp> {
  const { options: own, describe = {} }: CommandHelp = commands[name]
  return Object.fromEntries(
    [...own, 'help' as const].map((option) => [
      option,
      { ...options[option], describe: describe[option] ?? options[option].describe },
    ]),
  )
}
