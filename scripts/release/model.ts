import type { ModelMetric } from '../../src/model/metadata.js'
import { readTarball } from './archive.js'

/** The part of model/manifest.json that is read for a release. */
export interface ModelFacts {
  readonly version: string
  readonly sha256: string
  readonly metrics: readonly ModelMetric[]
}

/** Parses a manifest. In version 0.1.0 the metrics are at its top level. */
export function readModelFacts(manifest: string): ModelFacts {
  const { version, sha256, metrics, card } = JSON.parse(manifest)
  return { version, sha256, metrics: card?.metrics ?? metrics }
}

/** The model and the changelog in a tarball. */
export interface Contents {
  readonly model: ModelFacts
  /** CHANGELOG.md, or empty if it is not in the tarball. */
  readonly changelog: string
}

export async function readContents(tarball: string): Promise<Contents> {
  const entries = await readTarball(tarball)
  const text = (path: string) => entries.get(`package/${path}`)?.bytes.toString() ?? ''
  return { model: readModelFacts(text('model/manifest.json')), changelog: text('CHANGELOG.md') }
}

/** Returns the accuracy on MNIST's test set, by which versions are compared, or null if the manifest has none. */
export function accuracyOf({ metrics }: ModelFacts): number | null {
  return metrics.find(({ set }) => set === 'MNIST test')?.accuracy ?? null
}
