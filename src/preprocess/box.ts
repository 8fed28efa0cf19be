import type { Image } from '../image.js'

/** A rectangle of whole pixels; `right` and `bottom` are the first column and row outside. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Returns the box of a whole image. */
export function fullBox({ width, height }: { readonly width: number; readonly height: number }): Box {
  return { left: 0, top: 0, right: width, bottom: height }
}

/** Returns the greater of a box's width and height, in pixels. */
export function longestSideOf(box: Box): number {
  return Math.max(box.right - box.left, box.bottom - box.top)
}

/** Returns the smallest box that contains both. */
export function union(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  }
}

/** Copies the pixels in a box. */
export function crop({ data, width }: Image<Uint8Array>, { left, top, right, bottom }: Box): Image<Uint8Array> {
  const cropped = { data: new Uint8Array((right - left) * (bottom - top)), width: right - left, height: bottom - top }
  for (let y = top; y < bottom; y++) {
    cropped.data.set(data.subarray(y * width + left, y * width + right), (y - top) * cropped.width)
  }
  return cropped
}
