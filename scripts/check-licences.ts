/**
 * Fails when somebody who installs the package would get code under a licence that is not on the list: its dependencies,
 * those of every platform, and what is inside its bundles.
 *
 *   npm run build && tsx scripts/check-licences.ts
 */
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import satisfies from 'spdx-satisfies'
import { nameOf, readLock } from './lock.js'
import { bundledPackages, shippedPackages } from './shipped-packages.js'

/** Licences that ask for no more than their text and the names of the authors. */
const ALLOWED = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0']

// libvips is a shared library in a package of its own, which anyone can replace: all that the LGPL asks for.
const EXCEPTIONS: readonly [RegExp, readonly string[]][] = [[/^@img\/sharp-/, ['LGPL-3.0-or-later']]]

/** Returns whether a licence, an SPDX expression, can be met with what is on the list for this package. */
export function isAllowed(name: string, licence = ''): boolean {
  const more = EXCEPTIONS.filter(([pattern]) => pattern.test(name)).flatMap(([, licences]) => licences)
  try {
    return satisfies(licence, [...ALLOWED, ...more])
  } catch {
    // Not an SPDX expression: `UNLICENSED`, `SEE LICENSE IN ...` or nothing.
    return false
  }
}

function main(): number {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const lock = readLock(join(root, 'package-lock.json'))
  const folders = shippedPackages(lock, bundledPackages(root))
  const refused = folders.filter((folder) => !isAllowed(nameOf(folder), lock.packages[folder]!.license))
  for (const folder of refused) {
    console.error(
      `${nameOf(folder)} ${lock.packages[folder]!.version} is under ${lock.packages[folder]!.license ?? 'no stated licence'}, ` +
        `expected one of ${ALLOWED.join(', ')}. Replace it, or have the licence read and add it to scripts/check-licences.ts.`,
    )
  }
  if (refused.length === 0)
    console.log(`${folders.length} packages, bundled ones included: every licence is on the list`)
  return refused.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main()
