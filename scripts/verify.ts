/**
 * Verifies the packed version in the registry: it has the same bytes, installs in an empty folder, reads a digit, and has the
 * right dist-tags. Only reads.
 *
 *   tsx scripts/verify.ts [--out FOLDER] [--dry-run]
 *
 * Environment: as scripts/publish.ts.
 */
import { prerelease } from 'semver'
import { ReleaseError } from './release/errors.js'
import { readPacked } from './release/packed.js'
import { flags, log, script, warn } from './release/script.js'
import { readSettings } from './release/settings.js'
import { checkDistTag, chooseTag, previousRelease } from './release/tags.js'
import { verify } from './release/verify.js'

await script(async () => {
  const { out, dryRun } = flags(process.argv.slice(2))
  const settings = readSettings(process.env)
  const packed = readPacked(out)
  const { name, version } = packed
  if (dryRun) return log(`would verify ${name}@${version} at ${settings.registry}`)

  const { versions, distTags } = await verify(packed, settings)
  const { latest } = distTags
  const release = previousRelease('999999.0.0', Object.keys(versions))
  if (latest && prerelease(latest) && release) {
    throw new ReleaseError(
      `Expected a release under the dist-tag latest but found ${latest}. Set it: npm dist-tag add ${name}@${release} latest`,
    )
  }
  const tag = chooseTag(version, {})
  const problem = checkDistTag(version, tag, distTags)
  // A warning only: a tag is moved back on purpose in a rollback.
  if (problem) warn(`${problem} Unless it was set back on purpose: npm dist-tag add ${name}@${version} ${tag}`)
  log(`dist-tags: ${JSON.stringify(distTags)}`)
})
