/** Milliseconds at which the first module of a bundle is evaluated, imported before all others. */
export const started = performance.now()
