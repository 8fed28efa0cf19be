import { predict } from '@team/mnist-model/embedded'

const picture = await (await fetch('picture.png')).arrayBuffer()
const answer = await predict(picture).then(({ digit }) => String(digit), String)
await fetch('answer', { method: 'POST', body: answer })
