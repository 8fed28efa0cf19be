import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

const folder = new URL('../page/', import.meta.url)

const files = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
] as const

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob: data:; connect-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

/** GET /: a page on which a person drops or photographs a picture and sees the answer. */
export function servePage(app: FastifyInstance): void {
  for (const [path, file, type] of files) {
    const content = readFileSync(new URL(file, folder))
    app.get(path, { schema: { hide: true } }, (_, reply) => reply.headers(headers).type(type).send(content))
  }
}
