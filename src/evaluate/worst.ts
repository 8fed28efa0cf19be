/** Keeps the worst of many, worst first; of two that are equally bad the earlier stands first. */
export class Worst<T> {
  /** Number of items that were added. */
  count = 0
  readonly #limit: number
  readonly #badness: (item: T) => number
  readonly #items: T[] = []

  constructor(limit: number, badness: (item: T) => number) {
    this.#limit = limit
    this.#badness = badness
  }

  get items(): readonly T[] {
    return this.#items
  }

  add(item: T): void {
    this.count++
    const place = this.#items.findIndex((other) => this.#badness(other) < this.#badness(item))
    this.#items.splice(place === -1 ? this.#items.length : place, 0, item)
    if (this.#items.length > this.#limit) this.#items.pop()
  }
}
