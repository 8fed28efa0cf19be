import { ReleaseError } from './errors.js'

/**
 * Returns the entry of a version in CHANGELOG.md, without its heading.
 *
 * @throws ReleaseError if there is none
 */
export function changelogEntry(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1)
  const section = sections.find((each) => each.split('\n', 1)[0]!.trim() === version)
  const entry = section?.slice(section.indexOf('\n')).trim()
  if (entry) return entry
  throw new ReleaseError(
    `Expected an entry for ${version} in CHANGELOG.md but found none. Run \`npx changeset version\`: it writes one.`,
  )
}

/** Removes headings and commit hashes from an entry, for readers who do not know the code. */
export function sentences(entry: string): string {
  const lines = entry.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return lines.map((line) => line.replace(/^- [0-9a-f]{7,40}: /, '- ')).join('\n')
}
