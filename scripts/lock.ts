import { readFileSync } from 'node:fs'

/** The fields of an installed package in package-lock.json that are read here. */
export interface LockedPackage {
  readonly name?: string
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly dev?: true
  readonly link?: true
  readonly inBundle?: true
  readonly hasInstallScript?: true
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export interface Lock {
  /** By folder; '' is the project itself. */
  readonly packages: Readonly<Record<string, LockedPackage>>
}

export function readLock(path: string): Lock {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Returns the name of a package by its folder: `@img/colour` for `node_modules/sharp/node_modules/@img/colour`. */
export function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)
}
