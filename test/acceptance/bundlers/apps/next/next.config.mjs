import { readFileSync } from 'node:fs'

const root = import.meta.dirname

export default {
  output: 'standalone',
  outputFileTracingRoot: root,
  turbopack: { root },
  experimental: { turbopackFileSystemCacheForBuild: false },
  // What the test adds.
  ...JSON.parse(readFileSync('config.json', 'utf8')),
}
