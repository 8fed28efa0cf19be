import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { repository } from '../../test/helpers/run.js'

const read = (name: string) => readFileSync(join(repository, 'deploy/docker', name), 'utf8')
const lint: (file: string) => { title: string; line: number; description: string }[] = (file) =>
  createRequire(import.meta.url)('dockerfilelint').run('.', file)

describe.each(['Dockerfile', 'Dockerfile.simple'])('%s', (name) => {
  const file = read(name)

  it('passes the linter', () => {
    // False positives: build stages, which have no tag, and options of HEALTHCHECK that continue on the next line.
    const mistaken = /^(?:Base Image Missing Tag|Invalid Argument Format)$/
    const issues = lint(file).filter(({ title }) => !mistaken.test(title))
    expect(issues).toEqual([])
  })

  it('runs as a user other than root', () => {
    expect(file).toMatch(/^USER node$/m)
  })

  it('has the token as a secret of one step, and not in an argument', () => {
    expect(file).toMatch(/--mount=type=secret,id=npmrc,target=\/root\/\.npmrc,required=true/)
    expect(file).not.toMatch(/^(?:ARG|ENV).*(?:TOKEN|npmrc)/m)
  })
})

it('compose.yaml builds the stage of the service, and restricts it', () => {
  const { services } = parse(read('compose.yaml'))
  expect(services['mnist-model'].build.target).toBe('app')
  expect(services['mnist-model']).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
})
