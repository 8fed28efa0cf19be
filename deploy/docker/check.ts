/**
 * Builds the images with buildah, without a Docker daemon, and runs them: pictures are read through the service and through
 * the command, the token is in no layer, nothing is written, and the image is at most 40 MB above its base.
 *
 *   npx tsx deploy/docker/check.ts [--tarball FILE] [--rootfs FILE] [--allow-skip]
 *
 * Without buildah it fails, or with --allow-skip says that it did nothing. Without access to a registry of images, a
 * stand-in for the base image is made by mmdebstrap from Debian's packages: the real one is then not proven. --rootfs names
 * an archive that mmdebstrap made before.
 */

import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  appendFileSync,
  chownSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { fixture } from '../../test/helpers/fixtures.js'
import { removeFolder, temporaryFolder } from '../../test/helpers/folders.js'
import { execOrThrow, repository, run } from '../../test/helpers/run.js'
import { closeServer, listen } from '../../test/registry/server.js'

const nodeVersion = '24'
const base = `docker.io/library/node:${nodeVersion}-bookworm-slim`
const most = 40_000_000

const { values } = parseArgs({
  options: { tarball: { type: 'string' }, rootfs: { type: 'string' }, 'allow-skip': { type: 'boolean' } },
})
const folder = temporaryFolder()
const storage = ['--storage-driver', 'vfs', '--root', join(folder, 'storage'), '--runroot', join(folder, 'run')]
const buildah = (...args: string[]) => execOrThrow('buildah', [...storage, ...args], { cwd: repository })
const output = async (...args: string[]) => (await buildah(...args)).stdout.trim()
const log = (line: string) => console.log(line)

function check(isTrue: boolean, expected: string, received: unknown): void {
  if (!isTrue) throw new Error(`Expected ${expected} but received ${received}.`)
  log(`ok  ${expected}: ${received}`)
}

async function hasProgram(name: string): Promise<boolean> {
  return (await run('sh', ['-c', `command -v ${name}`], { cwd: '/' })).code === 0
}

/** The base image: pulled, or made here. */
async function prepareBase(): Promise<void> {
  if ((await run('timeout', ['60', 'buildah', ...storage, 'pull', '--quiet', base], { cwd: '/' })).code === 0) return
  log(`stand-in for ${base}, which cannot be pulled here`)
  const root = join(folder, 'base')
  const archive = values.rootfs ? resolve(values.rootfs) : join(folder, 'rootfs.tar')
  if (!values.rootfs) {
    const packages = '--include=ca-certificates,libstdc++6,libatomic1'
    await execOrThrow('mmdebstrap', ['--mode=root', '--variant=essential', packages, 'bookworm', archive], {
      cwd: folder,
    })
  }
  mkdirSync(root)
  await execOrThrow('tar', ['-xf', archive, '-C', root], { cwd: folder })
  const { stdout } = await execOrThrow('node', ['scripts/use-node.mjs', nodeVersion], { cwd: repository })
  const bin = stdout.trim().split(':')[0]!
  copyFileSync(join(bin, 'node'), join(root, 'usr/bin/node'))
  const { stdout: npm } = await execOrThrow('npm', ['root', '--global'], { cwd: '/' })
  mkdirSync(join(root, 'usr/lib/node_modules'), { recursive: true })
  cpSync(join(npm.trim(), 'npm'), join(root, 'usr/lib/node_modules/npm'), { recursive: true, dereference: true })
  writeFileSync(join(root, 'usr/bin/npm'), '#!/bin/sh\nexec node /usr/lib/node_modules/npm/bin/npm-cli.js "$@"\n', {
    mode: 0o755,
  })
  appendFileSync(join(root, 'etc/passwd'), 'node:x:1000:1000::/home/node:/bin/sh\n')
  appendFileSync(join(root, 'etc/group'), 'node:x:1000:\n')
  mkdirSync(join(root, 'home/node'))
  chownSync(join(root, 'home/node'), 1000, 1000)
  const container = await output('from', 'scratch')
  // Where the way to npm's registry leads through a proxy with a certificate of its own, the container needs that as well.
  const certificates = process.env.NODE_EXTRA_CA_CERTS
  if (certificates) {
    copyFileSync(certificates, join(root, 'etc/ssl/proxy.pem'))
    await buildah('config', '--env', 'NODE_EXTRA_CA_CERTS=/etc/ssl/proxy.pem', container)
  }
  await buildah('copy', '--quiet', container, root, '/')
  await buildah('commit', '--quiet', container, base)
  await buildah('rm', container)
}

