import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Answer, picture, postPicture, type Running, send, startService } from './service.js'

let service: Running
beforeAll(async () => {
  service = await startService({ MAX_PICTURES: '4', MAX_PREDICT_BYTES: '1000000' })
})
afterAll(async () => {
  await service?.stop()
})

const seven = picture('digits', '7', 'upright-plain-pen.png')
const three = picture('digits', '3', 'leaning-round-pencil.jpg')
const blank = picture('not-a-digit', 'blank-white.png')
const broken = picture('malformed', 'truncated.jpg')

function postParts(parts: readonly [string, Buffer<ArrayBuffer> | string][], query = ''): Promise<Answer> {
  const form = new FormData()
  for (const [name, content] of parts) {
    if (typeof content === 'string') form.append(name, content)
    else form.append('pictures', new Blob([content]), name)
  }
  return send(`${service.url}/predict${query}`, { method: 'POST', body: form })
}

describe('one picture as the body', () => {
  it.each([
    ['image/png', seven, 7],
    ['image/jpeg', three, 3],
    ['application/octet-stream', picture('digits', '2', 'shaky-looped-webp.webp'), 2],
    // The bytes tell the format, and not what a client calls them.
    ['image/gif', seven, 7],
  ])('%s', async (type, bytes, digit) => {
    const { status, body } = await postPicture(service.url, bytes, type)
    expect([status, body.digit, body.isDigit]).toEqual([200, digit, true])
  })

  it("returns the library's prediction", async () => {
    const { predict } = createRequire(join(inject('service'), 'x.js'))('@team/mnist-model')
    expect((await postPicture(service.url, three)).body).toEqual(await predict(three))
  })

  it('without a digit returns the reason', async () => {
    const { status, body } = await postPicture(service.url, blank)
    expect([status, body.digit, body.rejection]).toEqual([200, null, 'blank'])
  })

  it('returns the raster on request', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'image/png' }, body: seven }
    const { body } = await send(`${service.url}/predict?raster=true`, init)
    expect(body.raster).toHaveLength(784)
    expect(Math.max(...body.raster)).toBeGreaterThan(200)
  })
})

describe('many pictures as parts', () => {
  it('return results in their order', async () => {
    const { status, body } = await postParts([
      ['a.png', seven],
      ['b.jpg', three],
      ['c.png', blank],
    ])
    expect(status).toBe(200)
    expect(
      body.predictions.map((each: { name: string; prediction: { digit: number } }) => [
        each.name,
        each.prediction.digit,
      ]),
    ).toEqual([
      ['a.png', 7],
      ['b.jpg', 3],
      ['c.png', null],
    ])
  })

  it('return results even if one of them cannot be read', async () => {
    const { status, body } = await postParts([
      ['a.jpg', broken],
      ['b.png', seven],
    ])
    expect([status, body.predictions[1].prediction.digit]).toEqual([200, 7])
    expect(body.predictions[0]).toEqual({
      name: 'a.jpg',
      error: 'Expected a whole image but received a JPEG image that is truncated or damaged. Save it again.',
    })
  })

  it.each<[string, [string, Buffer<ArrayBuffer> | string][], number, string]>([
    ['none that can be read', [['a.jpg', broken]], 422, 'truncated or damaged'],
    ['no part', [], 400, 'Expected a picture in each part'],
    [
      'a text field, a URL for instance',
      [['url', 'http://169.254.169.254/']],
      400,
      'received a text field. No URL is fetched.',
    ],
    [
      'more pictures than the limit',
      Array.from({ length: 5 }, (_, i) => [`${i}`, seven]),
      413,
      'Expected at most 4 pictures',
    ],
    ['more bytes than the limit', [['a', Buffer.alloc(1_000_001)]], 413, 'Expected a body of at most 1000000 bytes'],
  ])('are refused: %s', async (_, parts, status, error) => {
    const answer = await postParts(parts)
    expect(answer.status).toBe(status)
    expect(answer.body.error).toContain(error)
  })
})

describe('a body that is refused', () => {
  it.each<[string, Buffer<ArrayBuffer>, string, number, string]>([
    ['empty', Buffer.alloc(0), 'image/png', 400, 'received an empty one'],
    ['a URL as text', Buffer.from('http://169.254.169.254/'), 'text/uri-list', 415, 'No URL is fetched.'],
    ['a URL in JSON', Buffer.from('{"url":"http://localhost/"}'), 'application/json', 415, 'No URL is fetched.'],
    ['a URL that calls itself a picture', Buffer.from('file:///etc/passwd'), 'image/png', 422, 'received text'],
    [
      'a path that calls itself a picture',
      Buffer.from('/etc/passwd'),
      'application/octet-stream',
      422,
      'received text',
    ],
    ['an SVG drawing', picture('malformed', 'vector.svg'), 'image/svg+xml', 415, 'image/svg+xml'],
    ['an SVG drawing by another name', picture('malformed', 'vector.svg'), 'image/png', 422, 'an SVG drawing'],
    ['a truncated file', picture('malformed', 'truncated.png'), 'image/png', 422, 'truncated or damaged'],
    [
      '256 megapixels in a small file',
      picture('malformed', 'bomb-256-megapixels.png'),
      'image/png',
      413,
      '50,000,000 pixels',
    ],
    ['too many bytes', Buffer.alloc(1_000_001), 'image/png', 413, 'at most 1000000 bytes but received 1000001'],
  ])('%s', async (_, bytes, type, status, error) => {
    const answer = await postPicture(service.url, bytes, type)
    expect(answer.status).toBe(status)
    expect(Object.keys(answer.body)).toEqual(['error'])
    expect(answer.body.error).toContain(error)
  })

  it('an unknown value in the query', async () => {
    const { status, body } = await postParts([['a', seven]], '?raster=maybe')
    expect([status, body.error]).toEqual([
      400,
      'Expected querystring/raster to be equal to one of the allowed values: true, false but received "maybe".',
    ])
  })
})
