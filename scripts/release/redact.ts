/**
 * Removes every secret from a text, also if it is URL-encoded or in base64, as in Basic authentication.
 *
 * @param secrets tokens and secret addresses; undefined and empty ones are ignored
 */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  const forms = secrets
    .filter((secret): secret is string => Boolean(secret))
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
  // Longest first, because one secret may be a prefix of another.
  return [...new Set(forms)]
    .sort((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
}

const SECRETS = ['CI_JOB_TOKEN', 'NPM_TOKEN', 'NPM_READ_TOKEN', 'NOTIFY_WEBHOOK_URL'] as const

type Environment = Readonly<Record<string, string | undefined>>

/** Returns the values in the environment that must not appear in any output. */
export function secretsIn(env: Environment): (string | undefined)[] {
  return SECRETS.map((name) => env[name])
}

/** Returns the environment without secrets, for programs that need none: a build, and what was installed. */
export function withoutSecrets(env: Environment): Record<string, string | undefined> {
  const secrets: readonly string[] = SECRETS
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secrets.includes(name)))
}
