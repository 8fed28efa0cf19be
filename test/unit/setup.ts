import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Installs what the tests need and the package must not mention: the native runtime. Needs the npm registry once. */
export default function setup(): void {
  const folder = fileURLToPath(new URL('../native-runtime', import.meta.url))
  if (existsSync(`${folder}/node_modules/onnxruntime-node`)) return
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
}
