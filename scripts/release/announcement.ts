import { percent } from '../../src/format.js'
import { changelogEntry, sentences } from './changelog.js'
import { accuracyOf, type Contents, type ModelFacts } from './model.js'

/** The previous release, and its model. */
export interface PreviousRelease {
  readonly version: string
  readonly model: ModelFacts
}

/**
 * Returns the message about a version, as text that Slack, Mattermost and Teams show.
 *
 * @param before null if there is none, or its model is not available
 * @param page URL of the release
 */
export function announcement(
  name: string,
  version: string,
  { model, changelog }: Contents,
  before: PreviousRelease | null,
  page?: string,
): string {
  return [
    `${name} ${version} is published.`,
    sentences(changelogEntry(changelog, version)),
    `Accuracy on MNIST's test set: ${shown(model)} (model ${model.version}); ${comparison(model, before)}`,
    `\`npm install ${name}@${version}\``,
    ...(page ? [page] : []),
  ].join('\n\n')
}

function comparison(model: ModelFacts, before: PreviousRelease | null): string {
  if (!before) return 'there is no version before to compare with.'
  if (before.model.sha256 === model.sha256) return `the same model as in ${before.version}.`
  return `before, in ${before.version}: ${shown(before.model)} (model ${before.model.version}).`
}

function shown(model: ModelFacts): string {
  const accuracy = accuracyOf(model)
  return accuracy === null ? 'not measured' : percent(accuracy)
}
