import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchMnist } from '../../../scripts/fetch-mnist.js'
import { removeFolder, temporaryFolder, writeFiles } from '../../helpers/folders.js'
import { closeServer, listen } from '../../registry/server.js'

const sums = { digits: createHash('sha256').update('digits').digest('hex') }
let folder: string
let server: Server
let url: string
let asked: string[]

beforeEach(async () => {
  folder = temporaryFolder()
  asked = []
  server = createServer((request, response) => {
    asked.push(request.url!)
    if (request.url!.startsWith('/gone')) response.writeHead(404)
    response.end(gzipSync(request.url!.startsWith('/changed') ? 'other' : 'digits'))
  })
  url = await listen(server)
})

afterEach(async () => {
  await closeServer(server)
  removeFolder(folder)
})

describe("MNIST's test set", () => {
  it('is downloaded from the first mirror that has it unchanged', async () => {
    await fetchMnist(folder, [`${url}/gone`, `${url}/changed`, `${url}/sound`, `${url}/unused`], sums)
    expect(gunzipSync(readFileSync(join(folder, 'digits.gz'))).toString()).toBe('digits')
    expect(asked).toEqual(['/gone/digits.gz', '/changed/digits.gz', '/sound/digits.gz'])
  })

  it('is not downloaded again', async () => {
    writeFiles(folder, { 'digits.gz': gzipSync('digits') })
    await fetchMnist(folder, [url], sums)
    expect(asked).toEqual([])
  })

  it('replaces a file with other contents', async () => {
    writeFiles(folder, { 'digits.gz': gzipSync('stale') })
    await fetchMnist(folder, [url], sums)
    expect(gunzipSync(readFileSync(join(folder, 'digits.gz'))).toString()).toBe('digits')
  })

  it('that no mirror has is an error with the answer of each, and leaves no file', async () => {
    const other = createHash('sha256').update('other').digest('hex')
    await expect(fetchMnist(folder, [`${url}/gone`, `${url}/changed`], sums)).rejects.toThrow(
      'Expected digits.gz from a mirror of MNIST but received none. Set MNIST_DIR to a folder that has it.\n' +
        `${url}/gone: status 404\n${url}/changed: SHA-256 ${other}, expected ${sums.digits}`,
    )
    expect(existsSync(join(folder, 'digits.gz'))).toBe(false)
  })
})
