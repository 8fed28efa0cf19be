/**
 * Verifies that the registry has the packed version: hands back its very bytes, installs in an empty folder, reads a
 * digit, and has dist-tags that fit. Only reads.
 *
 *   tsx scripts/verify.ts [--out FOLDER] [--dry-run]
 *
 * Environment: as scripts/publish.ts.
 */
import { prerelease } from 'semver'
import { DeliveryError } from './delivery/errors.js'
import { example } from './delivery/example.js'
import { readPacked } from './delivery/packed.js'
import { flags, say, script, warn } from './delivery/script.js'
import { readSettings } from './delivery/settings.js'
import { chooseTag, previousRelease, tagTrouble } from './delivery/tags.js'
import { verify } from './delivery/verify.js'

await script(async () => {
  const { out, dryRun } = flags(process.argv.slice(2))
  const settings = readSettings(process.env)
  const packed = readPacked(out)
  const { name, version } = packed
  if (dryRun) return say(`would verify ${name}@${version} at ${settings.registry}`)

  const { versions, distTags } = await verify(packed, example, settings)
  const { latest } = distTags
  const release = previousRelease('999999.0.0', Object.keys(versions))
  if (latest && prerelease(latest) && release) {
    throw new DeliveryError(
      `Expected a release under the dist-tag latest but found ${latest}. Set it: npm dist-tag add ${name}@${release} latest`,
    )
  }
  const tag = chooseTag(version, {})
  const trouble = tagTrouble(version, tag, distTags)
  // Somebody may have moved a tag back on purpose, to take a version out of use.
  if (trouble) warn(`${trouble} Unless it was set back on purpose: npm dist-tag add ${name}@${version} ${tag}`)
  say(`dist-tags: ${JSON.stringify(distTags)}`)
})
