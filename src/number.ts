import { postprocess } from './postprocess.js'
import type { Candidate } from './preprocess/line-of-digits.js'
import type { Inference, NumberDigit, NumberPrediction, PixelBox, PreprocessRejection } from './types.js'

// Lengths of a path, in units of the negative logarithm of a probability.

/** A cut counts this much... */
const cutLength = 1
/** ...and this much more for each width of a stroke that it crosses. */
const strokeLength = 0.2
/** Two marks that are joined to one digit count this much. */
const joinLength = 1
/** Less probable candidates are all alike. */
const minProbability = 1e-6

/** A digit of an accepted number has a score of at least this fraction of the threshold: its neighbours vouch for it. */
const minScore = 1 / 3

/** True if a shorter path may lead through parts of the mark: one cut alone is longer than the path through the whole otherwise. */
export function mayBeSeveral({ probabilities, score }: Inference): boolean {
  return score * Math.max(...probabilities) < Math.exp(-cutLength)
}

/**
 * Chooses the most probable division of a line into digits: the shortest path through its candidates, each as long as the
 * negative logarithm of the probability that it is a digit, and that one.
 *
 * @param marks number of marks on the line
 * @param read the candidates, with the network's outputs
 * @param preprocessRejection takes precedence over the scores
 * @param threshold the lowest score that counts as a digit, 0..1, from the model's manifest
 * @param toBox from a box of the decoded image to one of the picture
 */
export function chooseDigits(
  marks: number,
  read: readonly (readonly [Candidate, Inference])[],
  preprocessRejection: PreprocessRejection | null,
  threshold: number,
  toBox: (box: Candidate['box']) => PixelBox,
): NumberPrediction {
  const paths = new Map<number, Path>([[0, { length: 0, digits: [], scores: [] }]])
  for (const [candidate, inference] of read.toSorted(([a], [b]) => a.to - b.to || a.from - b.from)) {
    const before = paths.get(candidate.from)
    if (!before) continue
    const { bestGuess: digit, confidence, score } = postprocess(inference, null, threshold)
    const length = before.length + lengthOf(candidate, score * confidence)
    if (length >= (paths.get(candidate.to)?.length ?? Number.POSITIVE_INFINITY)) continue
    const digits = [...before.digits, { digit, confidence, box: toBox(candidate.box) }]
    paths.set(candidate.to, { length, digits, scores: [...before.scores, score] })
  }
  const { digits, scores } = paths.get(marks)!
  const confidence = digits.length === 0 ? 0 : digits.reduce((product, each) => product * each.confidence, 1)
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const isNumber = mean >= threshold && Math.min(...scores) >= minScore * threshold
  const rejection = preprocessRejection ?? (isNumber ? null : 'not-a-digit')
  const text = digits.map(({ digit }) => digit).join('')
  return rejection === null
    ? { text, isNumber: true, rejection, confidence, digits }
    : { text: null, isNumber: false, rejection, confidence, digits }
}

interface Path {
  readonly length: number
  readonly digits: readonly NumberDigit[]
  readonly scores: readonly number[]
}

function lengthOf({ cutInk, isJoined }: Candidate, probability: number): number {
  const cut = cutInk > 0 ? cutLength + strokeLength * cutInk : 0
  return cut + (isJoined ? joinLength : 0) - Math.log(Math.max(minProbability, probability))
}
