import { Writable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { Output } from '../../../src/cli/output.js'

/** A stream that takes a write when it is told to. */
class SlowPaper extends Writable {
  readonly taken: string[] = []
  take = () => {}

  constructor() {
    super({ highWaterMark: 1, decodeStrings: false })
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.take = () => {
      this.taken.push(chunk)
      done()
    }
  }
}

describe('The output', () => {
  it('waits for a slow reader', async () => {
    const paper = new SlowPaper()
    const written = vi.fn()
    const writing = new Output(paper, vi.fn(), vi.fn()).write('a line\n').then(written)
    await new Promise(setImmediate)
    expect(written).not.toHaveBeenCalled()
    paper.take()
    await new Promise(setImmediate)
    paper.take()
    await writing
    expect(paper.taken).toEqual(['a line\n', ''])
  })

  it('drops what is written after the reader has gone', async () => {
    const paper = new SlowPaper()
    const closed = vi.fn()
    const output = new Output(paper, closed, vi.fn())
    paper.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    await new Promise(setImmediate)
    await output.write('a line\n')
    await output.flush()
    expect(closed).toHaveBeenCalledOnce()
    expect(paper.taken).toEqual([])
  })
})
