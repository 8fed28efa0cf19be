import { spawn } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { fixture } from '../helpers/fixtures.js'
import { linkTree, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { cleanEnvironment, execOrThrow, repository, run } from '../helpers/run.js'

const { app } = inject('packed')
const examples = join(repository, 'examples')

/** The installed tarball, with the examples and some pictures beside. */
let cwd: string
beforeAll(() => {
  cwd = temporaryFolder({ 'photos/broken.jpg': 'not a picture', 'photos/notes.txt': 'passed over' })
  linkTree(join(app, 'node_modules'), join(cwd, 'node_modules'))
  // By links, so that fastify finds its own packages.
  for (const name of ['fastify', '@types']) {
    symlinkSync(join(repository, 'node_modules', name), join(cwd, 'node_modules', name))
  }
  for (const file of readdirSync(examples)) copyFileSync(join(examples, file), join(cwd, file))
  copyFileSync(fixture('digits', '7', 'upright-plain-pen.png'), join(cwd, 'photos/7, "plain".png'))
  copyFileSync(fixture('digits', '7', 'upright-plain-pen.png'), join(cwd, '7.png'))
  copyFileSync(fixture('not-a-digit', 'blank-white.png'), join(cwd, 'blank.png'))
})
afterAll(() => removeFolder(cwd))

it('the README of the examples lists exactly those that exist', () => {
  const listed = [...readFileSync(join(examples, 'README.md'), 'utf8').matchAll(/^\| \[([^\]]+)\]\(\1\)/gm)]
  const files = readdirSync(examples).filter((file) => file !== 'README.md')
  expect(listed.map(([, file]) => file).sort()).toEqual(files.sort())
})

it('read.mjs tells digits from rejections and errors', async () => {
  const { code, stdout, stderr } = await run('node', ['read.mjs', '7.png', 'blank.png', 'missing.png'], { cwd })
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/^7\.png: 7, 100\.0 % sure\nblank\.png: no digit \(blank\), at best a \d\n$/),
    stderr: 'missing.png: IMAGE_NOT_FOUND\n',
  })
})

it('batch.mjs writes a line for each picture below a folder', async () => {
  const { stdout } = await execOrThrow('node', ['batch.mjs', 'photos'], { cwd })
  const [heading, ...lines] = stdout.trim().split('\n')
  expect(heading).toBe('file,digit,confidence,error')
  expect(lines.sort()).toEqual([
    expect.stringMatching(/^"photos.7, ""plain""\.png",7,0\.9\d+,$/),
    expect.stringMatching(/^"photos.broken\.jpg",,,IMAGE_UNREADABLE$/),
  ])
})

it('narrow.ts compiles under strict TypeScript, and reads digits', async () => {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  writeFiles(cwd, { 'package.json': '{ "type": "module" }' })
  const options = ['--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--outDir', 'compiled']
  await execOrThrow('node', [compiler, ...options, 'narrow.ts'], { cwd })
  const { stdout } = await execOrThrow('node', ['compiled/narrow.js', '7.png', 'blank.png'], { cwd })
  expect(stdout).toBe('You wrote a 7.\nThe page is empty.\n')
})

describe('upload.mjs', () => {
  let address: string
  let stop: () => Promise<number | null>

  beforeAll(async () => {
    const server = spawn('node', ['upload.mjs'], { cwd, env: { ...cleanEnvironment(), PORT: '0' } })
    const ended = new Promise<number | null>((resolve) => server.once('close', resolve))
    stop = () => {
      server.kill('SIGTERM')
      return ended
    }
    for await (const line of createInterface(server.stdout)) {
      address = line.replace('Listening at ', '')
      break
    }
  })

  const post = async (body: string | Buffer<ArrayBuffer>, type = 'image/png') => {
    const reply = await fetch(`${address}/digit`, { method: 'POST', body, headers: { 'content-type': type } })
    return { status: reply.status, body: await reply.json() }
  }

  it('reads the digit in an upload', async () => {
    expect(await post(readFileSync(join(cwd, '7.png')))).toEqual({
      status: 200,
      body: { digit: 7, confidence: expect.closeTo(1, 2), rejection: null },
    })
  })

  it.each([
    ['what is not a picture', 'text', 'image/png', 415],
    ['another type', 'text', 'text/csv', 415],
    ['a picture over the limits', readFileSync(fixture('malformed', 'bomb-256-megapixels.png')), 'image/png', 413],
  ])('refuses %s', async (_, body, type, status) => {
    expect(await post(body, type)).toMatchObject({ status })
  })

  it('stops at SIGTERM', async () => {
    expect(await stop()).toBe(0)
  })
})
