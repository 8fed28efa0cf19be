import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { run } from './run.js'

/** One use of the network by a guarded process. */
export interface Contact {
  /** `connect`, `datagram` or a DNS question. */
  readonly how: string
  readonly host: string
  readonly port?: number
  readonly allowed: boolean
  /** Script and first argument of the process. */
  readonly program: string
}

const guard = fileURLToPath(new URL('network-guard.cjs', import.meta.url))

/**
 * Returns an environment in which Node processes and their children can reach these hosts only.
 *
 * @param origins URLs whose host and port are allowed
 * @param record file for the recorded uses, which `contacts` reads
 */
export function guarded(origins: readonly string[], record: string): Record<string, string> {
  writeFileSync(record, '', { flag: 'a' })
  return {
    NODE_OPTIONS: `--require ${JSON.stringify(guard)}`,
    NETWORK_GUARD_ALLOWED: origins.map(place).join(' '),
    NETWORK_GUARD_RECORD: record,
  }
}

/** Returns the uses that the guard recorded. */
export function contacts(record: string): Contact[] {
  const lines = readFileSync(record, 'utf8').split('\n')
  return lines.filter(Boolean).map((line) => JSON.parse(line))
}

/** The registry and the proxies that npm is configured with on this machine. */
export async function configuredRegistry(): Promise<{ registry: string; origins: string[] }> {
  const keys = ['registry', 'proxy', 'https-proxy']
  const { stdout } = await run('npm', ['config', 'get', ...keys], { cwd: tmpdir() })
  const settings = Object.fromEntries([...stdout.matchAll(/^([a-z-]+)=(.*)$/gm)].map(([, key, value]) => [key, value]))
  const origins = keys.map((key) => settings[key]).filter((value) => value !== undefined && /^https?:/.test(value))
  return { registry: settings.registry as string, origins: origins as string[] }
}

function place(origin: string): string {
  const { hostname, port, protocol } = new URL(origin)
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
}
