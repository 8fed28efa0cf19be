/**
 * model/manifest.schema.json, at build time: validates the manifest and generates src/model/metadata.ts.
 * training/ validates against the same schema when it exports.
 *
 *   tsx scripts/build/manifest-schema.ts
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv, type SchemaObject } from 'ajv'

const root = fileURLToPath(new URL('../..', import.meta.url))
const schema: SchemaObject = JSON.parse(readFileSync(join(root, 'model/manifest.schema.json'), 'utf8'))

/** Path of the generated types. */
export const typesFile = join(root, 'src/model/metadata.ts')

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema)

/** Describes each violation of the schema; empty if `manifest` is valid. */
export function schemaErrors(manifest: unknown): string[] {
  if (validate(manifest)) return []
  return validate.errors!.map(({ instancePath, message }) => `${instancePath || 'the manifest'} ${message}`)
}

/** Returns the TypeScript interfaces that the schema describes, all of it readonly. */
export async function generateTypes(): Promise<string> {
  // Loaded here, so that a build that only validates does not wait for it.
  const { compile } = await import('json-schema-to-typescript')
  const generated = await compile(schema, 'ModelInfo', {
    additionalProperties: false,
    bannerComment:
      '// Generated from model/manifest.schema.json by `npx tsx scripts/build/manifest-schema.ts`. Do not edit.',
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  return generated
    .replace(/ +\/\*\*(\n +\* @(min|max)Items \d+)+\n +\*\/\n/g, '')
    .replace(/\n +\*(\n +\* @(min|max)Items \d+)+/g, '')
    .replace(/\/\*\*\n +\* (.*)\n +\*\//g, '/** $1 */')
    .replace(/^( +)(\w+\??|\[k: string\]): /gm, '$1readonly $2: ')
    .replace(/: (\[.*\]|.*\[\])$/gm, ': readonly $1')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(typesFile, await generateTypes())
