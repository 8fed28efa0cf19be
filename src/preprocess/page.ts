import { type Box, type Plane, resample, wholeOf } from './plane.js'

/** Longest side of the picture that is worked on: strokes of a photo are some pixels wide there. */
const most = 256
/** Smaller pictures are drawn larger, so that a stroke's edge can lie between two pixels. */
const least = 112
const mostGrowth = 4

/** A part of a picture at working size. */
export interface Page extends Plane {
  /** What part of the picture it shows. */
  readonly part: Box
}

export function toPage(
  picture: { readonly grey: Uint8Array; readonly width: number; readonly height: number },
  part: Box = wholeOf(picture),
): Page {
  const breadth = part.right - part.left
  const tall = part.bottom - part.top
  const longest = Math.max(breadth, tall)
  const scale = longest > most ? most / longest : longest < least ? Math.min(mostGrowth, least / longest) : 1
  const scaled = (length: number) => Math.max(1, Math.round(length * scale))
  const source = { values: picture.grey, width: picture.width, height: picture.height }
  return { ...resample(source, part, scaled(breadth), scaled(tall)), part }
}

/** The part of the picture around a box of the page, with a margin that is a part of the box's longest side. */
export function partAround(page: Page, box: Box, margin: number, picture: { width: number; height: number }): Box {
  const { part } = page
  const [stepX, stepY] = [(part.right - part.left) / page.width, (part.bottom - part.top) / page.height]
  const extra = margin * Math.max((box.right - box.left) * stepX, (box.bottom - box.top) * stepY)
  return {
    left: Math.max(0, Math.floor(part.left + box.left * stepX - extra)),
    top: Math.max(0, Math.floor(part.top + box.top * stepY - extra)),
    right: Math.min(picture.width, Math.ceil(part.left + box.right * stepX + extra)),
    bottom: Math.min(picture.height, Math.ceil(part.top + box.bottom * stepY + extra)),
  }
}
