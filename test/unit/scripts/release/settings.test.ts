import { describe, expect, it } from 'vitest'
import { npmrcLines } from '../../../../scripts/release/npm.js'
import { readSettings } from '../../../../scripts/release/settings.js'

const job = { CI_API_V4_URL: 'https://gitlab.invalid/api/v4', CI_PROJECT_ID: '42', CI_JOB_TOKEN: 'secret' }

describe('settings', () => {
  it('name the registry of the project, with a slash at its end', () => {
    expect(readSettings(job).registry).toBe('https://gitlab.invalid/api/v4/projects/42/packages/npm/')
  })

  it('prefer the token of the job', () => {
    expect(readSettings({ ...job, NPM_TOKEN: 'other' }).token).toEqual({ variable: 'CI_JOB_TOKEN', value: 'secret' })
  })

  it.each([
    ['no API', { CI_API_V4_URL: undefined }, 'in CI_API_V4_URL (https://HOST/api/v4) but found nothing.'],
    ['an API without a scheme', { CI_API_V4_URL: 'gitlab.invalid' }, 'but found "gitlab.invalid".'],
    ['a project by name', { CI_PROJECT_ID: 'team/x' }, 'Expected a number in CI_PROJECT_ID but found "team/x".'],
    ['no project', { CI_PROJECT_ID: '' }, 'in CI_PROJECT_ID but found nothing.'],
    ['no token', { CI_JOB_TOKEN: '' }, 'but found neither.'],
    ['a wait that is no number', { VERIFY_SECONDS: 'long' }, 'in VERIFY_SECONDS but found "long".'],
    ['a wait below nothing', { VERIFY_SECONDS: '-1' }, 'in VERIFY_SECONDS but found "-1".'],
  ])('refuse %s', (_, change, message) => {
    expect(() => readSettings({ ...job, ...change })).toThrow(message)
  })

  it('give npm the name of the variable, not the token', () => {
    expect(npmrcLines('@team', readSettings(job))).toBe(
      '@team:registry=https://gitlab.invalid/api/v4/projects/42/packages/npm/\n' +
        `//gitlab.invalid/api/v4/projects/42/packages/npm/:_authToken=\${CI_JOB_TOKEN}\n`,
    )
  })
})
