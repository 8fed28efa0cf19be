import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { fixture } from '../helpers/fixtures.js'
import { removeFolder, snapshot, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { contacts, guarded } from '../helpers/network.js'
import { type Result, run } from '../helpers/run.js'

const packed = inject('packed')
const root = temporaryFolder()
const app = join(root, 'a #b%20', 'app')
const surroundings = join(root, 'surroundings')
const record = join(root, 'network.jsonl')

/** Runs the rest of its arguments without any network device, and with the folder $0 mounted read-only. */
const apart = ['unshare', '-rnm', 'sh', '-c', 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"']

// Not every system lets a process have namespaces of its own.
const canBeApart = process.platform === 'linux' && (await runWith([...apart, root, 'true'])).code === 0
const way = canBeApart
  ? 'in a namespace without network devices, where the app is mounted read-only'
  : 'behind a guard that refuses every connection, where the app has no permission to write'

const scripts = [
  ['the command', 'node_modules/@team/mnist-model/bin/mnist-predict.cjs', '--quiet'],
  ['the library as an ES module', 'app.mjs'],
  ['the library as CommonJS', 'app.cjs'],
] as const

let before: string[][]
let after: string[][]
let answers: Result[]

beforeAll(async () => {
  cpSync(packed.app, app, { recursive: true, verbatimSymlinks: true })
  writeFiles(app, {
    'app.mjs': "import { predict } from '@team/mnist-model'\nconsole.log((await predict(process.argv[2])).digit)",
    'app.cjs': "require('@team/mnist-model').predict(process.argv[2]).then((p) => console.log(p.digit))",
    'writes.mjs':
      "import { writeFileSync } from 'node:fs'\nwriteFileSync(new URL('node_modules/x', import.meta.url), '')",
  })
  for (const name of ['home', 'cache', 'tmp', 'elsewhere']) mkdirSync(join(surroundings, name), { recursive: true })
  cpSync(fixture('digits', '7', 'upright-plain-pen.png'), join(surroundings, 'elsewhere', 'x.png'))
  setWritable(app, false)
  before = [snapshot(app), snapshot(surroundings)]
  answers = await Promise.all(scripts.map(([, script, ...args]) => runApart(script, ...args)))
  after = [snapshot(app), snapshot(surroundings)]
})

afterAll(() => {
  setWritable(app, true)
  removeFolder(root)
})

describe(`from another folder, in a folder named 'a #b%20', ${way}`, () => {
  it.each(scripts.map(([title], index) => [title, index] as const))('%s answers', (_, index) => {
    expect(answers[index]).toMatchObject({ code: 0, stdout: '7\n', stderr: '' })
  })

  it('no call writes a file', () => {
    expect(after).toEqual(before)
  })

  it('no call connects to a host', () => {
    expect(contacts(record)).toEqual([])
  })

  // Root writes whatever the permissions say.
  it.runIf(canBeApart || process.getuid?.() !== 0)('a write would fail there', async () => {
    const { stderr } = await runApart('writes.mjs')
    expect(stderr).toMatch(/EROFS|EACCES/)
  })
})

/** Runs a script of the app with everything that it might write to under watch. */
function runApart(script: string, ...args: string[]): Promise<Result> {
  const command = [process.execPath, join(app, script), 'x.png', ...args]
  return runWith(canBeApart ? [...apart, app, ...command] : command, join(surroundings, 'elsewhere'), {
    ...guarded([], record),
    HOME: join(surroundings, 'home'),
    XDG_CACHE_HOME: join(surroundings, 'cache'),
    TMPDIR: join(surroundings, 'tmp'),
  })
}

function runWith([command, ...args]: string[], cwd = root, env = {}): Promise<Result> {
  return run(command as string, args, { cwd, env })
}

function setWritable(folder: string, writable: boolean): void {
  if (writable) chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) setWritable(path, writable)
    else if (entry.isFile()) chmodSync(path, writable ? lstatSync(path).mode | 0o200 : lstatSync(path).mode & ~0o222)
  }
  if (!writable) chmodSync(folder, 0o555)
}
