/** Every option, as yargs takes them. */
export const options = {
  show: { type: 'boolean', describe: 'Draw what the model saw, and a bar for each digit' },
  top: {
    type: 'string',
    alias: 'k',
    requiresArg: true,
    describe: 'Name the K most probable digits; evaluate: K mistakes',
  },
  quiet: { type: 'boolean', alias: 'q', describe: 'Print the digit alone' },
  json: { type: 'boolean', describe: 'Print JSON: one array, or of a command one object' },
  jsonl: { type: 'boolean', describe: 'Print one JSON object a line' },
  csv: { type: 'boolean', describe: "Print comma-separated values with a header; names like formulas begin with '" },
  engine: { type: 'string', requiresArg: true, describe: 'Run the network on builtin (default) or onnxruntime' },
  html: { type: 'string', requiresArg: true, describe: 'Write a page too; with evaluate only' },
  image: { type: 'string', array: true, requiresArg: true, describe: 'One more file, folder or glob' },
  color: { type: 'boolean', describe: 'Colour the output; --no-color never does' },
  help: { type: 'boolean', alias: 'h', describe: 'Print this' },
  version: { type: 'boolean', alias: 'v', describe: 'Print the versions of the package and of the model' },
} as const

export type OptionName = keyof typeof options

/** Options without a value, by every name that they have. */
export const flagNames: readonly string[] = Object.entries(options).flatMap(([name, option]) => {
  if (option.type !== 'boolean') return []
  return 'alias' in option ? [name, option.alias] : [name]
})

/** The first word of a command line that is not about pictures alone. */
export const commandNames = ['evaluate', 'info', 'selftest'] as const

/** Of these only one can be had at a time. */
export const formatOptions = ['show', 'quiet', 'json', 'jsonl', 'csv'] as const

/** Options of the commands that read no picture. */
export const reportOptions: readonly OptionName[] = ['json', 'color']

/** Options of `evaluate`. */
export const evaluateOptions: readonly OptionName[] = ['json', 'html', 'top', 'engine', 'color']

export const usage = `Reads the handwritten digit in each picture.

$0 <files, folders, globs or -> [options]
$0 evaluate <folder> [--json] [--html <file>]
$0 info [--json]
$0 selftest [--json]`

export const examples: [command: string, describe: string][] = [
  ['$0 x.png', 'one picture'],
  ['$0 photos --csv > digits.csv', 'a folder and all below it'],
  ["$0 'photos/**/*.png' --top 3", 'a glob'],
  ['$0 - < x.png', 'a picture from stdin'],
  ['$0 ./info', 'a file that has the name of a command'],
  ['$0 evaluate photos', 'measures it on photos/0 to 9'],
  ['$0 info', 'the model in short, and its engine'],
  ['$0 selftest', 'checks the model and every engine'],
]

export const epilogue = `Where no format is asked for, a pipe gets path, digit and confidence with tabs between them.
The digit is - where the picture shows none.
Exit code: 0 all read, 1 something could not be read, 2 wrong usage.`
