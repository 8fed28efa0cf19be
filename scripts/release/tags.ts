import { gt, gte, prerelease, rcompare, validRange } from 'semver'

/**
 * Returns the dist-tag to publish a version under. `latest` is for the highest release only. A prerelease goes under its
 * identifier (1.2.0-beta.0: `beta`) or `next`; a release below `latest` under its minor version (1.1.5 after 1.2.0:
 * `release-1.1.x`).
 *
 * @param distTags the tags that exist
 */
export function chooseTag(version: string, distTags: Readonly<Record<string, string>>): string {
  const parts = prerelease(version)
  if (parts) {
    const word = parts[0]
    // npm refuses a tag that is also a range of versions.
    const usable = typeof word === 'string' && word !== 'latest' && validRange(word) === null
    return usable ? word : 'next'
  }
  const { latest } = distTags
  if (latest === undefined || prerelease(latest) || gte(version, latest)) return 'latest'
  return `release-${version.split('.').slice(0, 2).join('.')}.x`
}

/** Returns the highest release below this version, or null if there is none. */
export function previousRelease(version: string, versions: readonly string[]): string | null {
  return versions.filter((each) => !prerelease(each) && gt(version, each)).sort(rcompare)[0] ?? null
}

/**
 * Describes what is wrong with a dist-tag after this version was published under it, or null.
 */
export function checkDistTag(version: string, tag: string, distTags: Readonly<Record<string, string>>): string | null {
  const found = distTags[tag]
  // Another pipeline may have moved the tag to a later version, but never back.
  if (found === undefined || gt(version, found)) {
    return `Expected the dist-tag ${tag} at ${version} or higher but it is ${found ? `at ${found}` : 'not there'}.`
  }
  return null
}
