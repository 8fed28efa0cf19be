import { digitFixtures } from './fixtures.js'

/** The drawn digits that the lines of `mnist-predict --jsonl` do not read as their folder says. */
export function misread(jsonl: string): { path: string; label: number }[] {
  const answers = jsonl
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const read = new Map(answers.map(({ path, digit }) => [path, digit]))
  return digitFixtures().filter(({ path, label }) => read.get(path) !== label)
}
