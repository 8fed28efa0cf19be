import type { FastifyReply, FastifyRequest } from 'fastify'
import { bodyTooLarge, overloaded } from './errors.js'

/** A bound on something that is held at once. What does not fit is refused, and never waits. */
export class Allowance {
  #used = 0

  constructor(
    private readonly unit: string,
    private readonly limit: number,
  ) {}

  get used(): number {
    return this.#used
  }

  /**
   * Takes a part and returns the function that gives it back.
   *
   * @throws RequestError 503 if it does not fit
   */
  take(amount: number): () => void {
    // One request alone always fits: it is within the limits of a request.
    if (this.#used > 0 && this.#used + amount > this.limit) {
      throw overloaded(`Expected at most ${this.limit} ${this.unit} at once but ${this.#used} are taken.`)
    }
    this.#used += amount
    return () => {
      this.#used -= amount
    }
  }
}

/**
 * A hook that runs before a body is read: it refuses one that is announced as too large, and holds memory for the others
 * until they are answered or their connection is gone.
 *
 * @param maxBytes largest body, in bytes; also what a body of unknown length is counted as
 */
export function limitBody(memory: Allowance, maxBytes: number) {
  return async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const announced = headers['content-length']
    const bytes = announced === undefined ? maxBytes : Number(announced)
    if (bytes > maxBytes) throw bodyTooLarge(maxBytes, bytes)
    reply.raw.once('close', memory.take(bytes))
  }
}
