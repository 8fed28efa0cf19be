let collator: Intl.Collator | undefined

/** Compares as people count: 2.png before 10.png. The language is fixed, so the order is the same everywhere. */
export function inNaturalOrder(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true })
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b))
}

/** The same for paths, folder by folder, which is the order in which `walk` meets them. */
export function inPathOrder(a: string, b: string): number {
  const left = a.split('/')
  const right = b.split('/')
  const fork = left.findIndex((name, index) => name !== right[index])
  if (fork === -1) return left.length - right.length
  return inNaturalOrder(left[fork]!, right[fork] ?? '')
}
