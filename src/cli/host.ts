import type { Readable, Writable } from 'node:stream'
import type { createPredictor, decoders, engines, modelInfo, selftest } from '../index.js'

/** The part of Node's `process` that the command uses; tests pass their own. */
export interface Host {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Terminal
  readonly stderr: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
}

/** A stream that may lead to a terminal; `columns` is that terminal's width in characters. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** The part of the public API that the command uses. */
export interface Library {
  readonly createPredictor: typeof createPredictor
  readonly decoders: typeof decoders
  readonly engines: typeof engines
  readonly modelInfo: typeof modelInfo
  readonly selftest: typeof selftest
}
