/**
 * Breaks a text into lines between words. A word that is longer than a line, such as a path, stays whole.
 *
 * @param width columns of a line, or Infinity
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** The same in a column that begins after `indent` columns, under a first line that is indented already. */
export function wrapIndented(text: string, indent: number, width: number): string {
  return wrap(text, width - indent).join(`\n${' '.repeat(indent)}`)
}
