/** Returns a path for the terminal or an HTML report: as it is, or as a JSON string if it holds a character that is escaped. */
export function printable(path: string): string {
  return escapeControls(path) === path ? path : toJson(path)
}

/** Returns a path for a cell between tabs: printable, and a JSON string too if it begins with `"`. */
export function inTable(path: string): string {
  return path.startsWith('"') ? toJson(path) : printable(path)
}

/** Returns a message as one line that a terminal can only print: control characters become `\uXXXX`. */
export function escapeControls(message: string): string {
  return message.replace(controls, escaped)
}

/** Returns a value as JSON that a terminal can only print: JSON.stringify itself leaves DEL and all above it raw. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(controls, (character) =>
    // The line breaks of the layout; those within strings are escaped already.
    character === '\n' ? character : escaped(character),
  )
}

/**
 * Characters that terminals obey or that hide what a name is: control characters, line and paragraph separators, those
 * that turn the order of writing, with which gnp.exe can be made to look like exe.png, and halves of surrogate pairs.
 */
const controls = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
