/**
 * Holds a merge request to the way versions come about: a change brings a changeset, and only `npm run changeset:version` raises
 * the version, just before main.
 *
 *   tsx scripts/check-changeset.ts --since COMMIT --target BRANCH
 *
 * COMMIT is where the branch left its target. Exit status 0 or 1, with the reason.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { compare, valid } from 'semver'

/** A merge request, as far as versions go. */
export interface Proposal {
  readonly target: string
  readonly versionBefore: string
  readonly version: string
  /** Names of the changesets that no version has used up. */
  readonly pending: readonly string[]
  readonly changelog: string
}

/** What is wrong with the version of a merge request, or null. Says nothing of one that leaves the version as it is. */
export function versionProblem({ target, versionBefore, version, pending, changelog }: Proposal): string | null {
  if (version === versionBefore) {
    if (target !== 'main') return null
    return `Expected a merge request to main to raise the version, but it is still ${version}. Run \`npm run changeset:version\`.`
  }
  const byHand = `${version} in package.json was not made by \`npm run changeset:version\``
  if (!valid(version) || compare(version, versionBefore) <= 0) return `${byHand}: it is not above ${versionBefore}.`
  if (!changelog.includes(`\n## ${version}\n`)) return `${byHand}: CHANGELOG.md has no entry for it.`
  // A version that comes back to develop finds the changesets of the next one there.
  if (target === 'main' && pending.length > 0) return `${byHand}: it would have used up ${pending.join(', ')}.`
  return null
}

function main(since: string, target: string): number {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const before = execFileSync('git', ['show', `${since}:package.json`], { cwd: root, encoding: 'utf8' })
  const used: string[] = existsSync(join(root, '.changeset/pre.json'))
    ? JSON.parse(read('.changeset/pre.json')).changesets
    : []
  const changesets = readdirSync(join(root, '.changeset')).filter((file) => /^(?!README).*\.md$/.test(file))
  const proposal = {
    target,
    versionBefore: JSON.parse(before).version,
    version: JSON.parse(read('package.json')).version,
    pending: changesets.filter((file) => !used.includes(file.replace(/\.md$/, ''))),
    changelog: read('CHANGELOG.md'),
  }
  const problem = versionProblem(proposal)
  if (problem) {
    console.error(problem)
    return 1
  }
  if (proposal.version !== proposal.versionBefore) {
    console.log(`${proposal.versionBefore} becomes ${proposal.version}`)
    return 0
  }
  const { status } = spawnSync('npx', ['--no-install', 'changeset', 'status', '--since', since], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0)
    console.error('Run `npx changeset`, or `npx changeset --empty` where nobody would notice the change.')
  return status ?? 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { since, target } = parseArgs({ options: { since: { type: 'string' }, target: { type: 'string' } } }).values
  if (since && target) process.exitCode = main(since, target)
  else {
    console.error('Expected --since COMMIT and --target BRANCH.')
    process.exitCode = 2
  }
}
