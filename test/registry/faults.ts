/** Something that goes wrong on purpose, for the next `times` requests that fit. */
export interface Fault {
  /** `GET`, `PUT`, `DELETE`; left out: any. */
  readonly method?: string
  /** What the client sees: a gateway's status, or silence until it gives up. */
  readonly answer: 502 | 503 | 'silence'
  /** How many requests are hit; left out: one. */
  readonly times?: number
  /** The request is carried out all the same, and only its answer is lost. */
  readonly carriedOut?: boolean
}

/** Faults in the order in which they were injected, each used up by the requests it hits. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = []

  inject(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  /** The fault that hits this request, or null. */
  take(method: string): Fault | null {
    const hit = this.#waiting.find(({ fault }) => fault.method === undefined || fault.method === method)
    if (!hit) return null
    hit.left -= 1
    if (hit.left === 0) this.#waiting = this.#waiting.filter((entry) => entry !== hit)
    return hit.fault
  }
}
