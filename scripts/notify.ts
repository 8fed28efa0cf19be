/**
 * Announces the published version with one message to a webhook: what changed, accuracy before and after, and how to
 * install it. A failing webhook is a warning: the version is published.
 *
 *   tsx scripts/notify.ts [--out FOLDER] [--dry-run]
 *
 * Environment: NOTIFY_WEBHOOK_URL (a secret; without it nothing is sent), CI_PROJECT_URL for a link to the release,
 * RELEASED=existing (or released.env, which scripts/release.ts writes) if it was announced before. To read the previous
 * version: as for scripts/publish.ts.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { announcement, type PreviousRelease } from './release/announcement.js'
import { run } from './release/command.js'
import { readContents, readModelFacts } from './release/model.js'
import { readPacked } from './release/packed.js'
import { download, lookUp, type Published } from './release/registry.js'
import { flags, log, script, warn } from './release/script.js'
import { readSettings, type Settings } from './release/settings.js'
import { previousRelease } from './release/tags.js'

/** Returns the release before this version, or null if it is the first. */
async function previousOf(name: string, version: string): Promise<PreviousRelease | null> {
  const settings = readSettings(process.env)
  const { versions } = await lookUp(name, settings)
  const previous = previousRelease(version, Object.keys(versions))
  return previous === null ? null : { version: previous, model: await modelOf(previous, versions[previous]!, settings) }
}

/** Reads the model's manifest of a version from its git tag, or from the tarball if the tag was not fetched. */
async function modelOf(version: string, published: Published, settings: Settings): Promise<PreviousRelease['model']> {
  const tagged = await run('git', ['show', `v${version}:model/manifest.json`], { cwd: import.meta.dirname })
  if (tagged.code === 0) return readModelFacts(tagged.stdout)
  const folder = mkdtempSync(join(tmpdir(), 'before-'))
  try {
    const tarball = join(folder, 'before.tgz')
    writeFileSync(tarball, await download(published, settings))
    return (await readContents(tarball)).model
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function post(url: string, text: string): Promise<void> {
  try {
    const body = JSON.stringify({ text })
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) })
    if (!reply.ok) return warn(`the webhook answered ${reply.status}; nobody was told. Check NOTIFY_WEBHOOK_URL.`)
    log('announced')
  } catch (error) {
    const { cause, message } = error as Error
    const reason = cause instanceof Error ? (cause as NodeJS.ErrnoException).code || cause.message : message
    warn(`the webhook did not answer (${reason}); nobody was told. Check NOTIFY_WEBHOOK_URL.`)
  }
}

await script(async () => {
  const { out, dryRun } = flags(process.argv.slice(2))
  const { NOTIFY_WEBHOOK_URL: webhook, CI_PROJECT_URL: project, RELEASED } = process.env
  const { name, version, file } = readPacked(out)
  const marker = join(out, 'released.env')
  const released = RELEASED ?? (existsSync(marker) ? readFileSync(marker, 'utf8') : '')
  if (/existing/.test(released)) return log(`${name}@${version} was announced before: nothing to send`)
  if (!webhook && !dryRun) return log('NOTIFY_WEBHOOK_URL is not set: nobody is told')

  const before = await previousOf(name, version).catch((error: Error) => {
    warn(`the version before could not be read: ${error.message}`)
    return null
  })
  const page = project && `${project}/-/releases/v${version}`
  const text = announcement(name, version, await readContents(file), before, page)
  if (dryRun)
    return log(`would send to ${webhook ? 'the webhook' : 'nobody (NOTIFY_WEBHOOK_URL is not set)'}:\n\n${text}`)
  await post(webhook!, text)
})
