/**
 * Publishes the packed tarball: asks the registry, uploads, and verifies. If the version is already there with the same
 * bytes, there is nothing to do; with other bytes, the script fails and changes nothing.
 *
 *   tsx scripts/publish.ts [--out FOLDER] [--dry-run]
 *
 * Environment: CI_API_V4_URL, CI_PROJECT_ID, CI_JOB_TOKEN or NPM_TOKEN; VERIFY_SECONDS, REQUEST_SECONDS, RETRIES,
 * RETRY_SECONDS if the defaults (300, 60, 5, 1) do not fit.
 */
import { ReleaseError } from './release/errors.js'
import { readPacked } from './release/packed.js'
import { lookUp } from './release/registry.js'
import { flags, log, script } from './release/script.js'
import { readSettings } from './release/settings.js'
import { checkDistTag, chooseTag } from './release/tags.js'
import { upload } from './release/upload.js'
import { expectSameBytes, verify } from './release/verify.js'

await script(async () => {
  const { out, dryRun } = flags(process.argv.slice(2))
  const settings = readSettings(process.env)
  const packed = readPacked(out)
  const { name, version, shasum } = packed

  const before = await lookUp(name, settings)
  const there = before.versions[version]
  if (there) {
    expectSameBytes(packed, there)
    return log(`${name}@${version} is there already with shasum ${shasum}: nothing to do`)
  }
  const tag = chooseTag(version, before.distTags)
  if (dryRun) return log(`would publish ${name}@${version} with shasum ${shasum} as ${tag} to ${settings.registry}`)

  await upload(packed, tag, settings)
  log(`uploaded ${name}@${version} as ${tag}`)
  const { distTags } = await verify(packed, settings)
  const problem = checkDistTag(version, tag, distTags)
  if (problem) throw new ReleaseError(`${problem} Set it: npm dist-tag add ${name}@${version} ${tag}`)
  log(`verified: the dist-tag ${tag} is at ${distTags[tag]}`)
})
