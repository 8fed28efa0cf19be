import { copyFileSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { filesIn } from '../../helpers/folders.js'
import { execOrThrow, run } from '../../helpers/run.js'
import { bundle, createApp, deploy, fixtureApp, removeApps, runBundle, seven } from './apps.js'
import { startServer } from './servers.js'
import { offline, program, runTool, toolFile } from './tools.js'

afterEach(removeApps)

const answer = { code: 0, stdout: '7\n', stderr: '' }
const requireTool = createRequire(toolFile('.'))
const intoCommonJs = '--bundle --platform=node --format=cjs'

describe('a bundle with the embedded model is one file, which reads a digit in an empty folder', () => {
  const viteWithAll = 'vite build -c no-external.config.mjs --ssr embedded.mjs --outDir out'

  it.each([
    ['esbuild, ES modules', 'esbuild embedded.mjs --bundle --platform=node --format=esm --outfile=out/index.mjs'],
    ['esbuild, CommonJS', `esbuild embedded.cjs ${intoCommonJs} --outfile=out/index.cjs`, 'index.cjs'],
    ['esbuild, minified', `esbuild embedded.mjs ${intoCommonJs} --minify --outfile=out/index.cjs`, 'index.cjs'],
    ['ncc, ES modules', 'ncc build embedded.mjs -o out'],
    ['ncc, CommonJS', 'ncc build embedded.cjs -o out', 'index.cjs'],
    ['rollup', 'rollup embedded.mjs -p node-resolve -p commonjs --external node:fs -o out/index.mjs --silent'],
    ['Vite, for the server, nothing external', viteWithAll, 'embedded.mjs'],
  ])('%s', async (_, command, file = 'index.mjs') => {
    const folder = await bundle('program', command)
    expect(filesIn(folder)).toEqual([file])
    expect(await runBundle(folder, file)).toMatchObject(answer)
  })
})

it('a single executable reads a digit', async () => {
  const app = createApp('program')
  await runTool(`esbuild embedded.mjs ${intoCommonJs} --outfile=out/app.cjs`, app)
  await execOrThrow(process.execPath, ['--experimental-sea-config', 'sea-config.json'], { cwd: app })
  copyFileSync(process.execPath, join(app, 'out/read-digit'))
  const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'
  // It warns of sections of Node that it does not know.
  const inject = [program('postject'), 'out/read-digit', 'NODE_SEA_BLOB', 'out/app.blob', '--sentinel-fuse', fuse]
  await execOrThrow(process.execPath, inject, { cwd: app })
  const folder = deploy(app)
  expect(await run(join(folder, 'read-digit'), [], { cwd: folder, input: seven })).toMatchObject(answer)
})

it('the handler of a Lambda function reads a digit', async () => {
  const folder = await bundle('lambda', `esbuild handler.mjs ${intoCommonJs} --minify --outfile=out/index.js`)
  const event = { body: Buffer.from(seven).toString('base64'), isBase64Encoded: true }
  const code = `require('./index.js').handler(${JSON.stringify(event)}).then(({ body }) => console.log(body))`
  const result = await run(process.execPath, ['-e', code], { cwd: folder, env: offline() })
  expect(result).toMatchObject({ code: 0, stdout: '{"digit":7}\n', stderr: '' })
})

it('a worker in edge-runtime reads a digit from raw pixels', async () => {
  const folder = await bundle('edge', 'esbuild worker.mjs --bundle --outfile=out/worker.js')
  const { EdgeRuntime } = requireTool('edge-runtime')
  const runtime = new EdgeRuntime({ initialCode: readFileSync(join(folder, 'worker.js'), 'utf8') })
  const body = await sharp(seven).extractChannel(0).raw().toBuffer()
  const response = await runtime.dispatchFetch('http://localhost/', { method: 'POST', body })
  expect(await response.text()).toBe('7')
})

it('a worker in workerd, which compiles no WebAssembly at run time, reads a digit', async () => {
  const asWrangler = '--format=esm --conditions=workerd --loader:.wasm=copy --asset-names=[name]'
  const cwd = await bundle('worker', `esbuild worker.mjs --bundle ${asWrangler} --outfile=out/worker.mjs`)
  copyFileSync(join(fixtureApp('worker'), 'config.capnp'), join(cwd, 'config.capnp'))
  const { default: workerd } = requireTool('workerd')
  const server = await startServer(workerd, ['serve', '--control-fd=1', 'config.capnp'], { cwd, ready: /"port":(\d+)/ })
  const answer = await server.post('/', seven).finally(() => server.close())
  expect(answer).toBe('7')
})
