import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Samples by figure: a probe prints them as JSON. */
export type Samples = Record<string, number[]>

/** A program, its arguments, and the folder that it runs in. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
}

/** A program that node runs. */
export function node(cwd: string, ...args: string[]): Program {
  return { file: process.execPath, args, cwd }
}

/**
 * Runs a program to its end; returns the milliseconds from start to exit.
 *
 * @throws Error if it fails, with what it wrote
 */
export function timeRun(program: Program): number {
  return run(program).milliseconds
}

/** Runs a probe and returns what it measured. */
export function runProbe(program: Program): Samples {
  return JSON.parse(run(program).output[1]!)
}

/** Runs a Node program and returns its peak memory in megabytes. */
export function peakMemory({ args, ...program }: Program): number {
  const preload = fileURLToPath(new URL('probes/peak-memory.cjs', import.meta.url))
  const bytes = Number(run({ ...program, args: ['--require', preload, ...args] }).output[3])
  if (bytes > 0) return bytes / 1e6
  throw new Error(`Expected the peak memory of node ${args.join(' ')} but it told none.`)
}

function run({ file, args, cwd }: Program): { milliseconds: number; output: string[] } {
  const started = performance.now()
  const { status, output, error } = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  })
  const milliseconds = performance.now() - started
  if (status === 0) return { milliseconds, output: output as string[] }
  throw new Error(`Expected ${file} ${args.join(' ')} to succeed but it ended with ${status}: ${error ?? output[2]}`)
}
