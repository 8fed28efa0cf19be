/**
 * Loaded with --require into every Node process of a test. Records each use of the network, and refuses all hosts but the
 * allowed ones. CommonJS, so that old package managers can load it.
 *
 * NETWORK_GUARD_ALLOWED  host:port of the allowed places, separated by spaces
 * NETWORK_GUARD_RECORD   file to which a line of JSON is added for each use
 */
'use strict'

const { appendFileSync } = require('node:fs')
const dgram = require('node:dgram')
const dns = require('node:dns')
const net = require('node:net')

const places = (process.env.NETWORK_GUARD_ALLOWED ?? '').split(' ').filter(Boolean)
const hosts = places.map((place) => place.slice(0, place.lastIndexOf(':')))

function permits(how, host, port) {
  const allowed = port === undefined ? hosts.includes(host) || net.isIP(host) > 0 : places.includes(`${host}:${port}`)
  const program = process.argv.slice(1, 3).join(' ')
  appendFileSync(process.env.NETWORK_GUARD_RECORD, `${JSON.stringify({ how, host, port, allowed, program })}\n`)
  return allowed
}

function refusal(host) {
  return Object.assign(new Error(`The network guard refuses ${host}.`), { code: 'ENETWORKGUARD' })
}

// tls, http, http2 and fetch all call this method.
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  const options =
    typeof first === 'object' ? first : { port: first, host: typeof second === 'string' ? second : undefined }
  // A path is a socket of another process on this machine.
  if (options.path !== undefined || Number.isNaN(Number(options.port))) return connect.apply(this, args)
  const host = options.host ?? 'localhost'
  if (permits('connect', host, Number(options.port))) return connect.apply(this, args)
  process.nextTick(() => this.destroy(refusal(host)))
  return this
}

const send = dgram.Socket.prototype.send
dgram.Socket.prototype.send = function (...args) {
  const host = args.find((arg) => typeof arg === 'string' && arg !== args[0]) ?? 'localhost'
  if (permits('datagram', host)) return send.apply(this, args)
  throw refusal(host)
}

const questions = Object.keys(dns).filter(
  (name) => /^(?:lookup|resolve|reverse)/.test(name) && name !== 'lookupService',
)
for (const owner of [dns, dns.Resolver.prototype]) guardQuestions(owner, (error, args) => args.at(-1)(error))
for (const owner of [dns.promises, dns.promises.Resolver.prototype]) {
  guardQuestions(owner, (error) => Promise.reject(error))
}

function guardQuestions(owner, refuse) {
  for (const name of questions) {
    const ask = owner[name]
    if (typeof ask !== 'function') continue
    owner[name] = function (...args) {
      if (permits(name, args[0])) return ask.apply(this, args)
      return refuse(refusal(args[0]), args)
    }
  }
}
