import { predict } from '@team/mnist-model/embedded'

export default {
  async fetch(request) {
    const { digit } = await predict(await request.arrayBuffer())
    return new Response(digit)
  },
}
