#!/usr/bin/env node
// CommonJS: Node loads it some milliseconds sooner than an ES module.
const { main } = require('../dist/cli.cjs')

main(process.argv.slice(2), process).then((exitCode) => {
  process.exitCode = exitCode
})
