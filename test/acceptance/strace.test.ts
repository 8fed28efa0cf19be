import { cpSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { fixture } from '../helpers/fixtures.js'
import { removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { run } from '../helpers/run.js'
import { deedsOf, hasStrace, traced } from '../helpers/strace.js'

const packed = inject('packed')
const app = temporaryFolder()
afterAll(() => removeFolder(app))

// A picture that our decoder reads, and one that sharp reads.
test.runIf(hasStrace).each(['upright-plain-pen.png', 'leaning-plain-pencil.jpg'])(
  'a prediction writes nothing, opens no socket, and reads nothing outside the app, the picture and Node: %s (on Linux, with strace)',
  async (name) => {
    cpSync(packed.app, app, { recursive: true, verbatimSymlinks: true })
    const script = "import { predict } from '@team/mnist-model'\nconsole.log((await predict(process.argv[2])).digit)"
    writeFiles(app, { 'app.mjs': script })
    const record = join(app, 'strace.txt')
    const picture = fixture('digits', '7', name)
    const { code, stdout } = await run('strace', traced(record, [process.execPath, join(app, 'app.mjs'), picture]), {
      cwd: app,
    })
    const node = dirname(dirname(process.execPath))
    expect({ code, stdout: stdout.trim(), ...deedsOf(readFileSync(record, 'utf8'), [app, picture, node]) }).toEqual({
      code: 0,
      stdout: '7',
      writes: [],
      sockets: [],
      reads: [],
    })
  },
)
