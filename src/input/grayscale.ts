/**
 * Colour to grey: Rec. 601 luma on sRGB values, alpha laid onto white first.
 *
 * The weights are PIL's (`Image.convert('L')`: 19595, 38470 and 7471 of 65536), which torchvision uses as well, so
 * that training and serving see the same grey. sharp's own grey works in linear light and differs by up to 20 levels.
 *
 * @param data `count * channels` bytes: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA
 * @returns `count` bytes, 0 black, 255 white
 */
export function toGrayscale(data: Uint8Array | Uint8ClampedArray, channels: number, count: number): Uint8Array {
  if (channels === 1) return new Uint8Array(data)
  const grey = new Uint8Array(count)
  const isColour = channels > 2
  const alphaAt = channels % 2 === 0 ? channels - 1 : -1
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += channels) {
    const value = isColour ? luma(data[at]!, data[at + 1]!, data[at + 2]!) : data[at]!
    grey[pixel] = alphaAt < 0 ? value : onWhite(value, data[at + alphaAt]!)
  }
  return grey
}

function luma(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
}

function onWhite(value: number, alpha: number): number {
  return Math.round((value * alpha + 255 * (255 - alpha)) / 255)
}
