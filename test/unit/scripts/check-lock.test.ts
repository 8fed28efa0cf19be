import { describe, expect, it } from 'vitest'
import { lockProblems, scriptedDependencies } from '../../../scripts/check-lock.js'

const packageJson = { name: 'app', version: '1.0.0', dependencies: { a: '^1.0.0' } }
const root = { '': packageJson }
const sound = { version: '1.0.0', integrity: 'sha512-x' }

describe('a lock file', () => {
  it('passes if it agrees with package.json and has a hash for every package', () => {
    const lock = { packages: { ...root, 'node_modules/a': sound } }
    expect(lockProblems(packageJson, lock)).toEqual([])
  })

  it('passes in any order of its fields', () => {
    const both = { ...packageJson, dependencies: { a: '1', b: '1' } }
    const lock = { packages: { '': { ...packageJson, dependencies: { b: '1', a: '1' } } } }
    expect(lockProblems(both, lock)).toEqual([])
  })

  it.each([
    ['a version that was raised', { version: '1.1.0' }, 'version'],
    ['a dependency that was added', { dependencies: { a: '^1.0.0', b: '^1.0.0' } }, 'dependencies'],
    ['a development dependency that was added', { devDependencies: { b: '^1.0.0' } }, 'devDependencies'],
  ])('is stale after %s in package.json', (_, change, field) => {
    expect(lockProblems({ ...packageJson, ...change }, { packages: root })).toEqual([
      `${field} is not what package.json says. Run \`npm install --package-lock-only\`.`,
    ])
  })

  it.each([
    ['no integrity', {}, 'a (node_modules/a) has no integrity, expected a SHA-512.'],
    ['a weak hash', { integrity: 'sha1-x' }, 'a (node_modules/a) has sha1-x, expected a SHA-512.'],
    [
      'an address',
      { integrity: 'sha512-x', resolved: 'https://registry.invalid/a.tgz' },
      'a (node_modules/a) names an address, which is another on other machines. .npmrc leaves it out.',
    ],
  ])('is refused for a package with %s', (_, fields, problem) => {
    const lock = { packages: { ...root, 'node_modules/a': { version: '1.0.0', ...fields } } }
    expect(lockProblems(packageJson, lock)).toEqual([problem])
  })

  it('needs no hash of this package, whose version is not published yet', () => {
    const lock = { packages: { ...root, 'node_modules/@team/mnist-model': { version: '1.0.0' } } }
    expect(lockProblems(packageJson, lock)).toEqual([])
  })

  it('needs no hash of a package that is bundled in another', () => {
    const lock = {
      packages: { ...root, 'node_modules/a/node_modules/b': { version: '1.0.0', inBundle: true as const } },
    }
    expect(lockProblems(packageJson, lock)).toEqual([])
  })
})

describe('an install script', () => {
  const lock = (fields: object) => ({ packages: { ...root, 'node_modules/a': { ...sound, ...fields } } })

  it('of a production dependency is refused', () => {
    expect(scriptedDependencies(lock({ hasInstallScript: true }))).toEqual([
      'a runs a script when it is installed; a registry alone must do.',
    ])
  })

  it('of a development dependency is allowed', () => {
    expect(scriptedDependencies(lock({ hasInstallScript: true, dev: true }))).toEqual([])
  })
})
