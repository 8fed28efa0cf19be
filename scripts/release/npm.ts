import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandResult, cleanEnv, run } from './command.js'
import type { Settings } from './settings.js'

/** npm in an empty folder, set up for one scope of one registry. */
export interface Npm {
  /** Its working directory. */
  readonly folder: string
  run(args: readonly string[]): Promise<CommandResult>
  close(): void
}

/** Returns the lines of .npmrc that send a scope to a registry. The token stays in the environment: npm expands `${NAME}`. */
export function npmrcLines(scope: string, { registry, token }: Pick<Settings, 'registry' | 'token'>): string {
  const place = registry.replace(/^https?:/, '')
  return `${scope}:registry=${registry}\n${place}:_authToken=\${${token.variable}}\n`
}

/**
 * Creates a folder with its own cache and settings. Of the user's settings, only the default registry is kept.
 *
 * @param scope `@team`
 */
export async function openNpm(scope: string, settings: Settings): Promise<Npm> {
  const base = mkdtempSync(join(tmpdir(), 'delivery-'))
  const folder = join(base, 'app')
  const userconfig = join(base, 'npmrc')
  mkdirSync(folder)
  const { stdout } = await run('npm', ['config', 'get', 'registry'], { cwd: base })
  const registry = /^https?:\S+$/m.exec(stdout)?.[0]
  writeFileSync(userconfig, `${registry ? `registry=${registry}\n` : ''}${npmrcLines(scope, settings)}`)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const milliseconds = String(settings.retry.requestSeconds * 1000)
  // npm reads variables in capitals too.
  const others = Object.entries(cleanEnv()).filter(([variable]) => !/^npm_config_cache$/i.test(variable))
  const env = {
    ...Object.fromEntries(others),
    npm_config_userconfig: userconfig,
    npm_config_cache: join(base, 'cache'),
    npm_config_fetch_timeout: milliseconds,
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  }
  return {
    folder,
    run: (args) => run('npm', args, { cwd: folder, env }),
    close: () => rmSync(base, { recursive: true, force: true }),
  }
}
