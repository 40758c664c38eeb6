// Those who are too many, as a process of their own: this file is the process as well.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setPriority } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/**
 * `asks` again as soon as it is answered, `deaf` reads no answer, `slow` sends a byte a second (of the headers, or of the
 * body when it has one), `idle` sends nothing.
 */
export interface Flood {
  kind: 'asks' | 'deaf' | 'slow' | 'idle'
  url: string
  /** Each takes the next of them, from the first again after the last. */
  headers: Record<string, string>[]
  body?: string
  connections: number
  seconds: number
}

export interface Flooded {
  /** Answers, by their status. */
  statuses: Record<number, number>
  /** Connections that were opened, and those of them that the register closed, or never let in. */
  opened: number
  cut: number
}

const pauseAfterCutMs = 100
/** They come one after the other, but all of them soon. */
const [apartMs, allWithinMs] = [2, 1_500]

/** A flood that is under way. It ends by itself. */
export async function flood(wanted: Flood): Promise<Flooded> {
  const child = fork(fileURLToPath(import.meta.url))
  const gone = once(child, 'exit')
  child.send(wanted)
  const [came] = (await Promise.race([once(child, 'message'), gone])) as [Flooded | number]
  child.kill()
  await gone
  if (typeof came !== 'object') throw new Error(`the flood ended with ${came}`)
  return came
}

async function run({ kind, url, headers, body, connections, seconds }: Flood): Promise<Flooded> {
  const came: Flooded = { statuses: {}, opened: 0, cut: 0 }
  const note = (status: number) => (came.statuses[status] = (came.statuses[status] ?? 0) + 1)
  const until = performance.now() + seconds * 1_000
  const lasts = () => performance.now() < until
  const agent = new Agent({ keepAlive: true })
  const { hostname, port, pathname, search } = new URL(url)

  /** Sends one request and reads its answer, or leaves it unread until the end. */
  const ask = (n: number, isRead: boolean) =>
    new Promise<void>((resolve, reject) => {
      request(url, { agent, headers: headers[n % headers.length]! }, (response) => {
        note(response.statusCode!)
        response.once('error', reject)
        if (isRead) response.resume().once('end', resolve)
        else response.pause().once('close', resolve)
      })
        .once('error', reject)
        .end()
    })

  const asker = async (n: number) => {
    came.opened++
    while (lasts()) {
      try {
        await ask(n, kind === 'asks')
      } catch {
        if (!lasts()) return
        came.cut++
        await sleep(pauseAfterCutMs)
      }
    }
  }

  /** A connection on which something is sent, byte by byte, or nothing. */
  const holder = async (n: number) => {
    const socket: Socket = connect(Number(port), hostname)
    socket.once('connect', () => came.opened++)
    socket.once('data', (text: Buffer) => note(Number(text.toString().split(' ')[1])))
    socket.on('error', () => {})
    const head = [`${body ? 'POST' : 'GET'} ${pathname}${search} HTTP/1.1`, 'host: register']
    for (const [name, value] of Object.entries(headers[n % headers.length]!)) head.push(`${name}: ${value}`)
    if (body)
      socket.write(`${head.join('\r\n')}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`)
    const slowly = body ?? head.join('\r\n')
    for (let at = 0; lasts() && !socket.closed; at++) {
      if (kind === 'slow') socket.write(slowly[at % slowly.length]!)
      await sleep(1_000)
    }
    if (socket.closed) came.cut++
    socket.destroy()
  }

  const one = kind === 'asks' || kind === 'deaf' ? asker : holder
  const all = Promise.all(
    Array.from({ length: connections }, async (_, n) => {
      await sleep(n * Math.min(apartMs, allWithinMs / connections))
      await one(n)
    }),
  )
  // Whoever is still waited for then is not waited for any longer.
  await Promise.race([all, sleep(seconds * 1_000 + 1_000)])
  return came
}

if (import.meta.main) {
  // A flood comes from other machines: it must not take the processor from what it floods.
  setPriority(10)
  process.once('message', (wanted: Flood) => {
    run(wanted).then(
      (came) => process.send!(came),
      (error: unknown) => {
        throw error
      },
    )
  })
}
