/**
 * Loaded before a program (`node --require`): tells on file descriptor 3, when it ends, how many bytes of memory it held
 * at most.
 */
const { readFileSync, writeSync } = require('node:fs')

function peakMemory() {
  try {
    // Counted from the start of the program; the portable figure may begin with the size of the one that started it.
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
    return kilobytes * 1024
  } catch {
    return process.resourceUsage().maxRSS * 1024
  }
}

process.on('exit', () => writeSync(3, String(peakMemory())))
