import { gt, gte, prerelease, rcompare, validRange } from 'semver'

/**
 * The dist-tag under which a version is published. `latest` is for the highest release only: a prerelease goes to its
 * own tag (1.2.0-beta.0: `beta`; without a word of its own: `next`), a release below `latest` to that of its line
 * (1.1.5 after 1.2.0: `release-1.1.x`).
 *
 * @param distTags the tags there are now.
 */
export function chooseTag(version: string, distTags: Readonly<Record<string, string>>): string {
  const parts = prerelease(version)
  if (parts) {
    const word = parts[0]
    // npm refuses a tag that could be read as a range of versions.
    const usable = typeof word === 'string' && word !== 'latest' && validRange(word) === null
    return usable ? word : 'next'
  }
  const { latest } = distTags
  if (latest === undefined || prerelease(latest) || gte(version, latest)) return 'latest'
  return `release-${version.split('.').slice(0, 2).join('.')}.x`
}

/** The highest release below this version, from which its users update; null where it is the first. */
export function previousRelease(version: string, versions: readonly string[]): string | null {
  return versions.filter((each) => !prerelease(each) && gt(version, each)).sort(rcompare)[0] ?? null
}

/**
 * What is wrong with the dist-tags after this version was published, in words; null where nothing is.
 *
 * @param tag where it was published to.
 */
export function checkDistTag(version: string, tag: string, distTags: Readonly<Record<string, string>>): string | null {
  const found = distTags[tag]
  // Another pipeline may have moved the tag on, but never back.
  if (found === undefined || gt(version, found)) {
    return `Expected the dist-tag ${tag} at ${version} or higher but it is ${found ? `at ${found}` : 'not there'}.`
  }
  return null
}
