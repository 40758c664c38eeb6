// One workload: rounds in which its two sides take turns, and what they come to.
import type { Measured } from './load.ts'
import { cpuMs, forgetPeak, memoryOf, postgresCpuMs, type Driver, type Server } from './processes.ts'
import type { Side, Workload } from './workloads.ts'

export interface Contestants {
  register: Server
  floor: Server
  /** Another register on the same database; only there for those who ask for `both`. */
  second?: Server | undefined
  driver: Driver
  postmaster: number
}

export interface Settings {
  size: number
  connections: number
  rounds: number
  seconds: number
}

/** What one side did in one round. Milliseconds of processor are for 1 000 requests. */
export interface Round extends Measured {
  serverCpu: number
  postgresCpu: number
  /** Megabytes at the peak, and above what the process had before it. */
  peakMb: number
  grownMb: number
}

export interface Result extends Settings {
  workload: string
  title: string
  goal: string
  /** Of the throughput, round by round; none where there is nothing to hold it against. */
  ratios: number[]
  subject: Round[]
  reference: Round[]
  /** The length of one answer of each, in bytes. */
  bytes: number[]
}

const warmUpSeconds = 2

/** Measures a workload at one number of connections. */
export async function measure(contestants: Contestants, workload: Workload, settings: Settings): Promise<Result[]> {
  const { name, title, goal, subject, reference, times } = workload
  const sides = reference ? [subject, reference] : [subject]
  const bytes = await Promise.all(sides.map((side) => lengthOf(contestants, side)))
  const once = (side: Side, seconds: number) => round(contestants, side, { ...settings, seconds }, times)
  for (const side of sides) await once(side, Math.min(warmUpSeconds, settings.seconds))
  const [ofSubject, ofReference]: [Round[], Round[]] = [[], []]
  for (let i = 0; i < settings.rounds; i++) {
    // Whoever goes first goes second the next time.
    const order = i % 2 === 0 ? sides : sides.toReversed()
    for (const side of order) (side === subject ? ofSubject : ofReference).push(await once(side, settings.seconds))
  }
  const ratios = ofReference.map(({ perSecond }, i) => ofSubject[i]!.perSecond / perSecond)
  return [{ ...settings, workload: name, title, goal, ratios, subject: ofSubject, reference: ofReference, bytes }]
}

async function round(
  { driver, postmaster, ...servers }: Contestants,
  { server, calls, expected }: Side,
  { connections, seconds }: Settings,
  times: number | undefined,
): Promise<Round> {
  const asked = server === 'both' ? [servers.register, servers.second!] : [servers[server]]
  const sum = (of: (pid: number) => number) => asked.reduce((total, { pid }) => total + of(pid), 0)
  const before = { server: sum(cpuMs), postgres: postgresCpuMs(postmaster), mb: sum((pid) => memoryOf(pid).now) }
  for (const { pid } of asked) forgetPeak(pid)
  const url = asked.map((one) => one.url)
  const measured = await driver.run({ url, calls, expected, connections, seconds, times })
  const per = (ms: number) => (ms * 1000) / measured.requests
  const peak = sum((pid) => memoryOf(pid).peak)
  return {
    ...measured,
    serverCpu: per(sum(cpuMs) - before.server),
    postgresCpu: per(postgresCpuMs(postmaster) - before.postgres),
    peakMb: peak,
    grownMb: peak - before.mb,
  }
}

/** One answer, which must be what is expected; and how long it is. */
async function lengthOf(servers: Contestants, { server, calls: [call], expected }: Side): Promise<number> {
  const { path, ...options } = call!
  const { url } = servers[server === 'both' ? 'register' : server]
  const response = await fetch(url + path, options)
  const length = (await response.arrayBuffer()).byteLength
  if (response.status !== expected) throw new Error(`${server} ${path} answered ${response.status}, not ${expected}`)
  return length
}
