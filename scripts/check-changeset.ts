/**
 * Checks that a merge request has a changeset, or, if it goes to main, a version that `npm run changeset:version` made.
 *
 *   tsx scripts/check-changeset.ts --since COMMIT --target BRANCH
 *
 * COMMIT is the merge base of the branch and its target. Exit status 0, or 1 with the reason.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare, valid } from 'semver'
import { report } from './report.js'

/** The versions and changesets of a merge request. */
export interface Proposal {
  readonly target: string
  readonly versionBefore: string
  readonly version: string
  /** Names of the changesets that are not part of a version yet. */
  readonly pending: readonly string[]
  readonly changelog: string
}

/** Describes what is wrong with the version of a merge request, or null. */
export function versionProblem({ target, versionBefore, version, pending, changelog }: Proposal): string | null {
  if (version === versionBefore) {
    if (target !== 'main') return null
    return `Expected a merge request to main to raise the version, but it is still ${version}. Run \`npm run changeset:version\`.`
  }
  const byHand = `${version} in package.json was not made by \`npm run changeset:version\``
  if (!valid(version) || compare(version, versionBefore) <= 0) return `${byHand}: it is not above ${versionBefore}.`
  if (!changelog.includes(`\n## ${version}\n`)) return `${byHand}: CHANGELOG.md has no entry for it.`
  // On develop, a version that is merged back finds the changesets of the next one.
  if (target === 'main' && pending.length > 0) return `${byHand}: it would have used up ${pending.join(', ')}.`
  return null
}

function main(since: string, target: string): void {
  const root = join(import.meta.dirname, '..')
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const before = execFileSync('git', ['show', `${since}:package.json`], { cwd: root, encoding: 'utf8' })
  const used: string[] = existsSync(join(root, '.changeset/pre.json'))
    ? JSON.parse(read('.changeset/pre.json')).changesets
    : []
  const changesets = readdirSync(join(root, '.changeset')).filter((file) => /^(?!README).*\.md$/.test(file))
  const [versionBefore, version] = [before, read('package.json')].map((text) => JSON.parse(text).version)
  const pending = changesets.filter((file) => !used.includes(file.replace(/\.md$/, '')))
  const problem = versionProblem({ target, versionBefore, version, pending, changelog: read('CHANGELOG.md') })
  if (problem || version !== versionBefore) {
    report(problem ? [problem] : [], `${versionBefore} becomes ${version}`)
    return
  }
  const status = ['--no-install', 'changeset', 'status', '--since', since]
  process.exitCode = spawnSync('npx', status, { cwd: root, stdio: 'inherit' }).status ?? 1
  if (process.exitCode)
    console.error('Run `npx changeset`, or `npx changeset --empty` if users would not notice the change.')
}

if (process.argv[1] === import.meta.filename) {
  const { since, target } = parseArgs({ options: { since: { type: 'string' }, target: { type: 'string' } } }).values
  if (!since || !target) throw new Error('Expected --since COMMIT and --target BRANCH.')
  main(since, target)
}
