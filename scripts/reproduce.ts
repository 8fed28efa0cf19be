/**
 * Compares a published version with a commit: clones the commit, packs it again, and compares the tarballs. Exit status 0 if
 * every file is the same.
 *
 *   tsx scripts/reproduce.ts NAME@VERSION|TARBALL --commit REF
 *
 * NAME@VERSION is downloaded from the registry that CI_API_V4_URL and CI_PROJECT_ID name, or as ~/.npmrc says without them.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { compare } from './release/archive.js'
import { cleanEnv, execOrThrow } from './release/command.js'
import { ReleaseError } from './release/errors.js'
import { withoutSecrets } from './release/redact.js'
import { download, lookUp } from './release/registry.js'
import { log, script } from './release/script.js'
import { readSettings } from './release/settings.js'

const root = join(import.meta.dirname, '..')

/** Returns the path of the published tarball. Downloads it into `folder` unless `what` is a file. */
async function fetchTarball(what: string, folder: string): Promise<string> {
  if (existsSync(what)) return resolve(what)
  const [, name, version] = /^(@?[^@]+)@(.+)$/.exec(what) ?? []
  if (!name || !version) throw new ReleaseError(`Expected NAME@VERSION or a tarball but found no file ${what}.`)
  mkdirSync(folder)
  if (!process.env.CI_API_V4_URL) {
    await execOrThrow('npm', ['pack', what, '--pack-destination', folder, '--ignore-scripts'], { cwd: folder })
    return join(folder, readdirSync(folder)[0]!)
  }
  const settings = readSettings(process.env)
  const published = (await lookUp(name, settings)).versions[version]
  if (!published) throw new ReleaseError(`Expected ${what} at ${settings.registry} but there is no such version.`)
  const file = join(folder, 'published.tgz')
  writeFileSync(file, await download(published, settings))
  return file
}

/** Packs a commit in a clone of its own. Returns the path of the tarball. */
async function rebuild(commit: string, base: string): Promise<string> {
  const [clone, out] = [join(base, 'clone'), join(base, 'out')]
  // In a job, CI_COMMIT_SHA names another commit.
  const { CI_COMMIT_SHA: _, ...env } = withoutSecrets(cleanEnv())
  await execOrThrow('git', ['clone', '--quiet', '--no-checkout', root, clone], { cwd: base })
  await execOrThrow('git', ['checkout', '--quiet', '--detach', commit], { cwd: clone })
  await execOrThrow('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: clone, env })
  await execOrThrow('npx', ['--no-install', 'tsx', 'scripts/pack.ts', '--out', out], { cwd: clone, env })
  const { tarball } = JSON.parse(readFileSync(join(out, 'release.json'), 'utf8'))
  return join(out, tarball)
}

await script(async () => {
  const options = { commit: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [what] = positionals
  if (!what || !values.commit || positionals.length > 1) {
    throw new ReleaseError('Expected NAME@VERSION or a tarball, and --commit REF.')
  }
  const commit = (
    await execOrThrow('git', ['rev-parse', '--verify', `${values.commit}^{commit}`], { cwd: root })
  ).trim()
  if (values['dry-run']) return log(`would pack ${commit} in a temporary folder and compare it with ${what}`)

  const base = mkdtempSync(join(tmpdir(), 'reproduce-'))
  try {
    const published = await fetchTarball(what, join(base, 'published'))
    const rebuilt = await rebuild(commit, base)
    const comparison = await compare(published, rebuilt)
    if (comparison.kind === 'different') {
      throw new ReleaseError(`${what} is not what commit ${commit} packs:\n${comparison.files.join('\n')}`)
    }
    if (comparison.kind === 'same') {
      return log(`reproduced: ${what} and commit ${commit} have the same SHA-256, ${comparison.sha256}`)
    }
    log(
      `reproduced: every file of ${what} is the same in commit ${commit}. Only the compression differs: release.json says ` +
        `with which Node it was packed, this one is ${process.version}`,
    )
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
})
