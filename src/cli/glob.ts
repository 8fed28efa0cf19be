import { UsageError } from './exit.js'
import { inPathOrder, sorted } from './order.js'
import { Turns } from './turns.js'
import { isSeen, isWalked, type Kind, kindOf, kindOfEntry, list, type Place, within } from './walk.js'

/** Characters that make a pattern of a path. */
const magic = /[*?[\]{}]/

/** Braces multiply: `{0..9}` six times is a million patterns. */
const mostPatterns = 1000

export function isGlob(path: string): boolean {
  return magic.test(path)
}

/**
 * Expands a glob as a shell would, for shells that do not and for patterns in quotes: the paths begin as the pattern
 * was written, hidden entries need a dot in the pattern, and folders match too. Only `**`, which already descends,
 * gives files alone and passes over node_modules.
 *
 * @throws UsageError if the braces stand for too many patterns
 */
export async function expand(pattern: string, signal: AbortSignal): Promise<Place[]> {
  const found = new Map<string, Place>()
  for (const each of expandBraces(pattern)) {
    const segments = each.split('/').filter((segment, index, all) => segment !== '**' || all[index - 1] !== '**')
    const search = new Search(found, segments.includes('**'), signal)
    await search.below({ path: '', file: '' }, segments)
  }
  return sorted([...found.values()], (a, b) => inPathOrder(a.path, b.path), signal)
}

/** A walk along the segments of one pattern. */
class Search {
  readonly #turns = new Turns()
  /** Folders that a `**` has descended into, by how many segments were left then. */
  readonly #seen = new Map<number, Set<string>>()

  constructor(
    private readonly found: Map<string, Place>,
    private readonly filesOnly: boolean,
    private readonly signal: AbortSignal,
  ) {}

  async below(folder: Place, [segment, ...rest]: readonly string[]): Promise<void> {
    if (this.signal.aborted) return
    // The end of a pattern whose last segment is fixed: a file of that name may be missing.
    if (segment === undefined) this.#add(folder, kindOf(folder.file))
    else if (segment === '**') await this.#descend(folder, rest)
    else if (isGlob(segment)) await this.#match(folder, segment, rest)
    else await this.below(appended(folder, segment, rest.length > 0), rest)
  }

  #add(place: Place, kind: Kind): void {
    if (kind !== 'none' && !(this.filesOnly && kind === 'folder')) this.found.set(place.path, place)
  }

  async #match(folder: Place, segment: string, rest: readonly string[]): Promise<void> {
    const matches = matcher(segment)
    for (const entry of await this.#list(folder, matches)) {
      if (this.#turns.due) await this.#turns.next()
      const place = within(folder, entry, '/')
      const kind = kindOfEntry(place, entry)
      // A dangling link is handed on: reading it says what is wrong with it.
      if (rest.length === 0) this.#add(place, kind === 'none' ? 'other' : kind)
      else if (kind === 'folder') await this.below(appended(place, '', true), rest)
    }
  }

  async #descend(folder: Place, rest: readonly string[]): Promise<void> {
    const seen = this.#seen.get(rest.length) ?? new Set()
    this.#seen.set(rest.length, seen)
    try {
      if (isSeen(folder, seen)) return
    } catch {
      return
    }
    if (rest.length > 0) await this.below(folder, rest)
    for (const entry of await this.#list(folder, isWalked)) {
      if (this.#turns.due) await this.#turns.next()
      const place = within(folder, entry, '/')
      const kind = kindOfEntry(place, entry)
      if (kind === 'folder') await this.#descend(appended(place, '', true), rest)
      else if (rest.length === 0) this.#add(place, kind === 'none' ? 'other' : kind)
    }
  }

  /** A folder that cannot be listed has no matches, as in a shell. */
  #list(folder: Place, isWanted: (name: string) => boolean) {
    return list(folder, this.signal, isWanted).catch(() => [])
  }
}

