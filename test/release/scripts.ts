import { join } from 'node:path'
import { type Result, repository, run } from '../helpers/run.js'
import type { Registry } from '../registry/registry.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Runs scripts/NAME.ts to its end, as a job or a person does. Nothing of GitLab's is in its environment but `env`. */
export function runScript(name: string, args: readonly string[], env: Environment): Promise<Result> {
  const file = join(repository, 'scripts', `${name}.ts`)
  const absent = ['CI_API_V4_URL', 'CI_PROJECT_ID', 'CI_JOB_TOKEN', 'NPM_TOKEN', 'CI_COMMIT_SHA', 'NOTIFY_WEBHOOK_URL']
  const nothing = Object.fromEntries(absent.map((variable) => [variable, undefined]))
  return run(process.execPath, ['--import', 'tsx', file, ...args], { cwd: repository, env: { ...nothing, ...env } })
}

/** What a job of the registry's project has in its environment, with little patience. */
export function jobAt(registry: Registry, changes: Environment = {}): Environment {
  return {
    CI_API_V4_URL: `${registry.url}/api/v4`,
    CI_PROJECT_ID: '42',
    CI_JOB_TOKEN: registry.tokens.write,
    RETRY_SECONDS: '0.1',
    VERIFY_SECONDS: '20',
    ...changes,
  }
}
