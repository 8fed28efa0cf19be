/**
 * Builds and packs this version. The same commit gives the same bytes in every folder. Writes beside the tarball its SHA-256,
 * an SBOM, and release.json and release.env for the later steps.
 *
 *   tsx scripts/pack.ts [--out FOLDER] [--dry-run]
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readLock } from './lock.js'
import { cleanEnv, execOrThrow } from './release/command.js'
import { ReleaseError } from './release/errors.js'
import { inspect, tarballName, writePacked } from './release/packed.js'
import { withoutSecrets } from './release/redact.js'
import { productionSbom, wholeTree } from './release/sbom.js'
import { flags, log, script } from './release/script.js'
import { bundledPackages, references } from './shipped-packages.js'

const root = join(import.meta.dirname, '..')
const git = async (...args: string[]): Promise<string> => (await execOrThrow('git', args, { cwd: root })).trim()

/**
 * Returns the full hash of the commit that is packed.
 *
 * @throws ReleaseError if the working tree differs from it
 */
async function commitOfTree(): Promise<string> {
  const commit = await git('rev-parse', 'HEAD')
  const expected = process.env.CI_COMMIT_SHA
  if (expected && expected !== commit) {
    throw new ReleaseError(`Expected the commit of CI_COMMIT_SHA, ${expected}, but ${commit} is checked out.`)
  }
  const changed = await git('status', '--porcelain', '--untracked-files=no')
  if (changed)
    throw new ReleaseError(
      `Expected the working tree to equal its commit but these files differ. Commit them.\n${changed}`,
    )
  return commit
}

/** Sets the file modes that git records. Those of a checkout depend on the umask, and a tarball keeps them. */
async function normaliseModes(): Promise<void> {
  const entries = await git('ls-files', '--stage', '-z')
  for (const [, mode, path] of entries.matchAll(/(100644|100755) [0-9a-f]+ 0\t([^\0]+)/g)) {
    chmodSync(join(root, path!), Number.parseInt(mode!.slice(3), 8))
  }
}

await script(async () => {
  const { out, dryRun } = flags(process.argv.slice(2))
  const { name, version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const commit = await commitOfTree()
  const file = join(resolve(out), tarballName(name, version))
  if (dryRun) return log(`would pack ${name}@${version} of ${commit} into ${file}`)

  mkdirSync(out, { recursive: true })
  process.umask(0o022)
  await normaliseModes()
  // `prepack` builds.
  await execOrThrow('npm', ['pack', '--pack-destination', resolve(out)], { cwd: root, env: withoutSecrets(cleanEnv()) })
  const npmVersion = (await execOrThrow('npm', ['--version'], { cwd: root })).trim()
  const packed = await inspect(file, commit, npmVersion)
  writePacked(out, packed)

  const date = new Date(Number(await git('show', '-s', '--format=%ct', commit)) * 1000)
  const bundled = references(readLock(join(root, 'package-lock.json')), bundledPackages(root))
  const sbom = productionSbom(await wholeTree(root), Object.keys(dependencies), bundled, packed, date)
  writeFileSync(join(out, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`)
  log(`packed ${file}\nSHA-256 ${packed.sha256}, ${packed.bytes} bytes, commit ${commit}`)
})
