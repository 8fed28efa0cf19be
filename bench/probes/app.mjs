import { predict } from '@team/mnist-model'

const { digit } = await predict(process.argv[2])
console.log(digit)
