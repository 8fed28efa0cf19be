import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { repository } from '../../helpers/run.js'

const contributing = readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8')
const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))

/** The rows of the table with this heading. */
function firstColumn(heading: string): string[] {
  const [, table] = contributing.split(`| ${heading} |`)
  const [rows] = table!.split('\n\n')
  return [...rows!.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell]) => cell!.replaceAll('`', '').split(', '))
}

it('CONTRIBUTING lists every npm script, at most a dozen', () => {
  expect(firstColumn('`npm run`').sort()).toEqual(Object.keys(scripts).sort())
  expect(Object.keys(scripts).length).toBeLessThanOrEqual(12)
})

it('CONTRIBUTING lists every project of the tests that npm test leaves out', () => {
  const projects = [...readFileSync(join(repository, 'vitest.config.ts'), 'utf8').matchAll(/name: '(\w+)'/g)]
  const listed = [...contributing.matchAll(/--project (\w+)/g)].map(([, name]) => name)
  expect(['unit', 'acceptance', ...listed].sort()).toEqual(projects.map(([, name]) => name).sort())
})

it('CONTRIBUTING names programs that exist', () => {
  const programs = firstColumn('command').flatMap((command) => command.match(/\S+\.ts$/) ?? [])
  expect(programs.length).toBeGreaterThan(0)
  expect(programs.filter((program) => !existsSync(join(repository, program)))).toEqual([])
})
