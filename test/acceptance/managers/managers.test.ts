import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { fixture } from '../../helpers/fixtures.js'
import { removeFolder, temporaryFolder } from '../../helpers/folders.js'
import { contacts, guarded } from '../../helpers/network.js'
import { execOrThrow, type Result, run } from '../../helpers/run.js'
import type { Level } from '../../registry/paths.js'
import { type Registry, startRegistry } from '../../registry/registry.js'
import { closeServer, listen } from '../../registry/server.js'
import { installTool, nodeTool, removeTools, type Tool } from './tools.js'

const { tarball, contents, registry: upstream } = inject('packed')
const { name } = JSON.parse(readFileSync(join(contents, 'package.json'), 'utf8'))
const seven = fixture('digits', '7', 'upright-plain-pen.png')

interface Manager {
  readonly title: string
  readonly tool: Tool
  /** The Node that runs it, where the manager wants a newer one than ours; null where it needs none. */
  readonly node?: Tool | null
  /** Its settings: our scope from the level, everything else from the instance, so all from one host. */
  settings(level: Level): Record<string, string>
  readonly add: readonly string[]
  readonly exec: readonly string[]
}

const npmrc = (level: Level) => ({
  '.npmrc': `registry=${registry.instanceUrl}\n${registry.npmrc(level, registry.tokens.read)}`,
})

const npm = { settings: npmrc, add: ['install'], exec: ['exec', '--offline', '--'] }
const pnpm = { settings: npmrc, add: ['add'], exec: ['exec'] }
const yarn = (linker: string) => ({
  settings: () => ({
    'yarn.lock': '',
    '.yarnrc.yml': JSON.stringify({
      nodeLinker: linker,
      npmRegistryServer: registry.instanceUrl,
      npmScopes: {
        team: { npmRegistryServer: registry.projectUrl, npmAuthToken: registry.tokens.read, npmAlwaysAuth: true },
      },
      // GitLab does not say when a version was published, and yarn takes such a version for too young.
      npmPreapprovedPackages: ['@team/*'],
      unsafeHttpWhitelist: ['127.0.0.1'],
      enableTelemetry: false,
    }),
  }),
  add: ['add'],
  exec: ['exec'],
})

const npmTool = (version: string) => ({ name: 'npm', version, program: 'bin/npm-cli.js' })
const yarnTool = { name: '@yarnpkg/cli-dist', version: '4.18.1', program: 'bin/yarn.js' }

const managers: readonly Manager[] = [
  { title: 'npm 10', tool: npmTool('10.9.9'), ...npm },
  { title: 'npm 11', tool: npmTool('11.21.2'), ...npm },
  { title: 'npm 12', tool: npmTool('12.2.0'), node: nodeTool('24.21.0'), ...npm },
  { title: 'pnpm 10', tool: { name: 'pnpm', version: '10.34.9', program: 'bin/pnpm.cjs' }, ...pnpm },
  { title: 'pnpm 12', tool: { name: 'pnpm', version: '12.21.0', program: 'pnpm' }, node: null, ...pnpm },
  { title: 'yarn 4, node-modules', tool: yarnTool, ...yarn('node-modules') },
  { title: "yarn 4, Plug'n'Play", tool: yarnTool, ...yarn('pnp') },
]

let registry: Registry
let proxy: Server
let proxyUrl: string
let home: string
let asked: string[] = []

beforeAll(async () => {
  registry = await startRegistry({ upstream })
  home = temporaryFolder({ '.npmrc': registry.npmrc('project', registry.tokens.write) })
  await execOrThrow('npm', ['publish', tarball], { cwd: home })
  // The guard sees Node's doings only. A program without Node is led to this proxy, which reaches nobody.
  proxy = createServer((request, response) => {
    asked.push(String(request.url))
    response.writeHead(502).end()
  })
  proxy.on('connect', (request, socket) => {
    asked.push(String(request.url))
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  proxyUrl = await listen(proxy)
})

afterEach(() => {
  asked = []
})

afterAll(async () => {
  await registry.close()
  await closeServer(proxy)
  removeTools()
  removeFolder(home)
})

describe.each(managers.map((manager) => [manager.title, manager] as const))(
  '%s',
  (_, { tool, node, settings, add, exec }) => {
    let program: string[]
    let app: string

    beforeAll(async () => {
      const path = await installTool(tool)
      const runner = node === undefined ? [process.execPath] : node === null ? [] : [await installTool(node)]
      program = [...runner, path]
    })

    afterEach(() => removeFolder(app))

    // The other managers want further lines for a group or an instance: there the tarball has an address of its own.
    const levels: readonly Level[] = tool.name === 'npm' ? ['project', 'group', 'instance'] : ['project']

    it.each(levels)('installs the package from the %s, connects to no other host, and reads a digit', async (level) => {
      await expectDigitAfter(name, settings(level))
    })

    it('installs the package from a file, connects to no other host, and reads a digit', async () => {
      await expectDigitAfter(`${name}@file:${tarball}`, settings('project'))
    })

    async function expectDigitAfter(spec: string, files: Record<string, string>): Promise<void> {
      app = temporaryFolder({ 'package.json': '{ "name": "app", "private": true }', ...files })
      const record = join(app, 'network.jsonl')
      const manage = (...args: string[]): Promise<Result> => {
        const [command, ...before] = program as [string, ...string[]]
        return run(command, [...before, ...args], {
          cwd: app,
          env: {
            ...guarded([registry.url], record),
            HOME: join(app, 'home'),
            XDG_DATA_HOME: undefined,
            XDG_CACHE_HOME: undefined,
            npm_config_cache: join(app, 'cache'),
            HTTP_PROXY: proxyUrl,
            HTTPS_PROXY: proxyUrl,
            NO_PROXY: '127.0.0.1',
          },
        })
      }
      const installed = await manage(...add, spec)
      const answer = await manage(...exec, 'mnist-predict', seven, '--quiet')
      expect(installed, installed.stdout + installed.stderr).toMatchObject({ code: 0 })
      expect(answer).toMatchObject({ code: 0, stdout: '7\n' })
      expect(contacts(record).filter(({ allowed }) => !allowed)).toEqual([])
      expect(asked).toEqual([])
    }
  },
)
