import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { extname, join } from 'node:path'
import { closeServer, listen } from '../../registry/server.js'
import { newFolder, seven } from './apps.js'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
]

/** Scripts and requests of the page's own origin, and WebAssembly: no more. */
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

/** Milliseconds in which a page answers, many times over. */
const patience = 120_000

/**
 * Opens the page in a folder with Chromium, which is on the PATH. `/picture.png` is served beside the page's files.
 *
 * @returns what the page posts to `/answer`
 * @throws Error if there is no Chromium, or no answer
 */
export async function openPage(folder: string): Promise<string> {
  const server = servePage(folder)
  const url = await listen(server)
  const browser = spawn('chromium', [...flags, `--user-data-dir=${newFolder()}`, url], {
    detached: true,
    stdio: 'ignore',
  })
  try {
    await once(browser, 'spawn')
    const [answer] = await once(server, 'answer', { signal: AbortSignal.timeout(patience) })
    return answer
  } finally {
    await stop(browser)
    await closeServer(server)
  }
}

function servePage(folder: string): Server {
  const server = createServer(async (request, response) => {
    const path = request.url === '/' ? '/index.html' : String(request.url)
    if (path === '/answer') {
      server.emit('answer', Buffer.concat(await request.toArray()).toString())
      response.end()
      return
    }
    try {
      const body = path === '/picture.png' ? seven : readFileSync(join(folder, path))
      const type = contentTypes[extname(path)] ?? 'application/octet-stream'
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  return server
}

const contentTypes: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }

/** Ends Chromium with the processes that it has started. */
async function stop(browser: ChildProcess): Promise<void> {
  if (browser.pid === undefined || browser.exitCode !== null) return
  const ended = once(browser, 'close')
  process.kill(-browser.pid)
  await ended
}
