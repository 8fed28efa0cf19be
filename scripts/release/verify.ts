import { hash } from 'node:crypto'
import { cpSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cleanEnv, run } from './command.js'
import { ReleaseError } from './errors.js'
import { openNpm } from './npm.js'
import type { Packed } from './packed.js'
import { withoutSecrets } from './redact.js'
import { download, lookUp, type Package, type Published } from './registry.js'
import { log } from './script.js'
import type { Settings } from './settings.js'

/** A picture and the digit that the installed command must read in it. */
const example = {
  picture: join(import.meta.dirname, '../../test/fixtures/digits/7/upright-plain-pen.png'),
  digit: '7',
}

/** @throws ReleaseError if the registry has the version with other bytes */
export function expectSameBytes({ name, version, shasum }: Packed, found: Published): void {
  if (found.shasum === shasum) return
  throw new ReleaseError(
    `Expected ${name}@${version} in the registry to be this tarball, with shasum ${shasum}, but it has ${found.shasum}: ` +
      'the version is taken by other bytes. A published version is never replaced. Run `npx changeset` and ' +
      '`npx changeset version`, and publish the next one.',
  )
}

/**
 * Waits until the registry returns this tarball.
 *
 * @throws ReleaseError if it has other bytes, or nothing after `verifySeconds`. GitLab processes an upload after it has
 *   answered, so a failure shows only here and on the project's package page.
 */
async function awaitVersion(packed: Packed, settings: Settings): Promise<Package> {
  const { name, version } = packed
  const { verifySeconds } = settings.retry
  const deadline = Date.now() + verifySeconds * 1000
  for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
    const found = await lookUp(name, settings)
    const published = found.versions[version]
    if (published) {
      expectSameBytes(packed, published)
      await expectTarball(packed, published, settings)
      return found
    }
    const left = deadline - Date.now()
    if (left <= 0) break
    await sleep(Math.min(pause, left))
  }
  throw new ReleaseError(
    `Expected ${name}@${version} in the registry within ${verifySeconds} seconds (VERIFY_SECONDS) but it is not there. ` +
      "An upload can fail after it was accepted: the project's page Deploy > Package registry shows why. " +
      'Nothing was released or announced; run this job again.',
  )
}

/** Installs the version in an empty folder, as a user does, and runs its command. */
async function expectRuns({ name, version }: Packed, settings: Settings): Promise<void> {
  const npm = await openNpm(name.split('/')[0]!, settings)
  try {
    cpSync(example.picture, join(npm.folder, basename(example.picture)))
    // No dependency needs its install script, and none may see the token.
    const installed = await npm.run(['install', `${name}@${version}`, '--ignore-scripts'])
    if (installed.code !== 0) {
      throw new ReleaseError(`${name}@${version} does not install from the registry:\n${installed.stderr.trim()}`)
    }
    const args = ['--no-install', 'mnist-predict', '--quiet', basename(example.picture)]
    const answer = await run('npx', args, { cwd: npm.folder, env: withoutSecrets(cleanEnv()) })
    if (answer.code === 0 && answer.stdout.trim() === example.digit) return
    throw new ReleaseError(
      `Expected the installed mnist-predict to read ${example.digit} from ${basename(example.picture)} but it ended with ` +
        `${answer.code} and wrote:\n${`${answer.stdout}${answer.stderr}`.trim()}`,
    )
  } finally {
    npm.close()
  }
}

/** Runs every check of a published version, and logs a line for each. Returns the registry's metadata. */
export async function verify(packed: Packed, settings: Settings): Promise<Package> {
  const found = await awaitVersion(packed, settings)
  log(`verified: the registry hands back ${packed.name}@${packed.version} with SHA-256 ${packed.sha256}`)
  await expectRuns(packed, settings)
  log(`verified: it installs in an empty folder, and mnist-predict reads ${example.digit}`)
  return found
}

async function expectTarball(packed: Packed, published: Published, settings: Settings): Promise<void> {
  const found = hash('sha256', await download(published, settings))
  if (found === packed.sha256) return
  throw new ReleaseError(
    `Expected the tarball at ${published.tarball} to have SHA-256 ${packed.sha256} but found ${found}, although the ` +
      'shasum in its metadata is right. Trust nothing that was installed from there, and ask who runs the registry.',
  )
}
