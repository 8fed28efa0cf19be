/** Largest image file, in bytes: far above any photo, far below what would fill the memory. */
export const maxBytes = 128 * 1024 * 1024

/** Most pixels of an image: an A4 page at 600 dpi has 35 million; a file of 31 KB can promise 256 million. */
export const maxPixels = 100_000_000

/** Longest side after decoding, in pixels. A digit needs 20 of its own; the rest is room for the page around it. */
export const longestSide = 768
