/**
 * Measures the service against what it cannot be faster than, in one run on one machine: a bare Fastify route that parses
 * the same body and returns the same JSON, and the library called without HTTP. Prints the table of bench.md.
 *
 *   npm run build && node bench.mjs [--seconds 5] [--photo FILE.jpg]
 *
 * The ratios of a busy machine mean nothing: it says so if the load is above a half before it starts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { createPredictor, modelInfo } from '@team/mnist-model'
import autocannon from 'autocannon'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, photo: { type: 'string' }, bare: { type: 'boolean' } },
})

async function measure() {
  const [load] = loadavg()
  if (load > 0.5)
    console.error(`Expected a quiet machine but its load is ${load.toFixed(1)}: do not quote these figures.`)
  const duration = Number(values.seconds)
  const rows = []
  const service = await start('dist/main.js')
  const bare = await start('bench.mjs', '--bare')
  console.error(`start to ready: ${Math.round(service.milliseconds)} ms`)
  rows.push(['start to ready, ms', Math.round(service.milliseconds), '', '<= 500'])

  const one = inferBody(1)
  const json = { 'content-type': 'application/json' }
  const answer = await (await fetch(`${service.url}${path}`, { method: 'POST', headers: json, body: one })).text()
  await fetch(`${bare.url}/answer`, { method: 'POST', headers: json, body: answer })
  // Alternating, so that neither has the quieter minutes.
  const rates = { bare: [], service: [] }
  for (let round = 0; round < 3; round++) {
    rates.bare.push(await shoot(bare.url, one, { connections: 32, duration }))
    rates.service.push(await shoot(service.url, one, { connections: 32, duration }))
  }
  const rate = median(rates.service.map(({ requests }) => requests.average))
  const bareRate = median(rates.bare.map(({ requests }) => requests.average))
  rows.push([
    'infer, one raster, 32 connections: requests a second, and of the bare route',
    rate,
    rate / bareRate,
    '>= 75 %',
  ])

  const half = await shoot(service.url, one, { connections: 32, duration, overallRate: Math.round(rate / 2) })
  rows.push([
    'p99 by p50 at half of that rate',
    half.latency.p99,
    half.latency.p99 / Math.max(1, half.latency.p50),
    '<= 10',
  ])

  const batch = await shoot(service.url, inferBody(64), { connections: 4, duration })
  const engine = await engineRate(64)
  const rasters = batch.requests.average * 64
  rows.push(['infer, 64 rasters: rasters a second, and of the engine', rasters, rasters / engine, '>= 60 %'])

  if (values.photo) {
    const photo = readFileSync(values.photo)
    const { requests } = await autocannon({
      url: `${service.url}/predict`,
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: photo,
      connections: 4,
      duration,
    })
    const library = await photoRate(photo, duration)
    rows.push([
      'predict, that photo: pictures a second, and of the library',
      requests.average,
      requests.average / library,
      '>= 85 %',
    ])
  }
  service.stop()
  bare.stop()
  console.log('| what | figure | ratio | target |\n| --- | --- | --- | --- |')
  for (const [what, figure, ratio, target] of rows)
    console.log(`| ${what} | ${round(figure)} | ${round(ratio)} | ${target} |`)
}

const path = '/v2/models/mnist/infer'
const round = (value) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value)
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
const raster = (i) => Buffer.from(modelInfo().golden[i % modelInfo().golden.length].raster, 'base64')
const inferBody = (count) =>
  JSON.stringify({
    id: 'x',
    inputs: [
      {
        name: 'image',
        shape: [count, 28, 28],
        datatype: 'UINT8',
        data: Array.from({ length: count }, (_, i) => [...raster(i)]).flat(),
      },
    ],
  })

async function start(...args) {
  const begin = performance.now()
  const env = { ...process.env, PORT: '0', DRAIN_SECONDS: '0', LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, args, { cwd: import.meta.dirname, env, stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /listening at (http:\/\/[\d.:]+)/.exec(line) ?? []
    if (url) return { url, milliseconds: performance.now() - begin, stop: () => child.kill() }
  }
  throw new Error(`Expected ${args[0]} to listen but it ended with ${await once(child, 'exit')}.`)
}

function shoot(url, body, options) {
  return autocannon({
    url: url + path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    ...options,
  })
}

/** Rasters a second of the engine alone. */
async function engineRate(count) {
  const predictor = await createPredictor()
  const images = Buffer.concat(Array.from({ length: count }, (_, i) => raster(i)))
  for (let i = 0; i < 20; i++) await predictor.infer(images)
  const begin = performance.now()
  let runs = 0
  while (performance.now() - begin < 2000) {
    await predictor.infer(images)
    runs++
  }
  return (runs * count * 1000) / (performance.now() - begin)
}

/** Photos a second of the library alone, four at a time as the clients send them. */
async function photoRate(photo, seconds) {
  const predictor = await createPredictor()
  await predictor.predict(photo)
  const begin = performance.now()
  let read = 0
  const worker = async () => {
    while (performance.now() - begin < seconds * 1000) {
      await predictor.predict(photo)
      read++
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  return (read * 1000) / (performance.now() - begin)
}

if (values.bare) {
  // The other side of the first ratio, as a process of its own.
  const { default: Fastify } = await import('fastify')
  const app = Fastify({ bodyLimit: 2 ** 24 })
  let answer
  app.post('/answer', async ({ body }) => {
    answer = body
    return 'kept'
  })
  app.post('/v2/models/mnist/infer', async () => answer)
  console.log(`listening at ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
} else await measure()
