import { commandNames, commandOf, commands, engineNames, optionsOf } from './options.js'

/** The first argument with which the script of `completion` asks for completions; the name is that of yargs. */
export const completionRequest = '--get-yargs-completions'

/** Returns a script for the shell that $SHELL names: bash, zsh or fish. */
export async function completionScript(): Promise<string> {
  const { yargs } = await import('./yargs.js')
  let script = ''
  yargs()
    .scriptName('mnist-predict')
    .locale('en')
    .exitProcess(false)
    .completion('completion')
    .parse(['completion'], (_error: unknown, _parsed: unknown, output: string) => {
      script = output
    })
  // With -f, fish would complete no paths.
  return script.replace('complete -f -c', 'complete -c')
}

/**
 * Returns what the last word may become, a line each. With no line the shell completes paths.
 *
 * @param words the command line so far, from the command's name to the word that is completed
 */
export async function complete(words: readonly string[]): Promise<string> {
  const { yargs } = await import('./yargs.js')
  const word = words.at(-1) ?? ''
  const isFirst = words.length < 3
  const isEngine = words.at(-2) === '--engine'
  if (!word.startsWith('-') && !isFirst && !isEngine) return ''
  const parser = yargs().locale('en').exitProcess(false).help(false).version(false)
  for (const [name, { type, describe }] of Object.entries(optionsOf(isFirst ? 'predict' : commandOf(words[1])))) {
    // Without its alias, which yargs would offer with two dashes.
    parser.option(name, { type, describe, ...(name === 'engine' && { choices: engineNames }) })
  }
  if (isFirst) for (const name of commandNames) parser.command(name, commands[name].summary)
  const completions = await parser.getCompletion(words)
  return completions.map((completion) => `${completion}\n`).join('')
}
