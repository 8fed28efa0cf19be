import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchBefore } from '../../../bench/before.js'
import { removeFolder, temporaryFolder } from '../../helpers/folders.js'
import { execOrThrow } from '../../helpers/run.js'
import { type Registry, startRegistry } from '../../registry/registry.js'

const name = '@team/mnist-model'
let registry: Registry
let tarball: string
const folders: string[] = []

beforeAll(async () => {
  registry = await startRegistry()
  const source = folder({ 'package.json': JSON.stringify({ name, version: '1.2.3' }) })
  await execOrThrow('npm', ['pack'], { cwd: source })
  tarball = join(source, 'team-mnist-model-1.2.3.tgz')
})

afterAll(async () => {
  await registry.close()
  for (const each of folders) removeFolder(each)
})

function folder(files: Record<string, string> = {}): string {
  const created = temporaryFolder(files)
  folders.push(created)
  return created
}

/** A folder whose .npmrc leads to the registry with this token. */
function withToken(token: string | null): string {
  return folder({ '.npmrc': registry.npmrc('project', token), 'package.json': '{}' })
}

describe('the previous version', () => {
  it('is the tarball that is named', async () => {
    expect(await fetchBefore(tarball, folder())).toEqual({ tarball, version: '1.2.3' })
  })

  it('is none if none is asked for', async () => {
    expect(await fetchBefore('none', folder())).toEqual({ none: 'it was not asked for' })
  })

  it('is refused if there is no such tarball', async () => {
    await expect(fetchBefore('nowhere.tgz', folder())).rejects.toThrow(
      'Expected the tarball of the version before at nowhere.tgz but there is none.',
    )
  })

  it('is not looked up if the scope has no registry, because a public package of that name is not ours', async () => {
    const cwd = folder({ 'package.json': '{}' })
    expect(await fetchBefore('latest', folder(), cwd)).toEqual({ none: 'no registry is set for @team' })
  })

  it('is not looked up if the variables with the address are not set', async () => {
    const line = '@team:registry=\u0024{REGISTRY_THAT_NOBODY_SET}/packages/npm/'
    const cwd = folder({ '.npmrc': line, 'package.json': '{}' })
    expect(await fetchBefore('latest', folder(), cwd)).toEqual({ none: 'no registry is set for @team' })
  })

  it('does not exist before the first one is published', async () => {
    const found = await fetchBefore('latest', folder(), withToken(registry.tokens.read))
    expect(found).toEqual({ none: `the registry has no ${name}@latest, or hides it from this token` })
  })

  it('is downloaded from the registry after it was published', async () => {
    await execOrThrow('npm', ['publish', tarball], { cwd: withToken(registry.tokens.write) })
    const found = await fetchBefore('latest', folder(), withToken(registry.tokens.read))
    expect(found).toMatchObject({ version: '1.2.3' })
    expect('tarball' in found && existsSync(found.tarball)).toBe(true)
  })

  it('is reported as missing if the token is wrong', async () => {
    await expect(fetchBefore('latest', folder(), withToken('guessed'))).rejects.toThrow(
      `Expected ${name}@latest from the registry but npm ended with E401. ` +
        'Check the address and the token in .npmrc, or compare with nothing: --before none.',
    )
  })
})
