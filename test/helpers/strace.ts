import { spawnSync } from 'node:child_process'

/** True if strace is available: not on macOS and Windows, nor in every container. */
export const hasStrace = process.platform === 'linux' && spawnSync('strace', ['-f', 'true']).status === 0

/** Returns the arguments to run a command under strace, with its system calls recorded in a file. */
export function traced(record: string, command: readonly string[]): string[] {
  return ['-f', '-qq', '-y', '-s', '300', '-e', 'trace=%file,%network', '-o', record, ...command]
}

/** Forbidden actions of a process. */
export interface Deeds {
  readonly writes: string[]
  readonly sockets: string[]
  /** Files that were opened outside of the allowed folders. */
  readonly reads: string[]
}

const writing =
  /^(?:mkdir|rename|unlink|rmdir|link|symlink|chmod|chown|truncate|mknod|utime|setxattr|fchmodat|futimesat)/

/** Read by every Node process: shared libraries, the kernel's own files, the settings of OpenSSL and the C library. */
const system = [
  '/lib',
  '/usr/lib',
  '/etc/ld.so',
  '/etc/ssl/',
  '/usr/local/ssl/',
  '/proc/',
  '/sys/',
  '/dev/urandom',
  '/dev/null',
  '/usr/share/zoneinfo',
  '/etc/localtime',
]

/** Finds forbidden actions in a record of strace. */
export function deedsOf(record: string, allowed: readonly string[]): Deeds {
  const deeds: Deeds = { writes: [], sockets: [], reads: [] }
  for (const line of record.split('\n')) {
    const call = line.replace(/^\d+ +/, '')
    if (/= -1 E/.test(call)) continue
    const path = call.match(/"([^"]*)"/)?.[1] ?? ''
    if (/^(?:socket|connect|bind|sendto|sendmsg)\(/.test(call)) deeds.sockets.push(call)
    else if (writing.test(call) || /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(call)) {
      if (path !== '/dev/null') deeds.writes.push(call)
    } else if (/^open/.test(call) && !/O_DIRECTORY/.test(call)) {
      if (![...system, ...allowed].some((folder) => path.startsWith(folder))) deeds.reads.push(path)
    }
  }
  return deeds
}
