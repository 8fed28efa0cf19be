import type { Level, Target } from './paths.js'

/** Who asks: holders of the three tokens, a token that was never issued, or nobody. */
export type Caller = 'write' | 'read' | 'none' | 'wrong' | 'anonymous'

/** Tokens of the one project: a job token that publishes, a deploy token that reads, a stranger's that does neither. */
export interface Tokens {
  readonly write: string
  readonly read: string
  readonly none: string
}

/** A refusal as GitLab words it. */
export interface Refusal {
  readonly status: 401 | 403 | 404
  readonly message: string
}

export function callerOf(authorization: string | undefined, tokens: Tokens): Caller {
  if (!authorization) return 'anonymous'
  const token = authorization.replace(/^(?:Bearer|Basic) /, '')
  const known = (['write', 'read', 'none'] as const).find((right) => tokens[right] === token)
  return known ?? 'wrong'
}

/**
 * The order of GitLab's own checks: is the token known, may a change be asked for at all, is the project seen, does
 * the right suffice. The project is private, so those who may not see it get 404.
 *
 * @param ours whether the package is of the project's scope; other packages are public.
 */
export function refuse(caller: Caller, method: string, level: Level, target: Target, ours: boolean): Refusal | null {
  if (caller === 'wrong') return { status: 401, message: '401 Unauthorized' }
  const writes = method !== 'GET' && method !== 'HEAD' && target.kind !== 'audit'
  if (writes && caller === 'anonymous') return { status: 401, message: '401 Unauthorized' }
  if (writes && target.kind === 'package' && level !== 'project') return { status: 404, message: '404 Not Found' }
  if ((writes || ours) && (caller === 'anonymous' || caller === 'none')) {
    return { status: 404, message: '404 Project Not Found' }
  }
  if (writes && caller === 'read') return { status: 403, message: '403 Forbidden' }
  return null
}
