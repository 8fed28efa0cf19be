import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { npm, root } from './apps.js'

const name = '@team/mnist-model'

/** The version to compare with, or why there is none. */
export type Before = { readonly tarball: string; readonly version: string } | { readonly none: string }

/**
 * Fetches the version that is compared with.
 *
 * @param wanted a tarball, a version or dist-tag at the registry, or `none`
 * @param folder where a fetched tarball is put
 * @throws Error where the registry has an answer other than "there is none": a comparison must not go missing in silence
 */
export function fetchBefore(wanted: string, folder: string): Before {
  if (wanted === 'none') return { none: 'it was not asked for' }
  if (existsSync(wanted)) return { tarball: wanted, version: versionOf(wanted) }
  if (/\.tgz$/.test(wanted))
    throw new Error(`Expected the tarball of the version before at ${wanted} but there is none.`)
  if (usesPublicRegistry())
    return { none: 'no registry is set for @team, and what the public one has by that name is not ours' }
  try {
    const [packed] = JSON.parse(npm(['pack', `${name}@${wanted}`, '--json', '--pack-destination', folder], root))
    return { tarball: join(folder, packed.filename), version: packed.version }
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr ?? error)
    const code = /\b(E\d{3}|ETARGET|E[A-Z]{4,})\b/.exec(said)?.[1]
    if (code === 'E404' || code === 'ETARGET') return { none: `the registry has no ${name}@${wanted}` }
    throw new Error(
      `Expected ${name}@${wanted} from the registry but it answered ${code ?? 'in a way npm does not name'}. ` +
        'Check the registry and its token, or compare with nothing: --before none.',
    )
  }
}

/** The version inside a tarball. */
export function versionOf(tarball: string): string {
  const manifest = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' })
  return JSON.parse(manifest).version
}

function usesPublicRegistry(): boolean {
  const [scope, all] = ['@team:registry', 'registry'].map((key) => npm(['config', 'get', key], root).trim())
  return new URL(scope && scope !== 'undefined' ? scope : all!).hostname === 'registry.npmjs.org'
}
