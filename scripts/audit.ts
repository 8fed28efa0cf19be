/**
 * Asks the registry for known weaknesses of everything that users get: the production dependencies, and what is bundled. The
 * tools are left out; nobody who installs the package has them.
 *
 *   npm run build && tsx scripts/audit.ts
 *
 * Exit status 1 where there is a weakness, with what to do about it, and where the registry does not answer.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readLock } from './lock.js'
import { bundledPackages, shippedPackages } from './shipped-packages.js'

/** The part of `npm audit --json` that counts here. */
export interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>
  /** Why there is no answer. */
  readonly message?: string
}

interface Vulnerability {
  readonly name: string
  readonly severity: string
  /** Advisories, and names of packages from which the weakness is handed on. */
  readonly via: readonly (string | { readonly title: string; readonly url: string })[]
  readonly nodes: readonly string[]
  readonly fixAvailable: boolean | { readonly name: string; readonly version: string }
}

/** A weakness of something in these folders: what it is, and what to do. A package that only hands one on is left out. */
export function weaknesses({ vulnerabilities = {} }: AuditReport, folders: readonly string[]): string[] {
  const ours = Object.values(vulnerabilities).filter(({ nodes }) => nodes.some((node) => folders.includes(node)))
  return ours.flatMap(({ name, severity, via, fixAvailable }) => {
    const advisories = via.filter((each) => typeof each === 'object')
    const remedy =
      typeof fixAvailable === 'object'
        ? `Install ${fixAvailable.name}@${fixAvailable.version}`
        : fixAvailable
          ? `Run \`npm update ${name}\``
          : 'There is no fix yet: read whether our use of it is touched, and say so in SECURITY.md'
    return advisories.map(
      ({ title, url }) => `${name}, ${severity}: ${title} (${url}). ${remedy}; add a patch changeset and publish.`,
    )
  })
}

function main(): number {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: root, encoding: 'utf8', shell: false })
  const report = JSON.parse(stdout) as AuditReport
  if (!report.vulnerabilities) {
    console.error(
      `The registry said nothing of weaknesses: ${report.message}. Nothing is known; run this job again later.`,
    )
    return 1
  }
  const found = weaknesses(report, shippedPackages(readLock(`${root}/package-lock.json`), bundledPackages(root)))
  for (const weakness of found) console.error(weakness)
  if (found.length === 0) console.log('no known weakness in what users get')
  return found.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main()
