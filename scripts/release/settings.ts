import { ReleaseError } from './errors.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** A token, and the variable that holds it. Files contain the variable's name, never the token. */
export interface Token {
  readonly variable: 'CI_JOB_TOKEN' | 'NPM_TOKEN'
  readonly value: string
}

/** Timeouts and retries of requests. */
export interface RetryOptions {
  /** Timeout of a request in seconds. */
  readonly requestSeconds: number
  /** Number of retries after a 5xx, a lost connection or a timeout. */
  readonly retries: number
  /** Seconds before the first retry; doubled before each further one. */
  readonly pauseSeconds: number
  /** Seconds to wait for an upload to become visible. */
  readonly verifySeconds: number
}

/** The GitLab project to publish to. */
export interface Settings {
  /** `https://host/api/v4`, without a slash at its end. */
  readonly api: string
  readonly projectId: string
  /** The project's npm registry, with the slash at its end that npm's auth line needs. */
  readonly registry: string
  readonly token: Token
  readonly retry: RetryOptions
}

/**
 * Reads the project and the token from the environment.
 *
 * @throws ReleaseError naming a variable that is missing or invalid
 */
export function readSettings(env: Environment): Settings {
  const api = apiUrl(env.CI_API_V4_URL)
  const projectId = required(env, 'CI_PROJECT_ID', "the project's number, as its overview page shows it")
  if (!/^\d+$/.test(projectId)) {
    throw new ReleaseError(`Expected a number in CI_PROJECT_ID but found ${JSON.stringify(projectId)}.`)
  }
  return {
    api,
    projectId,
    registry: `${api}/projects/${projectId}/packages/npm/`,
    token: readToken(env),
    retry: readRetryOptions(env),
  }
}

/** Reads `VERIFY_SECONDS`, `REQUEST_SECONDS`, `RETRIES` and `RETRY_SECONDS`. */
export function readRetryOptions(env: Environment): RetryOptions {
  return {
    requestSeconds: positive(env, 'REQUEST_SECONDS', 60),
    retries: positive(env, 'RETRIES', 5),
    pauseSeconds: positive(env, 'RETRY_SECONDS', 1),
    verifySeconds: positive(env, 'VERIFY_SECONDS', 300),
  }
}

/** Reads the job's token, or the one that a person exported. */
function readToken(env: Environment): Token {
  for (const variable of ['CI_JOB_TOKEN', 'NPM_TOKEN'] as const) {
    const value = env[variable]
    if (value) return { variable, value }
  }
  throw new ReleaseError(
    'Expected a token in CI_JOB_TOKEN (GitLab sets it in a job) or NPM_TOKEN (a deploy token with ' +
      'write_package_registry, or an access token with api) but found neither.',
  )
}

function apiUrl(value: string | undefined): string {
  if (value && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '')
  const found = value ? JSON.stringify(value) : 'nothing'
  throw new ReleaseError(
    `Expected the address of GitLab's API in CI_API_V4_URL (https://HOST/api/v4) but found ${found}.`,
  )
}

function required(env: Environment, name: string, meaning: string): string {
  const value = env[name]
  if (value) return value
  throw new ReleaseError(`Expected ${meaning} in ${name} but found nothing.`)
}

function positive(env: Environment, name: string, otherwise: number): number {
  const value = env[name] ? Number(env[name]) : otherwise
  if (value >= 0 && Number.isFinite(value)) return value
  throw new ReleaseError(`Expected a number of at least 0 in ${name} but found ${JSON.stringify(env[name])}.`)
}
