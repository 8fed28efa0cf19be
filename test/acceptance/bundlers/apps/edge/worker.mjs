import { predict } from '@team/mnist-model/embedded'

addEventListener('fetch', (event) => event.respondWith(answer(event.request)))

/** Answers a request that holds the 28 * 28 pixels of a gray picture. */
async function answer(request) {
  const data = new Uint8Array(await request.arrayBuffer())
  const { digit } = await predict({ data, width: 28, height: 28, channels: 1 })
  return new Response(digit)
}
