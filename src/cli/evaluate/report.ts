import type { EngineName, ModelInfo } from '../../index.js'
import type { Failure } from '../inputs.js'
import { json as jsonOf } from '../words.js'
import type { Figures, MistakeList, Mistakes } from './tally.js'

/** What `evaluate` found, in the form from which the table, the JSON and the page are made. */
export interface Report {
  /** As the user wrote it. */
  readonly folder: string
  /** Version of the package. */
  readonly package: string
  readonly model: Pick<ModelInfo, 'name' | 'version' | 'sha256'>
  readonly engine: EngineName
  readonly figures: Figures
  readonly mistakes: Mistakes
  /** Files that are no pictures, and folders that cannot be listed; they are in no figure. */
  readonly unreadable: readonly (Failure & { readonly path: string })[]
}

/**
 * The report as one JSON object: `schema` (2), `folder`, `package`, `model` and `engine`; the figures under the names
 * that `Figures` gives them; `mistakes`, three lists of `count` and `shown`; and `unreadable`, each with `path`, `code`
 * and `message`. A mistake has `path`, `label` (null for a negative) and what the prediction has but the raster.
 * Shares, probabilities and the ends of intervals are 0..1. Fields may be added within a schema, none changed.
 */
export function json({ figures, mistakes, unreadable, ...about }: Report): string {
  const record = {
    schema: 2,
    ...about,
    ...figures,
    mistakes: {
      wrong: withoutRasters(mistakes.wrong),
      falseAccepts: withoutRasters(mistakes.falseAccepts),
      falseRejects: withoutRasters(mistakes.falseRejects),
    },
    unreadable,
  }
  return `${jsonOf(record, 2)}\n`
}

function withoutRasters({ count, shown }: MistakeList): object {
  return {
    count,
    shown: shown.map(({ path, label, prediction: { raster: _, ...prediction } }) => ({ path, label, ...prediction })),
  }
}
