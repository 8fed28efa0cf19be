import { describe, expect, it } from 'vitest'
import { redact, secretsIn, withoutSecrets } from '../../../../scripts/release/redact.js'

describe('redacting a text', () => {
  it.each([
    ['as it is', 'token s3cr/t!', 'token [redacted]'],
    ['inside a URL', 'https://user:s3cr%2Ft!@host', 'https://user:[redacted]@host'],
    ['in base64', `Basic ${Buffer.from('s3cr/t!').toString('base64')}`, 'Basic [redacted]'],
    ['more than once', 's3cr/t! s3cr/t!', '[redacted] [redacted]'],
  ])('%s', (_, text, clean) => {
    expect(redact(text, ['s3cr/t!'])).toBe(clean)
  })

  it('removes a secret that begins with another', () => {
    expect(redact('abc-123', ['abc', 'abc-123'])).toBe('[redacted]')
  })

  it('leaves a text without secrets unchanged', () => {
    expect(redact('text', [undefined, ''])).toBe('text')
  })
})

it('the tokens and the address of the webhook are secrets, and are removed from the environment', () => {
  const env = { CI_JOB_TOKEN: 'a', NPM_TOKEN: 'b', NPM_READ_TOKEN: 'c', NOTIFY_WEBHOOK_URL: 'd', PATH: 'p' }
  expect(secretsIn(env)).toEqual(['a', 'b', 'c', 'd'])
  expect(withoutSecrets(env)).toEqual({ PATH: 'p' })
})
