/**
 * Tags the commit of the published version and makes its GitLab Release: changelog entry, the model's metrics, checksums,
 * and links to release.json, the tarball's checksum and the SBOM. Creates only what is missing. Writes released.env beside the
 * tarball: RELEASED=created the first time, RELEASED=existing after that.
 *
 *   tsx scripts/release.ts [--out FOLDER] [--dry-run]
 *
 * Environment: CI_API_V4_URL, CI_PROJECT_ID, CI_JOB_TOKEN, or an access token with the scope api in NPM_TOKEN.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ReleaseError } from './release/errors.js'
import { connect } from './release/gitlab.js'
import { assetLinks, description, expectCommit, recordedCommit, uploadAssets } from './release/gitlab-release.js'
import { readContents } from './release/model.js'
import { readPacked } from './release/packed.js'
import { lookUp } from './release/registry.js'
import { flags, log, script } from './release/script.js'
import { readSettings } from './release/settings.js'
import { expectSameBytes } from './release/verify.js'

await script(async () => {
  const { out, dryRun } = flags(process.argv.slice(2))
  const settings = readSettings(process.env)
  const packed = readPacked(out)
  const { name, version } = packed
  const tag = `v${version}`

  const published = (await lookUp(name, settings)).versions[version]
  if (!published) {
    throw new ReleaseError(
      `Expected ${name}@${version} in the registry before its release. Run scripts/publish.ts first.`,
    )
  }
  expectSameBytes(packed, published)

  const gitlab = connect(settings)
  const links = assetLinks(packed, gitlab)
  const commit = await recordedCommit(packed, links[0]!, gitlab)
  const release = await gitlab.release(tag)
  const tagged = release?.commit ?? (await gitlab.tagCommit(tag))
  if (tagged) expectCommit(tag, tagged, commit)
  const missing = links.filter(({ name: file }) => !release?.links.some((link) => link.name === file))
  if (release && missing.length === 0) {
    if (!dryRun) writeFileSync(join(out, 'released.env'), 'RELEASED=existing\n')
    return log(`release ${tag} is there already, at ${commit}: nothing to do`)
  }
  const text = description(packed, commit, await readContents(packed.file))
  const files = missing.map(({ name: file }) => file).join(', ')
  if (dryRun) return log(`would release ${tag} at ${commit} with ${files}\n\n${text}`)

  await uploadAssets(out, missing, gitlab)
  if (release) for (const link of missing) await gitlab.addLink(tag, link)
  else await gitlab.createRelease(tag, commit, text, links)
  // If the tag could not be read before, GitLab has used an existing one.
  const made = await gitlab.release(tag)
  if (!made) throw new ReleaseError(`Expected release ${tag} after it was made but GitLab has none. Run this again.`)
  expectCommit(tag, made.commit, commit)
  writeFileSync(join(out, 'released.env'), 'RELEASED=created\n')
  log(`released ${tag} at ${commit} with ${files}`)
})
