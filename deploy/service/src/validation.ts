import type { Socket } from 'node:net'
import type { FastifySchemaValidationError } from 'fastify/types/schema.js'

/** The first thing that a schema found wrong, as: expected this, received that. */
export function validationError(errors: FastifySchemaValidationError[], dataVar: string): Error {
  const [{ instancePath, message = 'must be valid', params, ...rest }] = errors as [FastifySchemaValidationError]
  const place = `${dataVar}${instancePath.slice(0, 80)}`
  const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : ''
  const expected = `${message.replace(/^must /, 'to ')}${allowed}`
  return new Error(`Expected ${place} ${expected} but received ${kindOf('data' in rest ? rest.data : undefined)}`)
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object')
    return `an object with ${Object.keys(value).slice(0, 5).join(', ').slice(0, 80) || 'nothing in it'}`
  return JSON.stringify(value).slice(0, 60)
}

const refusals: Record<string, [string, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'Expected the whole request in time but it came too slowly.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'Expected at most 16 KiB of headers but received more.'],
}

/** Answers what is not HTTP, or comes too slowly, in the shape of every other refusal. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, message] = refusals[error.code ?? ''] ?? [
    '400 Bad Request',
    'Expected an HTTP request but received something else.',
  ]
  const body = JSON.stringify({ error: message })
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    )
  }
  socket.destroySoon()
}
