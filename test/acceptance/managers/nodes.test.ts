import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { misread } from '../../helpers/answers.js'
import { fixture } from '../../helpers/fixtures.js'
import { run } from '../../helpers/run.js'
import { installTool, nodeTool, removeTools } from './tools.js'

const { app } = inject('packed')
const command = join(app, 'node_modules/@team/mnist-model/bin/mnist-predict.cjs')

afterAll(removeTools)

describe.each(['22.23.3', '24.21.0', '26.10.0'])('Node %s', (version) => {
  let node: string

  beforeAll(async () => {
    node = await installTool(nodeTool(version))
  })

  it('is the version that runs', async () => {
    const { stdout } = await run(node, ['--version'], { cwd: app })
    expect(stdout.trim()).toBe(`v${version}`)
  })

  it('reads every fixture correctly with the installed command', async () => {
    const { code, stdout } = await run(node, [command, fixture('digits'), '--jsonl'], { cwd: app })
    expect({ code, misread: misread(stdout) }).toEqual({ code: 0, misread: [] })
  })

  it.each([
    ['imports the library', ['--input-type=module', '-e'], "import { predict } from '@team/mnist-model';"],
    ['requires the library', ['--input-type=commonjs', '-e'], "const { predict } = require('@team/mnist-model');"],
  ])('%s', async (_, options, entry) => {
    const code = `${entry} predict(process.argv[1]).then(({ digit }) => console.log(digit))`
    const args = [...options, code, fixture('digits', '7', 'upright-plain-pen.png')]
    const result = await run(node, args, { cwd: app })
    expect(result).toMatchObject({ code: 0, stdout: '7\n', stderr: '' })
  })

  it('passes the self-test', async () => {
    const { code } = await run(node, [command, 'selftest'], { cwd: app })
    expect(code).toBe(0)
  })
})
