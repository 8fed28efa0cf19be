import { predict } from '@team/mnist-model'

export async function POST(request) {
  const answer = await predict(await request.arrayBuffer()).then(
    ({ digit }) => digit,
    ({ code, message }) => `${code}: ${message}`,
  )
  return new Response(answer)
}
