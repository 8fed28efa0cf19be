/** A one-channel image: `width * height` samples, row by row from the top left. A mask has 1 for ink and 0 elsewhere. */
export interface Image<T extends ArrayLike<number>> {
  readonly data: T
  readonly width: number
  readonly height: number
}
