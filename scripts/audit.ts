/**
 * Asks the registry for known vulnerabilities of everything that users get: the production dependencies, and what is bundled.
 * Development dependencies are left out, since no user installs them.
 *
 *   npm run build && tsx scripts/audit.ts
 *
 * Exit status 1 if there is a vulnerability, with the remedy, and if the registry does not answer.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { readLock } from './lock.js'
import { report } from './report.js'
import { bundledPackages, shippedPackages } from './shipped-packages.js'

/** The part of `npm audit --json` that is read here. */
export interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>
  /** The reason, if there is no answer. */
  readonly message?: string
}

interface Vulnerability {
  readonly name: string
  readonly severity: string
  /** Advisories, and names of the dependencies that the vulnerability comes from. */
  readonly via: readonly (string | { readonly title: string; readonly url: string })[]
  readonly nodes: readonly string[]
  readonly fixAvailable: boolean | { readonly name: string; readonly version: string }
}

/** Describes each vulnerability of the packages in these folders, with its remedy. Packages that only depend on one are left out. */
export function vulnerabilitiesOf({ vulnerabilities = {} }: AuditReport, folders: readonly string[]): string[] {
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

function main(): void {
  const root = join(import.meta.dirname, '..')
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: root, encoding: 'utf8', shell: false })
  const answer = JSON.parse(stdout) as AuditReport
  const shipped = () => shippedPackages(readLock(join(root, 'package-lock.json')), bundledPackages(root))
  const problems = answer.vulnerabilities
    ? vulnerabilitiesOf(answer, shipped())
    : [`The registry did not answer npm audit: ${answer.message}. Nothing is known; run this job again later.`]
  report(problems, 'no known vulnerability in what users get')
}

if (process.argv[1] === import.meta.filename) main()
