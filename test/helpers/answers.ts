import { digitFixtures } from './fixtures.js'

/** Returns the drawn digits that `mnist-predict --jsonl` did not read as their label. */
export function misread(jsonl: string): { path: string; label: number }[] {
  const answers = jsonl
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const read = new Map(answers.map(({ path, digit }) => [path, digit]))
  return digitFixtures().filter(({ path, label }) => read.get(path) !== label)
}
