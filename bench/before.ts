import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { npm, root } from './apps.js'

const name = '@team/mnist-model'

/** The version to compare with, or why there is none. */
export type Before = { readonly tarball: string; readonly version: string } | { readonly none: string }

/**
 * Downloads the version to compare with.
 *
 * @param wanted a tarball, a version or dist-tag at the registry, or `none`
 * @param folder where a fetched tarball is put
 * @param cwd whose .npmrc says where the registry is
 * @throws Error if the registry gives any other error than "not found", so that a comparison is not skipped silently
 */
export async function fetchBefore(wanted: string, folder: string, cwd = root): Promise<Before> {
  if (wanted === 'none') return { none: 'it was not asked for' }
  if (existsSync(wanted)) return { tarball: wanted, version: versionOf(wanted) }
  if (/\.tgz$/.test(wanted))
    throw new Error(`Expected the tarball of the version before at ${wanted} but there is none.`)
  const registry = (await npm(['config', 'get', '@team:registry'], cwd)).trim()
  // Not set, or with a pipeline variable that npm did not expand.
  if (!URL.canParse(registry)) return { none: 'no registry is set for @team' }
  try {
    const found = JSON.parse(await npm(['view', `${name}@${wanted}`, 'version', 'dist.tarball', '--json'], cwd))
    // GitLab redirects requests for missing packages to npmjs. A package there is not ours and must not run.
    if (new URL(found['dist.tarball']).origin !== new URL(registry).origin) return none(wanted)
    const packed = await npm(['pack', `${name}@${found.version}`, '--json', '--pack-destination', folder], cwd)
    return { tarball: join(folder, JSON.parse(packed)[0].filename), version: found.version }
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr ?? error)
    const code = /code (E\w+)/.exec(said)?.[1]
    if (code === 'E404') return none(wanted)
    throw new Error(
      `Expected ${name}@${wanted} from the registry but npm ended with ${code ?? 'an error without a code'}. ` +
        'Check the address and the token in .npmrc, or compare with nothing: --before none.',
    )
  }
}

function none(wanted: string): Before {
  return { none: `the registry has no ${name}@${wanted}, or hides it from this token` }
}

/** The version inside a tarball. */
export function versionOf(tarball: string): string {
  const packageJson = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' })
  return JSON.parse(packageJson).version
}
