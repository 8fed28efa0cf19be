/** The smallest app: reads the picture that is named, and prints after how many milliseconds it had the answer. */
import { predict } from '@team/mnist-model'

const { isDigit } = await predict(process.argv[2])
if (!isDigit) throw new Error(`Expected a digit in ${process.argv[2]} but the model sees none.`)
console.log(performance.now())
