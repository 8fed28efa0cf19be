/**
 * Where the package keeps its files, found from this module and never from the working directory.
 * Both `src/` and the built `dist/` lie one level below the package's root, so one relative path serves both.
 */
export const modelFolder = new URL('../model/', import.meta.url)

/** ONNX Runtime's WebAssembly build, copied here by the build. */
export const wasmFolder = new URL('../dist/wasm/', import.meta.url)
