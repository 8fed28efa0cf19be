import type { Metrics, MistakeList, Mistakes } from '../../evaluate/evaluation.js'
import type { EngineName, ModelInfo } from '../../index.js'
import { toJson } from '../escape.js'
import type { Failure } from '../inputs.js'

/** The result of `evaluate`: the origin of the terminal, JSON and HTML reports. */
export interface Report {
  /** As the user wrote it. */
  readonly folder: string
  /** When the evaluation ended: ISO 8601, UTC. */
  readonly date: string
  /** Version of the package. */
  readonly package: string
  readonly model: Pick<ModelInfo, 'name' | 'version' | 'sha256'>
  readonly engine: EngineName
  readonly metrics: Metrics
  readonly mistakes: Mistakes
  /** Files that are no pictures, and folders that cannot be listed; they are in no metric. */
  readonly unreadable: readonly (Failure & { readonly path: string })[]
}

/**
 * The report as one JSON object: `schema` (2), `folder`, `date`, `package`, `model` and `engine`; the metrics under the names
 * that `Metrics` gives them; `mistakes`, three lists of `count` and `shown`; and `unreadable`, each with `path`, `code`
 * and `message`. A mistake has `path`, `label` (null for a negative) and the prediction's fields except the raster.
 * Shares, probabilities and the ends of intervals are 0..1. Fields may be added within a schema, none changed.
 */
export function jsonReport({ metrics, mistakes, unreadable, ...about }: Report): string {
  const record = {
    schema: 2,
    ...about,
    ...metrics,
    mistakes: {
      wrong: withoutRasters(mistakes.wrong),
      falseAccepts: withoutRasters(mistakes.falseAccepts),
      falseRejects: withoutRasters(mistakes.falseRejects),
    },
    unreadable,
  }
  return `${toJson(record, 2)}\n`
}

function withoutRasters({ count, shown }: MistakeList): object {
  return {
    count,
    shown: shown.map(({ path, label, prediction: { raster: _, ...prediction } }) => ({ path, label, ...prediction })),
  }
}
