/**
 * Fails if the package would bring code under a licence that is not on the list: in its dependencies on any platform, or in
 * its bundles.
 *
 *   npm run build && tsx scripts/check-licences.ts
 */
import { join } from 'node:path'
import satisfies from 'spdx-satisfies'
import { nameOf, readLock } from './lock.js'
import { report } from './report.js'
import { bundledPackages, shippedPackages } from './shipped-packages.js'

/** Licences that require only their text and the names of the authors to be passed on. */
const ALLOWED = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0']

// libvips is a shared library in a package of its own, which anyone can replace, as the LGPL requires.
const EXCEPTIONS: readonly [RegExp, readonly string[]][] = [[/^@img\/sharp-/, ['LGPL-3.0-or-later']]]

/** Returns true if a licence, an SPDX expression, is satisfied by the list for this package. */
export function isAllowed(name: string, licence = ''): boolean {
  const more = EXCEPTIONS.filter(([pattern]) => pattern.test(name)).flatMap(([, licences]) => licences)
  try {
    return satisfies(licence, [...ALLOWED, ...more])
  } catch {
    // Not an SPDX expression: `UNLICENSED`, `SEE LICENSE IN ...` or nothing.
    return false
  }
}

function main(): void {
  const root = join(import.meta.dirname, '..')
  const lock = readLock(join(root, 'package-lock.json'))
  const folders = shippedPackages(lock, bundledPackages(root))
  const problems = folders.flatMap((folder) => {
    const { version, license } = lock.packages[folder]!
    if (isAllowed(nameOf(folder), license)) return []
    return [
      `${nameOf(folder)} ${version} is under ${license ?? 'no stated licence'}, expected one of ${ALLOWED.join(', ')}. ` +
        'Replace it, or have the licence read and add it to scripts/check-licences.ts.',
    ]
  })
  report(problems, `${folders.length} packages, bundled ones included: every licence is on the list`)
}

if (process.argv[1] === import.meta.filename) main()