function appended({ path, file }: Place, segment: string, isFolder: boolean): Place {
  const more = isFolder ? `${segment}/` : segment
  return {
    path: path + more,
    file: typeof file === 'string' ? file + more : Buffer.concat([file, Buffer.from(more)]),
  }
}

/**
 * Matches a name against one segment of a pattern in time that grows with the product of their lengths. Regular
 * expressions, to which glob packages translate, try all ways to share a name among several `*`.
 */
export function matcher(segment: string): (name: string) => boolean {
  const steps = [...segment.matchAll(/\*+|\[[!^]?\]?[^\]]*\]|./gsu)].map(([step]) => stepOf(step))
  const showsHidden = segment.startsWith('.')
  return (name) => {
    if (name.startsWith('.') && !showsHidden) return false
    const characters = [...name]
    // Where in the name the steps so far can end.
    let ends = new Set([0])
    for (const step of steps) {
      const next = new Set<number>()
      if (step === '*') for (let end = Math.min(...ends); end <= characters.length; end++) next.add(end)
      else for (const end of ends) if (end < characters.length && step(characters[end]!)) next.add(end + 1)
      if (next.size === 0) return false
      ends = next
    }
    return ends.has(characters.length)
  }
}

function stepOf(text: string): '*' | ((character: string) => boolean) {
  if (text.startsWith('*')) return '*'
  if (text === '?') return () => true
  if (text.length < 3 || !text.startsWith('[')) return (character) => character === text
  const [, not, members] = /^\[([!^]?)(.*)\]$/su.exec(text)!
  const ranges = [...members!.matchAll(/(.)-(.)|(.)/gsu)].map(([, from, to, one]) => [from ?? one!, to ?? one!])
  return (character) => (not === '') === ranges.some(([from, to]) => from! <= character && character <= to!)
}

/** `{a,b}{1..2}` -> `a1`, `a2`, `b1`, `b2`. Braces that hold neither a comma nor a range stay as they are. */
function expandBraces(pattern: string): string[] {
  const tooMany = () => new UsageError(`Expected at most ${mostPatterns} alternatives in the braces of ${pattern}.`)
  if (pattern.split('{').length > mostPatterns) throw tooMany()
  let expanded = ['']
  let rest = pattern
  while (rest !== '') {
    const { before, options, after } = firstBraces(rest)
    const alternatives = options.flatMap((option) => (options.length === 1 ? [option] : expandBraces(option)))
    if (expanded.length * alternatives.length > mostPatterns) throw tooMany()
    expanded = expanded.flatMap((start) => alternatives.map((option) => start + before + option))
    rest = after
  }
  return expanded
}

/** The first braces of a pattern that stand for several texts, and what surrounds them. */
function firstBraces(pattern: string): { before: string; options: readonly string[]; after: string } {
  for (let open = pattern.indexOf('{'); open !== -1; open = pattern.indexOf('{', open + 1)) {
    const commas = [open]
    let depth = 0
    for (let at = open; at < pattern.length; at++) {
      if (pattern[at] === '{') depth++
      else if (pattern[at] === ',' && depth === 1) commas.push(at)
      else if (pattern[at] === '}' && --depth === 0) {
        const options = commas.map((comma, index) => pattern.slice(comma + 1, commas[index + 1] ?? at))
        const several = options.length > 1 ? options : rangeOf(options[0]!)
        if (several) return { before: pattern.slice(0, open), options: several, after: pattern.slice(at + 1) }
        break
      }
    }
  }
  return { before: pattern, options: [''], after: '' }
}

function rangeOf(text: string): string[] | null {
  const [, from, to] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? []
  if (from === undefined || to === undefined) return null
  const [first, last] = [Number(from), Number(to)]
  const length = Math.min(Math.abs(last - first), mostPatterns) + 1
  return Array.from({ length }, (_, index) => String(first + index * Math.sign(last - first)))
}
