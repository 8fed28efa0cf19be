import type { Random } from '../helpers/random.js'
import type { Point, Stroke } from './glyphs.js'

/** Parameters of a handwriting. Lengths are in the units of a glyph's box, which is 100 wide and 150 tall. */
export interface Hand {
  /** Lean to the right per unit of height; negative leans back. */
  readonly slant: number
  /** Horizontal scale. */
  readonly breadth: number
  /** 1 draws curves, 0 joins the points by straight lines. */
  readonly roundness: number
  /** Standard deviation of the points. */
  readonly aim: number
  /** Standard deviation of the drift along a stroke. */
  readonly tremor: number
  /** Relative change of the line's width along a stroke. */
  readonly pressure: number
  /** Rotation of the whole glyph, in degrees clockwise. */
  readonly turn: number
}

export const HANDS = {
  upright: { slant: 0, breadth: 0.9, roundness: 0.9, aim: 1.5, tremor: 0.4, pressure: 0.1, turn: 0 },
  slanted: { slant: 0.28, breadth: 0.8, roundness: 1, aim: 2.5, tremor: 0.5, pressure: 0.2, turn: 3 },
  leaning: { slant: -0.16, breadth: 0.95, roundness: 0.9, aim: 2.5, tremor: 0.5, pressure: 0.15, turn: -3 },
  round: { slant: 0.05, breadth: 1.15, roundness: 1.1, aim: 2, tremor: 0.4, pressure: 0.15, turn: 0 },
  angular: { slant: 0.1, breadth: 0.9, roundness: 0.35, aim: 2.5, tremor: 0.4, pressure: 0.1, turn: 0 },
  shaky: { slant: 0.06, breadth: 0.95, roundness: 0.9, aim: 3.5, tremor: 1.4, pressure: 0.3, turn: 2 },
} satisfies Record<string, Hand>

export type HandName = keyof typeof HANDS

/** A straight line of one width. */
export interface Segment {
  readonly from: Point
  readonly to: Point
  readonly width: number
}

const STEPS = 12

/** Writes strokes in a hand, with a pen `nib` units wide. */
export function write(strokes: readonly Stroke[], hand: Hand, nib: number, random: Random): Segment[] {
  const angle = ((hand.turn + random.normal(1)) * Math.PI) / 180
  const place = ([x, y]: Point): Point => {
    const dx = (x - 50) * hand.breadth + (75 - y) * hand.slant
    const dy = y - 75
    return [50 + dx * Math.cos(angle) - dy * Math.sin(angle), 75 + dx * Math.sin(angle) + dy * Math.cos(angle)]
  }
  return strokes.flatMap((stroke) => {
    const path = smooth(jitter(stroke, hand, random), hand.roundness).map(place)
    return press(wander(path, hand.tremor, random), hand.pressure, nib, random)
  })
}

/** Jitters every point. The pieces of a stroke still meet in their corners. */
function jitter(stroke: Stroke, hand: Hand, random: Random): Point[][] {
  let corner: Point | undefined
  return stroke.map((piece) => {
    const points = piece.map(([x, y]): Point => [x + random.normal(hand.aim), y + random.normal(hand.aim)])
    if (corner) points[0] = corner
    corner = points.at(-1)
    return points
  })
}

/** Cardinal spline through the points of each piece, from straight lines (0) to Catmull-Rom (1). */
function smooth(pieces: readonly Point[][], roundness: number): Point[] {
  return pieces.flatMap((points) => [
    points[0] as Point,
    ...points.slice(1).flatMap((end, i) => {
      const start = points[i] as Point
      const before = points[i - 1] ?? start
      const after = points[i + 2] ?? end
      return Array.from({ length: STEPS }, (_, step): Point => {
        const t = (step + 1) / STEPS
        const along = (axis: 0 | 1) => hermite(start[axis], end[axis], before[axis], after[axis], roundness, t)
        return [along(0), along(1)]
      })
    }),
  ])
}

function hermite(start: number, end: number, before: number, after: number, roundness: number, t: number): number {
  const chord = end - start
  const leave = (roundness * (end - before)) / 2 + (1 - roundness) * chord
  const arrive = (roundness * (after - start)) / 2 + (1 - roundness) * chord
  const [t2, t3] = [t * t, t * t * t]
  return (2 * t3 - 3 * t2 + 1) * start + (t3 - 2 * t2 + t) * leave + (3 * t2 - 2 * t3) * end + (t3 - t2) * arrive
}

/** Adds first-order autoregressive noise, so that neighbouring points drift together. */
function wander(path: readonly Point[], tremor: number, random: Random): Point[] {
  let [driftX, driftY] = [0, 0]
  return path.map(([x, y]): Point => {
    driftX = 0.7 * driftX + random.normal(tremor * 0.7)
    driftY = 0.7 * driftY + random.normal(tremor * 0.7)
    return [x + driftX, y + driftY]
  })
}

function press(path: readonly Point[], pressure: number, nib: number, random: Random): Segment[] {
  const phase = random.between(0, 2 * Math.PI)
  return path.slice(1).map((to, i) => ({
    from: path[i] as Point,
    to,
    width: nib * (1 + pressure * Math.sin(phase + (i * 4) / STEPS)),
  }))
}
