import { ReleaseError } from './errors.js'

/** What CHANGELOG.md says of a version, without its heading. Throws where it says nothing. */
export function changelogEntry(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1)
  const section = sections.find((each) => each.split('\n', 1)[0]!.trim() === version)
  const entry = section?.slice(section.indexOf('\n')).trim()
  if (entry) return entry
  throw new ReleaseError(
    `Expected an entry for ${version} in CHANGELOG.md but found none. Run \`npx changeset version\`: it writes one.`,
  )
}

/** The entry for people who do not know the code: the sentences, without headings and commits. */
export function sentences(entry: string): string {
  const lines = entry.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return lines.map((line) => line.replace(/^- [0-9a-f]{7,40}: /, '- ')).join('\n')
}
