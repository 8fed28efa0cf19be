import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { validate } from '@readme/openapi-parser'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { run } from '../../../test/helpers/run.js'
import {
  inferBody,
  inferPath,
  picture,
  postJson,
  postPicture,
  type Running,
  rasters,
  send,
  startService,
} from './service.js'

let service: Running
beforeAll(async () => {
  service = await startService({ RECEIVE_TIMEOUT_SECONDS: '1', LOG_LEVEL: 'trace' })
})
afterAll(async () => {
  await service?.stop()
})

const get = (path: string) => send(service.url + path)

/** Sends bytes that fetch would not, and returns all that comes back until the connection ends. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect(service.port, '127.0.0.1')
  socket.write(bytes)
  return (await buffer(socket)).toString()
}

describe('metrics', () => {
  const value = (text: string, line: string) =>
    Number(
      text
        .split('\n')
        .find((each) => each.startsWith(line))
        ?.split(' ')
        .at(-1),
    )

  it('count requests, digits and rejections', async () => {
    const before = (await get('/metrics')).body
    await postPicture(service.url, picture('digits', '7', 'upright-plain-pen.png'))
    await postPicture(service.url, picture('not-a-digit', 'blank-white.png'))
    await postJson(service.url + inferPath, inferBody([rasters[0]!]))
    await get('/nowhere')
    const after = (await get('/metrics')).body
    const grown = (line: string) => value(after, line) - (value(before, line) || 0)
    expect(grown('mnist_predictions_total{digit="7"}')).toBe(1)
    expect(grown('mnist_predictions_total{digit="0"}')).toBe(1)
    expect(grown('mnist_rejections_total{reason="blank"}')).toBe(1)
    expect(grown('http_request_duration_seconds_count{method="POST",route="/predict",status="200"}')).toBe(2)
    expect(grown('http_request_duration_seconds_count{method="GET",route="none",status="404"}')).toBe(1)
  })

  it('show nothing pending after the last response', async () => {
    const { body } = await get('/metrics')
    expect(['rasters', 'pictures', 'body_bytes'].map((what) => value(body, `mnist_held{what="${what}"}`))).toEqual([
      0, 0, 0,
    ])
  })
})

describe('/openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { body } = await get('/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(await validate(structuredClone(body))).toMatchObject({ valid: true })
  })

  it('describes every route', async () => {
    const { body } = await get('/openapi.json')
    const model = ['/v2/models/{name}', '/v2/models/{name}/versions/{version}']
    const paths = ['/predict', '/v2', '/v2/health/live', '/v2/health/ready']
    expect(Object.keys(body.paths).sort()).toEqual(
      [...paths, ...model.flatMap((path) => [path, `${path}/infer`, `${path}/ready`])].sort(),
    )
  })
})

describe('the page', () => {
  it.each([
    ['/', 'text/html'],
    ['/page.css', 'text/css'],
    ['/page.js', 'text/javascript'],
  ])('%s has a policy that lets nothing else load', async (path, type) => {
    const { status, headers, body } = await get(path)
    expect([status, headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
      200,
      `${type}; charset=utf-8`,
      'nosniff',
    ])
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    // What the policy would block.
    expect(body).not.toMatch(/<script>| style=| on\w+=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
  })
})

describe('the log', () => {
  it('contains no picture and no pixels', async () => {
    await postPicture(service.url, Buffer.from('not a picture: SECRET'), 'image/png')
    await postJson(service.url + inferPath, inferBody([Array.from({ length: 784 }, () => 251.0625)]))
    await postJson(service.url + inferPath, '{"SECRET": ')
    await wait(200)
    expect(service.log()).toContain('"msg":"answered"')
    expect(service.log()).not.toMatch(/SECRET|251\.0625/)
  })
})

describe('malformed HTTP', () => {
  it.each([
    ['no HTTP', 'HELLO\r\n\r\n', '400 Bad Request'],
    [
      'an endless header',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      '431 Request Header Fields Too Large',
    ],
    [
      'a body that never ends',
      'POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 100\r\n\r\nx',
      '408 Request Timeout',
    ],
    ['a head that never ends', 'GET / HTTP/1.1\r\nHost: x\r\n', '408 Request Timeout'],
  ])('%s is refused with the usual error body', async (_, bytes, status) => {
    const answer = await exchange(bytes)
    expect(answer).toContain(`HTTP/1.1 ${status}\r\n`)
    expect(Object.keys(JSON.parse(answer.split('\r\n\r\n')[1]!))).toEqual(['error'])
  })

  it.each([
    ['GET', '/nowhere'],
    ['PUT', '/predict'],
    ['GET', '/%'],
    ['GET', '/../../etc/passwd'],
  ])('%s %s is refused with the usual error body', async (method, path) => {
    const answer = await exchange(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(answer).toMatch(/\{"error":"Expected [^"]+"\}$/)
  })
})

describe('an invalid setting', () => {
  it.each([
    ['PORT', '99999', 'Expected PORT to be a number from 0 to 65535 but received "99999".'],
    ['MAX_RASTERS', 'many', 'Expected MAX_RASTERS to be a number from 1'],
    ['LOG_LEVEL', 'loud', 'Expected LOG_LEVEL to be one of fatal, error, warn'],
  ])('%s=%s stops the start with a message', async (name, value, message) => {
    const { code, stderr } = await run('node', ['dist/main.js'], { cwd: inject('service'), env: { [name]: value } })
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/^ +at /m)
  })
})

describe('OpenTelemetry', () => {
  it('sends a span for each request to the collector that the standard variables name', async () => {
    const paths: (string | undefined)[] = []
    let traces = Buffer.alloc(0)
    const collector = createServer(async (request, response) => {
      traces = Buffer.concat([traces, await buffer(request)])
      paths.push(request.url)
      response.end()
    })
    collector.listen(0, '127.0.0.1')
    await once(collector, 'listening')
    const { port } = collector.address() as AddressInfo
    const traced = await startService({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_SERVICE_NAME: 'digits',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    })
    await postJson(traced.url + inferPath, inferBody([rasters[0]!]))
    await send(`${traced.url}/v2/health/live`)
    expect(await traced.stop()).toBe(0)
    collector.close()
    expect(paths).toContain('/v1/traces')
    expect(traces.toString('latin1')).toContain('digits')
    expect(traces.toString('latin1')).toContain(inferPath)
    expect(traces.toString('latin1')).not.toContain('/v2/health/live')
  })
})
