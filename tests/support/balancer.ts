import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface Balancer extends AsyncDisposable {
  url: string
}

/**
 * A plain round-robin: each request goes to the next register, and `x-answered-by` says to which of them. One that takes
 * no connection is passed over; one that dies before it has answered is 502.
 */
export async function balance(urls: string[]): Promise<Balancer> {
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    passOn(incoming, outgoing).catch(() => outgoing.writeHead(502).end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function passOn(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming)
    for (let attempt = 1; ; attempt++) {
      const chosen = turn++ % urls.length
      try {
        const answer = await send(new URL(incoming.url!, urls[chosen]), incoming, body)
        const whole = await buffer(answer)
        outgoing.writeHead(answer.statusCode!, { ...answer.headers, 'x-answered-by': String(chosen) }).end(whole)
        return
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || attempt === urls.length) throw error
      }
    }
  }
}

function send(to: URL, { method, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(to, { method, headers })
    sent.on('response', resolve).on('error', reject).end(body)
  })
}
