import module from './kernels.wasm'

/** Takes the place of `compile-kernels.ts` in Cloudflare Workers, which run only what was compiled when they were deployed. */
export async function compileKernels(): Promise<WebAssembly.Module> {
  return module
}
