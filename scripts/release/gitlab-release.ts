import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { percent } from '../../src/format.js'
import type { ModelMetric } from '../../src/model/metadata.js'
import { changelogEntry } from './changelog.js'
import { ReleaseError } from './errors.js'
import type { GitLab, Link } from './gitlab.js'
import type { Contents } from './model.js'
import type { Packed } from './packed.js'

/** The file that records the commit that the published bytes were packed from. */
export const RECORD = 'release.json'

/** Returns the files that a release links to, in the order of upload. */
export function assetNames({ tarball }: Packed): string[] {
  return [RECORD, `${tarball}.sha256`, 'sbom.cdx.json']
}

/** Returns links to these files in the project's generic packages. */
export function assetLinks(packed: Packed, gitlab: GitLab): Link[] {
  const name = packed.name.split('/').at(-1)!
  return assetNames(packed).map((file) => ({ name: file, url: gitlab.fileUrl(name, packed.version, file) }))
}

/**
 * Returns the commit that these bytes were first packed from: the recorded one, or this one if none is recorded. A later
 * commit that changes no shipped file packs the same bytes.
 */
export async function recordedCommit(packed: Packed, record: Link, gitlab: GitLab): Promise<string> {
  const bytes = await gitlab.readFile(record.url)
  if (!bytes) return packed.commit
  const recorded = JSON.parse(bytes.toString()) as Packed
  if (recorded.sha256 === packed.sha256) return recorded.commit
  throw new ReleaseError(
    `Expected ${record.url} to tell of the published tarball, with SHA-256 ${packed.sha256}, but it tells of ` +
      `${recorded.sha256}. It is not of this version: find out who wrote it, and delete it.`,
  )
}

/** @throws ReleaseError if the tag points to another commit than the one that this version was published from */
export function expectCommit(tag: string, found: string, commit: string): void {
  if (found === commit) return
  throw new ReleaseError(
    `Expected the tag ${tag} at ${commit}, from which this version was published, but it points to ${found}. ` +
      'A tag is never moved silently: delete it if it was a mistake, and run this job again.',
  )
}

/** Uploads the files that are missing. */
export async function uploadAssets(out: string, links: readonly Link[], gitlab: GitLab): Promise<void> {
  for (const { name, url } of links) {
    if ((await gitlab.readFile(url)) === null) await gitlab.writeFile(url, readFileSync(join(out, name)))
  }
}

/** Returns the text of the release, in Markdown. */
export function description(packed: Packed, commit: string, { model, changelog }: Contents): string {
  const { name, version } = packed
  return [
    changelogEntry(changelog, version),
    `\`\`\`\nnpm install ${name}@${version}\n\`\`\``,
    `### Model ${model.version}`,
    ['| measured on | n | accuracy | 95 % interval |', '|---|--:|--:|---|', ...model.metrics.map(row)].join('\n'),
    '### Checksums',
    [
      '| | |',
      '|---|---|',
      `| ${packed.tarball} | SHA-256 \`${packed.sha256}\` |`,
      `| | SHA-1 \`${packed.shasum}\`, as the registry has it |`,
      `| model/mnist.onnx | SHA-256 \`${packed.model.sha256}\` |`,
    ].join('\n'),
    `To build it again from ${commit} and compare: \`npx tsx scripts/reproduce.ts ${name}@${version} --commit ${commit}\``,
  ].join('\n\n')
}

function row({ set, n, accuracy, interval }: ModelMetric): string {
  return `| ${set} | ${n} | ${percent(accuracy)} | ${interval.map(percent).join(' to ')} |`
}
