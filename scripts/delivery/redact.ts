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

/** The values in the environment that no line of output may hold. */
export function secretsIn(env: Readonly<Record<string, string | undefined>>): (string | undefined)[] {
  return [env.CI_JOB_TOKEN, env.NPM_TOKEN, env.NOTIFY_WEBHOOK_URL]
}
