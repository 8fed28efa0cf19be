/**
 * The text with every secret taken out, also as it looks inside a URL or in Basic authentication.
 *
 * @param secrets tokens and secret addresses; undefined and empty ones are passed over.
 */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  const forms = secrets
    .filter((secret): secret is string => Boolean(secret))
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
  // The longest first: one secret may be the beginning of another.
  return [...new Set(forms)]
    .sort((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
}

const SECRETS = ['CI_JOB_TOKEN', 'NPM_TOKEN', 'NPM_READ_TOKEN', 'NOTIFY_WEBHOOK_URL'] as const

type Environment = Readonly<Record<string, string | undefined>>

/** The values in the environment that no line of output may hold. */
export function secretsIn(env: Environment): (string | undefined)[] {
  return SECRETS.map((name) => env[name])
}

/** The environment for programs that have no business with them: a build, and what was installed. */
export function withoutSecrets(env: Environment): Record<string, string | undefined> {
  const secrets: readonly string[] = SECRETS
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secrets.includes(name)))
}
