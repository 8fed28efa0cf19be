import type { ModelMetric } from '../../src/model/metadata.js'
import { readTarball } from './archive.js'

/** The part of model/manifest.json that a release tells of. */
export interface ModelFacts {
  readonly version: string
  readonly sha256: string
  readonly metrics: readonly ModelMetric[]
}

/** Reads the text of a manifest. In version 0.1.0 the metrics are at its top level. */
export function readModelFacts(manifest: string): ModelFacts {
  const { version, sha256, metrics, card } = JSON.parse(manifest)
  return { version, sha256, metrics: card?.metrics ?? metrics }
}

/** What is told of a version: its model and its changelog, as they are in the tarball. */
export interface Contents {
  readonly model: ModelFacts
  /** CHANGELOG.md; empty where it is not in the tarball. */
  readonly changelog: string
}

export async function readContents(tarball: string): Promise<Contents> {
  const entries = await readTarball(tarball)
  const text = (path: string) => entries.get(`package/${path}`)?.bytes.toString() ?? ''
  return { model: readModelFacts(text('model/manifest.json')), changelog: text('CHANGELOG.md') }
}

/** Accuracy over MNIST's test set, the number by which versions are compared; null where the manifest has none. */
export function accuracyOf({ metrics }: ModelFacts): number | null {
  return metrics.find(({ set }) => set === 'MNIST test')?.accuracy ?? null
}
