/** Puts terminal escapes around a text, or leaves it alone. */
export type Paint = (style: Style, text: string) => string

export type Style = keyof typeof escapes

const escapes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
} as const

export function painter(colour: boolean): Paint {
  if (!colour) return (_style, text) => text
  return (style, text) => `\x1b[${escapes[style][0]}m${text}\x1b[${escapes[style][1]}m`
}

/**
 * Decides if a stream is coloured: by `--color` or `--no-color`, else by FORCE_COLOR and NO_COLOR (https://force-color.org,
 * https://no-color.org), else by what the stream is.
 */
export function wantsColour(
  flag: boolean | null,
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (flag !== null) return flag
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR)
  if (env.NO_COLOR) return false
  return stream.isTTY === true && env.TERM !== 'dumb'
}
