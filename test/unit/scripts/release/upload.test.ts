import { describe, expect, it } from 'vitest'
import { cleanEnv } from '../../../../scripts/release/command.js'
import { pauses } from '../../../../scripts/release/http.js'
import { isTransient, npmErrorCode } from '../../../../scripts/release/upload.js'

describe('the error code of npm', () => {
  it.each([
    ['with --json', '{\n  "error": {\n    "code": "E403",\n    "summary": "x"\n  }\n}', 'E403'],
    ['npm 11', 'npm error code E401\nnpm error x', 'E401'],
    ['npm 10', 'npm ERR! code ETIMEDOUT', 'ETIMEDOUT'],
    ['without a word', 'killed', ''],
  ])('%s', (_, output, code) => {
    expect(npmErrorCode(output)).toBe(code)
  })

  it.each(['E502', 'E503', 'E429', 'ETIMEDOUT', 'ECONNRESET', 'FETCH_ERROR', 'ERR_SOCKET_TIMEOUT'])(
    '%s passes',
    (code) => {
      expect(isTransient(code)).toBe(true)
    },
  )

  it.each(['E401', 'E403', 'E404', 'E409', 'EPUBLISHCONFLICT', ''])('%s does not', (code) => {
    expect(isTransient(code)).toBe(false)
  })
})

it('each pause is twice as long, up to half a minute', () => {
  expect(pauses({ retries: 7, pauseSeconds: 1 })).toEqual([1, 2, 4, 8, 16, 30, 30])
})

it('programs do not inherit the settings of npm run, except for the registry', () => {
  const env = { PATH: 'p', npm_package_name: 'x', npm_config_registry: 'r', npm_config_tag: 'x', NPM_TOKEN: 't' }
  expect(cleanEnv(env)).toEqual({ PATH: 'p', npm_config_registry: 'r', NPM_TOKEN: 't' })
})
