import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { base } from '../../src/representation.ts'

/** Of each kind. Together they stay within the limit of one key, however long it lasts. */
const callers = 2
const pauseMs = 700
const organisation = { name: 'Prov (påhittad)', kind: 'legal_entity', sector: 'other' }

interface Kind {
  method: 'GET' | 'POST'
  path: string
  body?: object
  keepAlive: boolean
}

/** Over connections of their own as well: whoever comes must be let in. */
const kinds: Record<string, Kind> = {
  read: { method: 'GET', path: `${base}/organisations`, keepAlive: true },
  'read, newly connected': { method: 'GET', path: `${base}/organisations`, keepAlive: false },
  write: { method: 'POST', path: `${base}/organisations`, body: organisation, keepAlive: true },
  live: { method: 'GET', path: '/health/live', keepAlive: false },
}

export interface Served {
  statuses: Set<number>
  calls: number
  p99: number
  /** Milliseconds, by kind. */
  slowest: Record<string, number>
}

/** Calls as a modest client does, reading and writing, until it is over. */
export async function honestCalls(url: string, key: string, over: Promise<unknown>): Promise<Served> {
  const isOver = over.then(
    () => true,
    () => true,
  )
  const all: number[] = []
  const slowest: Served['slowest'] = {}
  const statuses = new Set<number>()
  const callAgain = async (name: string, kind: Kind) => {
    const agent = new Agent({ keepAlive: kind.keepAlive })
    do {
      const { status, ms } = await call(url, key, kind, agent)
      all.push(ms)
      statuses.add(status)
      slowest[name] = Math.max(slowest[name] ?? 0, ms)
    } while (!(await Promise.race([isOver, sleep(pauseMs, false)])))
    agent.destroy()
  }
  const everybody = Object.entries(kinds).flatMap((kind) => Array.from({ length: callers }, () => callAgain(...kind)))
  await Promise.all(everybody)
  const times = all.toSorted((a, b) => a - b)
  return { statuses, calls: times.length, p99: times[Math.floor(times.length * 0.99)]!, slowest }
}

/** Its status, and how long it took from connecting to the last byte. */
function call(url: string, key: string, { method, path, body }: Kind, agent: Agent) {
  const began = performance.now()
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return new Promise<{ status: number; ms: number }>((resolve, reject) => {
    request(url + path, { agent, method, headers }, (response) => {
      response
        .resume()
        .on('end', () => resolve({ status: response.statusCode!, ms: Math.round(performance.now() - began) }))
    })
      .on('error', reject)
      .end(body && JSON.stringify(body))
  })
}
