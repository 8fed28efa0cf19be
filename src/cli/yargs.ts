import yargs from 'yargs'

export { yargs }

/**
 * Returns the candidate that a mistyped word was most likely meant to be, or null. yargs measures the distance, which it
 * offers for commands only. Its limit of three changes makes `info` of `foo`, so the first letter has to be right.
 */
export function closest(word: string, candidates: readonly string[]): string | null {
  // The distance takes time and memory with the length.
  if (word.length < 2 || word.length > 20) return null
  const likely = candidates.filter((candidate) => candidate[0] === word[0])
  let found: string | null = null
  likely
    .reduce((parser, candidate) => parser.command(candidate, false), yargs())
    .recommendCommands()
    .help(false)
    .version(false)
    .locale('en')
    .exitProcess(false)
    .fail((message) => {
      found = likely.find((candidate) => message === `Did you mean ${candidate}?`) ?? null
    })
    .parseSync([word])
  return found
}
