import { predict } from '@team/mnist-model/embedded'

export async function handler({ body, isBase64Encoded }) {
  const { digit } = await predict(Buffer.from(body, isBase64Encoded ? 'base64' : 'latin1'))
  return { statusCode: 200, body: JSON.stringify({ digit }) }
}
