/** Formats a fraction 0..1 as a percentage: 0.9979 -> `99.79 %`. */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)} %`
}

/**
 * Formats a whole number with commas between thousands: 10000 -> `10,000`. Not by `toLocaleString`, which takes megabytes and
 * milliseconds to load its locale data.
 */
export function count(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** Formats a number of bytes in thousands: 98812 -> `98.8 kB`. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
