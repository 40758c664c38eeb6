// The load of one round, as a process of its own: takes a Load as a message and answers with what it measured.
import { get } from 'node:http'
// @ts-expect-error It comes without types; what is used of it is below.
import untyped from 'autocannon'

export interface Call {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}
export interface Load {
  /** Several share the connections. */
  url: string | string[]
  calls: Call[]
  /** The status that each answer must have; or those of which it must have one. */
  expected: number | number[]
  connections: number
  seconds: number
  /** So many requests a second; as many as can be without it. */
  rate?: number
  /** So many requests instead, one after the other, each read to its end and thrown away. */
  times?: number | undefined
}
export interface Measured {
  perSecond: number
  requests: number
  p50: number
  p99: number
  /** Answers of another status, and none at all. */
  errors: number
}

interface Client {
  setRequests(calls: Call[]): void
}
interface Result {
  duration: number
  errors: number
  timeouts: number
  requests: { total: number }
  latency: { p50: number; p99: number }
  statusCodeStats: Record<string, { count: number }>
}
type Autocannon = (options: object) => Promise<Result>
const autocannon = untyped as Autocannon

async function run({ url, calls, expected, connections, seconds, rate }: Load): Promise<Measured> {
  let begun = 0
  const { duration, errors, timeouts, requests, latency, statusCodeStats } = await autocannon({
    url,
    connections,
    duration: seconds,
    ...(rate && { overallRate: rate }),
    timeout: 60,
    // Every connection begins at another place, or all of them would ask for the same row at the same moment.
    setupClient: (client: Client) => {
      const first = Math.floor((begun++ * calls.length) / connections)
      client.setRequests([...calls.slice(first), ...calls.slice(0, first)].map((call) => ({ ...call })))
    },
  })
  const others = Object.entries(statusCodeStats).filter(([status]) => ![expected].flat().includes(Number(status)))
  return {
    perSecond: requests.total / duration,
    requests: requests.total,
    p50: latency.p50,
    p99: latency.p99,
    errors: errors + timeouts + others.reduce((sum, [, { count }]) => sum + count, 0),
  }
}

/** Autocannon would keep a whole answer; these are of any length. */
async function runOneByOne({ url, calls: [call], expected }: Load, times: number): Promise<Measured> {
  const ms: number[] = []
  let errors = 0
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    const status = await new Promise<number>((resolve, reject) => {
      const request = get(String(url) + call!.path, { headers: call!.headers ?? {} }, (response) => {
        response
          .resume()
          .once('end', () => resolve(response.statusCode!))
          .once('error', reject)
      })
      request.once('error', reject)
    }).catch(() => 0)
    ms.push(performance.now() - began)
    if (status !== expected) errors++
  }
  const sorted = ms.toSorted((a, b) => a - b)
  const sum = ms.reduce((total, time) => total + time, 0)
  return {
    perSecond: (times * 1000) / sum,
    requests: times,
    p50: sorted[Math.floor(times / 2)]!,
    p99: sorted.at(-1)!,
    errors,
  }
}

process.on('message', (load: Load) => {
  const measuring = load.times ? runOneByOne(load, load.times) : run(load)
  measuring.then(
    (measured) => process.send!(measured),
    (error: unknown) => {
      throw error
    },
  )
})
