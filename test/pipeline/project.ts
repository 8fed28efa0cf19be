import { chmodSync, cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { execOrThrow, repository } from '../helpers/run.js'

/** A clone of this repository's HEAD with an origin of its own, in which a test may commit and merge as a developer does. */
export interface Project {
  /** The working copy, at the branch that was last gone to. */
  readonly folder: string
  /** The commit at its tip. */
  head(): Promise<string>
  /** Goes to a branch, which is made here where there is none. */
  branch(name: string): Promise<void>
  /** Writes files and commits them; null removes one. */
  commit(message: string, files: Readonly<Record<string, string | Uint8Array | null>>): Promise<void>
  /** Commits what a program changes. */
  commitResultOf(message: string, command: string, args: readonly string[]): Promise<void>
  /** Text of a file of the working copy. */
  read(path: string): string
  /** The commit at which the branch left the other one. */
  mergeBase(other: string): Promise<string>
  close(): void
}

/** Versions of the project are counted from here, whatever the version of this repository is by now. */
export const FIRST = '0.1.0'

/**
 * Clones HEAD: what is not committed is not tested. The clone's main is that commit, at version 0.1.0 and with no changeset
 * waiting.
 */
export async function cloneProject(): Promise<Project> {
  const base = temporaryFolder()
  const [origin, folder] = [join(base, 'team/mnist-model.git'), join(base, 'work')]
  const git = (...args: string[]) => execOrThrow('git', args, { cwd: folder })
  mkdirSync(folder)
  await execOrThrow('git', ['clone', '--quiet', '--bare', repository, origin], { cwd: base })
  const { stdout: head } = await execOrThrow('git', ['rev-parse', 'HEAD'], { cwd: repository })
  await execOrThrow('git', ['update-ref', 'refs/heads/main', head.trim()], { cwd: origin })
  await execOrThrow('git', ['symbolic-ref', 'HEAD', 'refs/heads/main'], { cwd: origin })
  await git('clone', '--quiet', '--branch', 'main', origin, '.')
  await git('config', 'user.name', 'A Developer')
  await git('config', 'user.email', 'developer@example.org')
  // gitlab-ci-local takes the project's path from this address.
  await git('remote', 'add', 'gcl-origin', 'https://gitlab.example.org/team/mnist-model.git')

  const project: Project = {
    folder,
    head: async () => (await git('rev-parse', 'HEAD')).stdout.trim(),
    async branch(name) {
      const { stdout } = await git('branch', '--list', name)
      await git('checkout', '--quiet', ...(stdout ? [name] : ['-b', name]))
    },
    async commit(message, files) {
      for (const [path, content] of Object.entries(files)) {
        if (content === null) await git('rm', '--quiet', path)
        else writeFiles(folder, { [path]: content })
      }
      await git('add', '--all')
      await git('commit', '--quiet', '--message', message)
    },
    async commitResultOf(message, command, args) {
      await execOrThrow(command, args, { cwd: folder })
      await project.commit(message, {})
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    mergeBase: async (other) => (await git('merge-base', 'HEAD', other)).stdout.trim(),
    close: () => removeFolder(base),
  }
  await startAtFirstVersion(project, (await git('ls-files', '.changeset')).stdout)
  return project
}

async function startAtFirstVersion(project: Project, changesets: string): Promise<void> {
  const json = (path: string) => JSON.parse(project.read(path))
  const lock = json('package-lock.json')
  if (json('package.json').version === FIRST && !/(?<!README)\.md$/m.test(changesets)) return
  lock.version = lock.packages[''].version = FIRST
  const used = changesets.split('\n').filter((path) => /(?<!README)\.md$|pre\.json$/.test(path))
  await project.commit('The first version', {
    'package.json': `${JSON.stringify({ ...json('package.json'), version: FIRST }, null, 2)}\n`,
    'package-lock.json': `${JSON.stringify(lock, null, 2)}\n`,
    'CHANGELOG.md': `# @team/mnist-model\n\n## ${FIRST}\n\n### Minor Changes\n\n- The first version.\n`,
    ...Object.fromEntries(used.map((path) => [path, null])),
  })
}

/**
 * A folder for the front of PATH in which `npm ci` is quick: where the lock file asks for what one `npm ci` in the project
 * has installed already, it gets hard links to that. Everything else goes to npm itself.
 */
export async function quickInstall(project: Project): Promise<string> {
  const ready = join(project.folder, '../ready')
  const tools = join(project.folder, '../tools')
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    cpSync(join(project.folder, file), join(ready, file))
  await execOrThrow('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit'], { cwd: ready })
  const { stdout: npm } = await execOrThrow('sh', ['-c', 'command -v npm'], { cwd: ready })
  // The first ten lines of a lock file hold the version of the project itself, which a release raises.
  writeFiles(tools, {
    npm: `#!/bin/bash
if [ "$1" = ci ] && cmp -s <(tail -n +11 package-lock.json) <(tail -n +11 '${ready}/package-lock.json'); then
  rm -rf node_modules && exec cp -al '${ready}/node_modules' node_modules
fi
exec '${npm.trim()}' "$@"
`,
  })
  chmodSync(join(tools, 'npm'), 0o755)
  return tools
}
