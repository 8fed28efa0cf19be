import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'

const { getReleaseLine } = createRequire(import.meta.url)('../../../.changeset/changelog.cjs')

describe('a changeset in the changelog', () => {
  it('has its first line as the headline, and the rest below it', async () => {
    const summary = 'New: `infer`\n\nIt takes rasters:\n\n```js\ninfer(x)\n```\n'
    expect(await getReleaseLine({ summary })).toBe(
      '- **New: `infer`**\n\n  It takes rasters:\n\n  ```js\n  infer(x)\n  ```',
    )
  })

  it('of one line becomes that line', async () => {
    expect(await getReleaseLine({ summary: 'Clearer words.' })).toBe('- Clearer words.')
  })
})
