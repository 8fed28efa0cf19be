import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelInfo } from '../../src/model/metadata.js'
import { unpack } from './archive.js'

/** The part of model/manifest.json that a release tells of. */
export type ModelFacts = Pick<ModelInfo, 'version' | 'sha256' | 'metrics'>

/** What is told of a version: its model and its changelog, as they are in the tarball. */
export interface Contents {
  readonly model: ModelFacts
  /** CHANGELOG.md; empty where it is not in the tarball. */
  readonly changelog: string
}

export async function readContents(tarball: string): Promise<Contents> {
  const archive = await unpack(tarball)
  try {
    const changelog = join(archive.folder, 'CHANGELOG.md')
    return {
      model: JSON.parse(readFileSync(join(archive.folder, 'model/manifest.json'), 'utf8')) as ModelFacts,
      changelog: existsSync(changelog) ? readFileSync(changelog, 'utf8') : '',
    }
  } finally {
    archive.close()
  }
}

/** 0.9961 as `99.61 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

/** Accuracy over MNIST's test set, the number by which versions are compared; null where the manifest has none. */
export function accuracyOf({ metrics }: ModelFacts): number | null {
  return metrics.find(({ set }) => set === 'MNIST test')?.accuracy ?? null
}