/** A registry on loopback that has the packed version and wants a token; everything else comes from npm's own. */
async function startRegistry(tarball: string, token: string) {
  const bytes = readFileSync(tarball)
  const { stdout } = await execOrThrow('tar', ['-xzOf', tarball, 'package/package.json'], { cwd: '/' })
  const packageJson = JSON.parse(stdout)
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end('{}')
    if (request.url?.endsWith('.tgz')) return response.end(bytes)
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
    const dist = { tarball: `${url}/package.tgz`, integrity }
    const { name, version } = packageJson
    response.end(
      JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { ...packageJson, dist } } }),
    )
  })
  const url = await listen(server)
  const npmrc = join(folder, 'npmrc')
  const host = new URL(url).host
  const { stdout: registry } = await execOrThrow('npm', ['config', 'get', 'registry'], { cwd: '/' })
  const own = `@team:registry=${url}/\n//${host}/:_authToken=${token}\n`
  writeFileSync(npmrc, `registry=${registry.trim()}\n${own}`)
  return { npmrc, version: packageJson.version as string, close: () => closeServer(server) }
}

async function build(tag: string, file: string, ...args: string[]): Promise<void> {
  log(`building ${tag}`)
  const ignore = ['--ignorefile', 'deploy/docker/Dockerfile.dockerignore']
  const isolation = ['--isolation', 'chroot', '--network', 'host', '--pull-never', '--format', 'docker', ...ignore]
  await buildah('bud', '--quiet', ...isolation, '-f', `deploy/docker/${file}`, '-t', tag, ...args, '.')
}

/** Bytes of all files of an image. */
async function bytesOf(image: string): Promise<number> {
  return withContainer(image, async (_, root) => {
    const { stdout } = await execOrThrow('du', ['--summarize', '--bytes', '--one-file-system', root], { cwd: '/' })
    return Number.parseInt(stdout, 10)
  })
}

async function withContainer<T>(image: string, use: (container: string, root: string) => Promise<T>): Promise<T> {
  const container = await output('from', '--pull-never', image)
  try {
    return await use(container, await output('mount', container))
  } finally {
    await run('buildah', [...storage, 'rm', container], { cwd: '/' })
  }
}

const inContainer = (container: string, ...command: string[]) => [
  ...storage,
  'run',
  '--isolation',
  'chroot',
  '--network',
  'host',
  container,
  '--',
  ...command,
]

