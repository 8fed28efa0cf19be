/**
 * Fails when a lock file is not honest: it disagrees with package.json, leaves a package without a hash, names the registry
 * of one machine, or wants a script to run where the package is installed.
 *
 *   tsx scripts/check-lock.ts
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Lock, nameOf, readLock } from './lock.js'

/** The service in deploy/ takes it from the team's registry, where the version that it is tested with is not yet. */
const ownName = '@team/mnist-model'

type PackageJson = Readonly<Record<string, unknown>>

/** Fields of package.json that npm repeats in the lock file. */
const REPEATED = [
  'name',
  'version',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'engines',
]

/** What is wrong with a lock file, a sentence each; empty where nothing is. */
export function lockProblems(packageJson: PackageJson, lock: Lock): string[] {
  const { '': root = {}, ...packages } = lock.packages
  const stale = REPEATED.filter((field) => !sameFields(packageJson[field], (root as PackageJson)[field])).map(
    (field) => `${field} is not what package.json says. Run \`npm install --package-lock-only\`.`,
  )
  const dishonest = Object.entries(packages).flatMap(([folder, { link, inBundle, integrity, resolved }]) => {
    if (link || inBundle || nameOf(folder) === ownName) return []
    const name = `${nameOf(folder)} (${folder})`
    return [
      ...(integrity?.startsWith('sha512-') ? [] : [`${name} has ${integrity ?? 'no integrity'}, expected a SHA-512.`]),
      ...(resolved ? [`${name} names an address, which is another on other machines. .npmrc leaves it out.`] : []),
    ]
  })
  return [...stale, ...dishonest]
}

/** Dependencies that run a script where the package is installed. Those of the tools do not matter: nobody gets them. */
export function scriptedDependencies(lock: Lock): string[] {
  return Object.entries(lock.packages)
    .filter(([folder, { dev, hasInstallScript }]) => folder !== '' && !dev && hasInstallScript)
    .map(([folder]) => `${nameOf(folder)} runs a script when it is installed; a registry alone must do.`)
}

function sameFields(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
}

function main(): number {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const files = execFileSync('git', ['ls-files', 'package-lock.json', '*/package-lock.json'], { cwd: root })
  const problems = files
    .toString()
    .split('\n')
    .filter(Boolean)
    .flatMap((file) => {
      const packageJson = JSON.parse(readFileSync(join(root, dirname(file), 'package.json'), 'utf8'))
      return lockProblems(packageJson, readLock(join(root, file))).map((problem) => `${file}: ${problem}`)
    })
  problems.push(...scriptedDependencies(readLock(join(root, 'package-lock.json'))))
  for (const problem of problems) console.error(problem)
  if (problems.length === 0) console.log(`honest: ${files.toString().trim().split('\n').join(', ')}`)
  return problems.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main()
