import { setTimeout as sleep } from 'node:timers/promises'
import { ReleaseError } from './errors.js'
import { pauses } from './http.js'
import { openNpm } from './npm.js'
import type { readPacked } from './packed.js'
import { lookUp, refusal } from './registry.js'
import { log } from './script.js'
import type { Settings } from './settings.js'
import { expectSameBytes } from './verify.js'

/** Returns npm's error code, such as `E403` or `ETIMEDOUT`, or an empty string. */
export function npmErrorCode(output: string): string {
  return /"code": "(\w+)"/.exec(output)?.[1] ?? /npm (?:error|ERR!) code (\w+)/.exec(output)?.[1] ?? ''
}

/** Returns true if the same upload may succeed a moment later. */
export function isTransient(code: string): boolean {
  return /^E(?:5\d\d|408|429)$|^FETCH_ERROR$|TIMEDOUT|TIMEOUT|ECONN|EPIPE|EAI_AGAIN|ENOTFOUND|UNREACH/.test(code)
}

/**
 * Uploads the tarball under a dist-tag, and retries transient failures. After each failure it asks the registry what it has:
 * the response may be lost although the upload arrived, and another pipeline may have been first.
 *
 * @throws ReleaseError with a remedy, if the registry refuses or has the version with other bytes
 */
export async function upload(packed: ReturnType<typeof readPacked>, tag: string, settings: Settings): Promise<void> {
  const { name, version, file } = packed
  const npm = await openNpm(name.split('/')[0]!, settings)
  try {
    for (const pause of [...pauses(settings.retry), null]) {
      const args = ['publish', file, '--tag', tag, '--ignore-scripts', '--json', '--fetch-retries=0']
      const { code, stdout, stderr } = await npm.run(args)
      if (code === 0) return
      const failure = npmErrorCode(stdout + stderr)
      const there = (await lookUp(name, settings)).versions[version]
      if (there) {
        expectSameBytes(packed, there)
        return log(`npm publish failed with ${failure}, but the registry has this very tarball`)
      }
      const status = ([401, 403, 404] as const).find((each) => failure === `E${each}`)
      if (status) throw refusal(status, settings)
      if (!isTransient(failure) || pause === null) {
        throw new ReleaseError(`npm publish failed and the registry is as before:\n${`${stdout}${stderr}`.trim()}`)
      }
      log(`npm publish failed with ${failure}; once more in ${pause} s`)
      await sleep(pause * 1000)
    }
  } finally {
    npm.close()
  }
}
