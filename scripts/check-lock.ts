/**
 * Fails if a lock file disagrees with package.json, lacks a package's hash, names the registry of one machine, or has a
 * production dependency with an install script.
 *
 *   tsx scripts/check-lock.ts
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type Lock, nameOf, readLock } from './lock.js'
import { report } from './report.js'

/** Without a hash in the lock file of deploy/service, because that is tested with a version that is not published yet. */
const ownName = '@team/mnist-model'

type PackageJson = Readonly<Record<string, unknown>>

/** Fields of package.json that npm repeats in the lock file. */
const dependencyFields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
const REPEATED = ['name', 'version', 'engines', ...dependencyFields]

/** Describes what is wrong with a lock file, a sentence for each problem; empty if nothing is. */
export function lockProblems(packageJson: PackageJson, lock: Lock): string[] {
  const { '': root = {}, ...packages } = lock.packages
  const stale = REPEATED.filter((field) => !isDeepStrictEqual(packageJson[field], (root as PackageJson)[field])).map(
    (field) => `${field} is not what package.json says. Run \`npm install --package-lock-only\`.`,
  )
  const untrusted = Object.entries(packages).flatMap(([folder, { link, inBundle, integrity, resolved }]) => {
    if (link || inBundle || nameOf(folder) === ownName) return []
    const name = `${nameOf(folder)} (${folder})`
    return [
      ...(integrity?.startsWith('sha512-') ? [] : [`${name} has ${integrity ?? 'no integrity'}, expected a SHA-512.`]),
      ...(resolved ? [`${name} names an address, which is another on other machines. .npmrc leaves it out.`] : []),
    ]
  })
  return [...stale, ...untrusted]
}

/** Describes the production dependencies that have an install script. Development dependencies may have one. */
export function scriptedDependencies(lock: Lock): string[] {
  return Object.entries(lock.packages)
    .filter(([folder, { dev, hasInstallScript }]) => folder !== '' && !dev && hasInstallScript)
    .map(([folder]) => `${nameOf(folder)} runs a script when it is installed; a registry alone must do.`)
}

function main(): void {
  const root = join(import.meta.dirname, '..')
  const files = execFileSync('git', ['ls-files', 'package-lock.json', '*/package-lock.json'], { cwd: root })
    .toString()
    .trim()
    .split('\n')
  const problems = files.flatMap((file) => {
    const packageJson = JSON.parse(readFileSync(join(root, dirname(file), 'package.json'), 'utf8'))
    return lockProblems(packageJson, readLock(join(root, file))).map((problem) => `${file}: ${problem}`)
  })
  problems.push(...scriptedDependencies(readLock(join(root, 'package-lock.json'))))
  report(problems, `no problems in ${files.join(', ')}`)
}

if (process.argv[1] === import.meta.filename) main()
