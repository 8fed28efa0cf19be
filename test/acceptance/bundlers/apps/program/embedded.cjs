const { readFileSync } = require('node:fs')
const { predict } = require('@team/mnist-model/embedded')

predict(readFileSync(0)).then(({ digit }) => console.log(digit))
