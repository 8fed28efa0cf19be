import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../helpers/run.js'

const script = 'scripts/build/compile-kernels.ts'
const compiled = 'src/engine/kernels.generated.ts'

/** Compiles the kernels if a change of their source is newer, so that no test runs an old engine. */
export default function setup(): void {
  const kernels = readdirSync(join(repository, 'src/kernels')).map((file) => `src/kernels/${file}`)
  if (Math.max(...[script, ...kernels].map(changedAt)) <= changedAt(compiled)) return
  execFileSync(process.execPath, ['--import', 'tsx', script], { cwd: repository, stdio: 'inherit' })
}

/** Milliseconds since 1970; 0 if there is no such file. */
function changedAt(file: string): number {
  return statSync(join(repository, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
}
