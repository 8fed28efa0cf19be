import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runServer } from 'verdaccio'
import { closeServer, listen } from './server.js'

/** A plain npm registry: the store behind the GitLab-shaped front, without rights of its own. */
export interface Store {
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts Verdaccio on a port of the system's choosing, with its storage in a temporary folder that `close()` removes.
 *
 * @param scope packages of this scope (`@team`) are kept here and never looked up elsewhere.
 * @param upstream URL of the registry that answers for every other package; null: nobody does.
 */
export async function startVerdaccio(scope: string, upstream: string | null): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'npm-store-'))
  const everybody = { access: '$all', publish: '$all', unpublish: '$all' }
  const config = {
    self_path: join(folder, 'config.yaml'),
    config_path: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    uplinks: upstream ? { upstream: { url: upstream, maxage: '30m', timeout: '60s' } } : {},
    packages: {
      [`${scope}/*`]: everybody,
      '**': upstream ? { access: '$all', proxy: 'upstream' } : { access: '$all' },
    },
    web: { enable: false },
    max_body_size: '200mb',
    log: { type: 'stdout', format: 'json', level: 'fatal' },
  }
  const server: Server = await runServer(config as unknown as Parameters<typeof runServer>[0])
  return {
    url: await listen(server),
    async close() {
      await closeServer(server)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
