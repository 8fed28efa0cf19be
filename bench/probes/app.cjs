const { predict } = require('@team/mnist-model')

predict(process.argv[2]).then(({ digit }) => console.log(digit))
