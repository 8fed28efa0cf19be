import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { digitFixtures, fixture } from '../helpers/fixtures.js'
import { removeFolder, temporaryFolder } from '../helpers/folders.js'
import { run } from '../helpers/run.js'

const { app } = inject('packed')
const command = join(app, 'node_modules/.bin/mnist-predict')

let folder: string
beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => removeFolder(folder))

it('mnist-predict evaluate reads the drawn digits correctly, and writes a self-contained page', async () => {
  const page = join(folder, 'report.html')
  const result = await run(command, ['evaluate', fixture('digits'), '--json', '--html', page], { cwd: folder })
  const { accuracy } = JSON.parse(result.stdout)
  expect({ code: result.code, ...accuracy }).toMatchObject({
    code: 0,
    n: digitFixtures().length,
    count: digitFixtures().length,
  })
  const html = readFileSync(page, 'utf8')
  expect(html).toMatch(/^<!doctype html>/i)
  expect(html).not.toMatch(/(?:src|href)="https?:/)
})

it.each([
  ['a folder without labels', ['evaluate', '.']],
  ['an empty path for the page', ['evaluate', fixture('digits'), '--html', '']],
  ['a name for the page that is too long', ['evaluate', fixture('digits'), '--html', 'x'.repeat(300)]],
])('mnist-predict evaluate reports %s in two lines', async (_, argv) => {
  const { code, stderr } = await run(command, argv, { cwd: folder })
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^mnist-predict: Expected .+\nTry mnist-predict --help\.\n$/),
  })
})