async function checkService(image: string): Promise<void> {
  await withContainer(image, async (container, root) => {
    const newest = () =>
      execOrThrow('find', [root, '-xdev', '-newer', join(folder, 'started'), '-type', 'f'], { cwd: '/' })
    writeFileSync(join(folder, 'started'), '')
    const port = '18080'
    const command = ['env', `PORT=${port}`, 'HOST=127.0.0.1', 'DRAIN_SECONDS=0', 'node', 'dist/main.js']
    const child = spawn('buildah', inContainer(container, ...command), { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const url = `http://127.0.0.1:${port}`
      let ready = false
      for (let i = 0; i < 100 && !ready; i++) {
        await wait(200)
        ready = await fetch(`${url}/v2/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        )
      }
      check(ready, 'the service to become ready', ready)
      for (const [digit, file] of [
        [7, 'upright-plain-pen.png'],
        [3, 'leaning-round-pencil.jpg'],
      ] as const) {
        const response = await fetch(`${url}/predict`, {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream' },
          body: readFileSync(fixture('digits', String(digit), file)),
        })
        const answer = (await response.json()) as { digit: number }
        check(answer.digit === digit, `${file} to be read as ${digit}`, answer.digit)
      }
      const written = (await newest()).stdout
        .trim()
        .split('\n')
        .filter((path) => path && !/\/(?:etc|run|proc|dev|sys)\//.test(path))
      check(written.length === 0, 'no file to be written', written.join(', ') || 'none')
      const { stdout: user } = await execOrThrow('buildah', inContainer(container, 'id', '-u'), { cwd: '/' })
      check(user.trim() !== '0', 'a user other than root', user.trim())
    } finally {
      child.kill('SIGTERM')
      await wait(500)
      const { pid } = child
      if (child.exitCode === null && pid) process.kill(pid, 'SIGKILL')
    }
  })
}

async function checkCommand(image: string, entrypoint: string[]): Promise<void> {
  await withContainer(image, async (container) => {
    const input = readFileSync(fixture('digits', '7', 'upright-plain-pen.png'))
    const { stdout, stderr } = await run('buildah', inContainer(container, ...entrypoint, '--quiet', '-'), {
      cwd: '/',
      input,
    })
    check(stdout.trim() === '7', `${image} to read 7 from standard input`, stdout.trim() || stderr)
  })
}

async function checkSecret(image: string, token: string): Promise<void> {
  await withContainer(image, async (_, root) => {
    const { code } = await run('grep', ['-rqF', token, root], { cwd: '/' })
    check(code === 1, `no token in ${image}`, code === 1 ? 'none' : 'one')
  })
  const history = await output('inspect', '--type', 'image', image)
  check(!history.includes(token), `no token in the history of ${image}`, 'none')
}

async function main(): Promise<void> {
  const token = randomUUID()
  await prepareBase()
  const tarball = values.tarball ? resolve(values.tarball) : await pack()
  const registry = await startRegistry(tarball, token)
  try {
    const secret = ['--secret', `id=npmrc,src=${registry.npmrc}`]
    const version = ['--build-arg', `PACKAGE_VERSION=${registry.version}`]
    const { version: model, sha256 } = JSON.parse(readFileSync(join(repository, 'model/manifest.json'), 'utf8'))
    const labels = ['--build-arg', `MODEL_VERSION=${model}`, '--build-arg', `MODEL_SHA256=${sha256}`]
    await build('localhost/simple', 'Dockerfile.simple', ...secret, ...version)
    await checkCommand('localhost/simple', ['mnist-predict'])
    await checkSecret('localhost/simple', token)
    const published = ['--build-arg', 'PACKAGE=published', ...secret, ...version, ...labels]
    await build('localhost/app', 'Dockerfile', '--target', 'app', ...published)
    await checkService('localhost/app')
    await checkSecret('localhost/app', token)
    await build('localhost/batch', 'Dockerfile', '--target', 'batch', ...published)
    await checkCommand('localhost/batch', ['node', '/app/node_modules/@team/mnist-model/bin/mnist-predict.cjs'])
    const above = (await bytesOf('localhost/app')) - (await bytesOf(base))
    check(above <= most, `at most ${most} bytes above the base`, above)
    const inspected = JSON.parse(await output('inspect', '--type', 'image', 'localhost/app'))
    const { Labels } = inspected.Docker.config
    check(Labels['team.mnist-model.model.sha256'] === sha256, 'the label with the hash of the model', sha256)
  } finally {
    await registry.close()
  }
}

async function pack(): Promise<string> {
  await execOrThrow('npm', ['pack', '--pack-destination', folder], { cwd: repository })
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!)
}

if (await hasProgram('buildah')) {
  try {
    await main()
  } finally {
    removeFolder(folder)
  }
} else if (values['allow-skip']) {
  log('SKIPPED: no image was built, because buildah is not installed (Debian: apt-get install buildah mmdebstrap).')
} else {
  console.error(
    'Expected buildah to build the images but it is not installed (Debian: apt-get install buildah mmdebstrap).',
  )
  process.exitCode = 1
}
