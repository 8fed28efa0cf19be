import { afterAll, describe, expect, it } from 'vitest'
import { bundledPackages, references, shippedPackages } from '../../../scripts/shipped-packages.js'
import { removeFolder, temporaryFolder } from '../../helpers/folders.js'

const tool = { dev: true, version: '1.0.0' } as const
const lock = {
  packages: {
    '': {},
    'node_modules/sharp': { version: '2.0.0' },
    'node_modules/yargs': tool,
    'node_modules/yargs/node_modules/@scope/part': { ...tool, version: '3.0.0' },
    'node_modules/vitest': tool,
  },
}
const bundled = ['node_modules/yargs', 'node_modules/yargs/node_modules/@scope/part']

const folders: string[] = []
afterAll(() => folders.forEach(removeFolder))

function project(files: Record<string, string>): string {
  const folder = temporaryFolder(files)
  folders.push(folder)
  return folder
}

describe('the packages that ship', () => {
  it('are the production dependencies and the bundled packages', () => {
    expect(shippedPackages(lock, bundled)).toEqual(['node_modules/sharp', ...bundled])
  })

  it('are named with their versions', () => {
    expect(references(lock, bundled)).toEqual(['@scope/part@3.0.0', 'yargs@1.0.0'])
  })

  it('cannot include a bundled package that is not in the lock file', () => {
    expect(() => shippedPackages(lock, ['node_modules/tinyglobby'])).toThrow(
      'Expected node_modules/tinyglobby in package-lock.json but it is not there. Run `npm ci`.',
    )
  })
})

describe('the packages that are bundled', () => {
  it('are those with code in the command or the kernels', () => {
    const inputs = {
      'src/cli/yargs.ts': { bytesInOutput: 9 },
      [`${bundled[0]}/index.js`]: { bytesInOutput: 9 },
      [`${bundled[1]}/lib/a.js`]: { bytesInOutput: 9 },
      'node_modules/shaken-off/index.js': { bytesInOutput: 0 },
    }
    const root = project({ 'dist/metafile-cjs.json': JSON.stringify({ outputs: { 'dist/cli.cjs': { inputs } } }) })
    expect(bundledPackages(root)).toEqual(['node_modules/assemblyscript', ...bundled])
  })

  it('are unknown before the build', () => {
    expect(() => bundledPackages(project({}))).toThrow('Run `npm run build`.')
  })
})
