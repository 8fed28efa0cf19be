import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inferBody, inferPath, rasters, send, startService } from './service.js'

/** How often the service is killed; the figure in bench.md is for 20. */
const kills = Number(process.env.KILLS ?? 3)

interface Attempt {
  readonly status?: number
  /** The error code, if no response came. */
  readonly code?: string
  /** Whether the service had closed nothing before the request was written: a client may not send it a second time. */
  readonly sent: boolean
}

function post(port: number, agent: Agent, body: string): Promise<Attempt> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
    let sent = false
    const outgoing = request({ port, host: '127.0.0.1', path: inferPath, method: 'POST', agent, headers })
    outgoing.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => (sent = true))
      else sent = true
    })
    outgoing.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode!, sent }))
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve({ code: error.code ?? error.message, sent }))
    outgoing.end(body)
  })
}

it(`loses no accepted request when it is killed under load, ${kills} times`, async () => {
  for (let round = 0; round < kills; round++) {
    const service = await startService({ DRAIN_SECONDS: '0.5' })
    const agent = new Agent({ keepAlive: true, maxSockets: 16 })
    const body = JSON.stringify(inferBody([rasters[0]!, rasters[1]!]))
    const outcomes: Attempt[] = []
    let isStopping = false
    // Sixteen clients behind a load balancer that asks for readiness, as every one does.
    const clients = Array.from({ length: 16 }, async () => {
      while (!isStopping) outcomes.push(await post(service.port, agent, body))
    })
    const balancer = (async () => {
      while (!isStopping) {
        const { status } = await send(`${service.url}/v2/health/ready`).catch(() => ({ status: 0 }))
        isStopping = status !== 200
        await wait(20)
      }
    })()
    await wait(200 + 50 * round)
    const code = service.stop()
    await Promise.all([...clients, balancer])
    agent.destroy()
    expect(await code).toBe(0)
    const lost = outcomes.filter(({ status, sent }) => sent && status !== 200)
    expect(outcomes.length).toBeGreaterThan(16)
    expect(lost, `round ${round}`).toEqual([])
  }
})

it('finishes a request that arrives slowly after SIGTERM', async () => {
  const service = await startService({ DRAIN_SECONDS: '0' })
  const body = JSON.stringify(inferBody([rasters[0]!]))
  const answer = new Promise<number>((resolve, reject) => {
    const headers = { 'content-length': String(Buffer.byteLength(body)) }
    const outgoing = request({ port: service.port, host: '127.0.0.1', path: inferPath, method: 'POST', headers })
    outgoing.on('response', (response) => resolve(response.statusCode!)).on('error', reject)
    outgoing.write(body.slice(0, 100))
    setTimeout(() => outgoing.end(body.slice(100)), 600)
  })
  await wait(200)
  const code = service.stop()
  expect(await answer).toBe(200)
  expect(await code).toBe(0)
})

it('is not ready, but alive, as soon as it is asked to stop', async () => {
  const service = await startService({ DRAIN_SECONDS: '1' })
  const code = service.stop()
  await wait(300)
  const [ready, model, live] = await Promise.all(
    ['/v2/health/ready', '/v2/models/mnist/ready', '/v2/health/live'].map((path) => send(service.url + path)),
  )
  expect([ready!.status, model!.status, live!.status]).toEqual([503, 503, 200])
  expect(live!.headers.get('connection')).toBe('close')
  expect(await code).toBe(0)
})
