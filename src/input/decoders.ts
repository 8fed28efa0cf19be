import { version } from '../../package.json'
import { decodeBase64 } from '../base64.js'
import type { DecoderStatus } from '../types.js'
import { decode } from './decode.js'
import { decodeSmallPng } from './png.js'
import { loadSharp } from './sharp.js'

/** Tells which decoders can be used here, and why the others cannot. */
export async function decoders(): Promise<DecoderStatus[]> {
  return [
    { name: 'builtin', available: true, version, detail: 'small plain PNG files', remedy: null },
    await statusOfSharp(),
  ]
}

async function statusOfSharp(): Promise<DecoderStatus> {
  try {
    const { sharp, vips } = (await loadSharp()).versions
    const detail = `PNG, JPEG, WebP and GIF files, with libvips ${vips}`
    return { name: 'sharp', available: true, version: sharp ?? null, detail, remedy: null }
  } catch (error) {
    const { message } = error as Error
    return { name: 'sharp', available: false, version: null, detail: message, remedy: 'npm install --include=optional' }
  }
}

/** A picture of one pixel for each decoder, and its grey level. */
const samples = {
  builtin: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNwAAAAQgBBKTf07wAAAABJRU5ErkJggg==',
  sharp:
    '/9j/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA' +
    '/8QAFAABAAAAAAAAAAAAAAAAAAAAAv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AL//Z',
}
const sampleLevel = 64

/** Decodes a picture of one pixel, and returns what is wrong, or null. */
export async function decoderProblem(name: DecoderStatus['name']): Promise<string | null> {
  try {
    const bytes = decodeBase64(samples[name])
    const image = name === 'builtin' ? decodeSmallPng(bytes) : await decode(bytes)
    return image?.data[0] === sampleLevel ? null : 'a picture is decoded to other pixels'
  } catch (error) {
    return (error as Error).message
  }
}
