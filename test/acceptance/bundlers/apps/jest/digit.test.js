const { readFileSync } = require('node:fs')
const { predict } = require('@team/mnist-model')
const embedded = require('@team/mnist-model/embedded')

const picture = readFileSync('picture.png')

test('the package reads a digit', async () => {
  expect((await predict(picture)).digit).toBe(7)
})

test('the package with its model inside reads a digit', async () => {
  expect((await embedded.predict(picture)).digit).toBe(7)
})
