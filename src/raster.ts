/** Width and height of the network's input, in pixels: those of MNIST's pictures. */
export const rasterSide = 28

/** Bytes of the network's input. */
export const rasterBytes = rasterSide * rasterSide
