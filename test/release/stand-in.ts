import { hash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { inspect, type Packed, writePacked } from '../../scripts/release/packed.js'
import { temporaryFolder, writeFiles } from '../helpers/folders.js'
import { execOrThrow } from '../helpers/run.js'
import type { Registry } from '../registry/registry.js'

/** A small package in the shape of ours: the scripts do not care what is inside, and it installs without a network. */
export interface StandIn {
  readonly version: string
  /** Packages of one version with other words have other bytes. */
  readonly words?: string
  /** What its command prints for every picture. */
  readonly answer?: string
  /** Accuracy on MNIST's test set, as its manifest says. */
  readonly accuracy?: number
}

/** What packing left. */
export interface Out {
  /** The folder for `--out`. */
  readonly out: string
  readonly packed: Packed
  /** Where all of it is, to be removed. */
  readonly folder: string
}

export const NAME = '@team/mnist-model'
export const COMMIT = 'c0ffee'.padEnd(40, '0')

/** Packs a stand-in into a folder as scripts/pack.ts would, and returns the folder. */
export async function packStandIn({
  version,
  words = 'first',
  answer = '7',
  accuracy = 0.9961,
}: StandIn): Promise<Out> {
  const model = `model with ${accuracy}`
  const manifest = {
    version: '1.0.0',
    sha256: hash('sha256', Buffer.from(model)),
    card: {
      metrics: [
        { set: 'MNIST test', n: 10_000, accuracy, correct: accuracy * 10_000, interval: [accuracy, accuracy], ece: 0 },
      ],
    },
  }
  const folder = temporaryFolder({
    'package.json': JSON.stringify({ name: NAME, version, bin: { 'mnist-predict': 'command.js' } }),
    // What was installed is not to see the token that installed it.
    'command.js': `#!/usr/bin/env node\nconsole.log(process.env.CI_JOB_TOKEN ? 'a token' : ${JSON.stringify(answer)})\n`,
    'model/mnist.onnx': model,
    'model/manifest.json': JSON.stringify(manifest),
    'README.md': words,
    'CHANGELOG.md': `# ${NAME}\n\n## ${version}\n\n### Minor Changes\n\n- 433c23c: The ${words} version.\n`,
  })
  const out = join(folder, 'out')
  mkdirSync(out)
  await execOrThrow('npm', ['pack', '--pack-destination', out], { cwd: folder })
  const packed: Packed = await inspect(join(out, `team-mnist-model-${version}.tgz`), COMMIT, '11')
  writePacked(out, packed)
  writeFiles(out, { 'sbom.cdx.json': `{ "bomFormat": "CycloneDX", "version": 1, "words": ${JSON.stringify(words)} }` })
  return { out, packed, folder }
}

/** Uploads it with npm, without the scripts. */
export async function publishStandIn({ folder, out, packed }: Out, registry: Registry, tag = 'latest'): Promise<void> {
  writeFiles(folder, { '.npmrc': registry.npmrc('project', registry.tokens.write) })
  await execOrThrow('npm', ['publish', join(out, packed.tarball), '--tag', tag], { cwd: folder })
}
