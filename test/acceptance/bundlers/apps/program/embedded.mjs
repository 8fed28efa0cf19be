import { readFileSync } from 'node:fs'
import { predict } from '@team/mnist-model/embedded'

predict(readFileSync(0)).then(({ digit }) => console.log(digit))
