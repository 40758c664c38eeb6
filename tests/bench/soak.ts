// `npm run bench -- --soak`: minutes on end at 70 % of what the register can do, mixed as its callers mix it. Whether it is
// at the end as it was in the middle: memory, files, latency.
import pg from 'pg'
import { readdirSync } from 'node:fs'
import type { Keys } from './fill.ts'
import type { Call } from './load.ts'
import { memoryOf, type Driver, type Server } from './processes.ts'
import { median } from './table.ts'
import { workloadsOn } from './workloads.ts'

const partOfCapacity = 0.7
const connections = 32
const capacitySeconds = 10
const usualWindowSeconds = 60
const leastWindows = 6
/** How often each is called of twelve times. */
const mix: Record<string, number> = { W1: 5, W2: 3, W5: 2, W7: 1, W4: 1 }
/** How much more the last third may be than the one before, as a part of it or in itself, whichever is more. */
const flat = {
  rssMb: { part: 0.1, least: 0 },
  files: { part: 0.1, least: 5 },
  postgres: { part: 0.1, least: 2 },
  p50: { part: 0.1, least: 2 },
  p99: { part: 0.25, least: 10 },
}

export interface Window {
  perSecond: number
  p50: number
  p99: number
  rssMb: number
  heapMb: number
  files: number
  lagMs: number
  postgres: number
  errors: number
}

interface Subject {
  databaseUrl: string
  register: Server
  driver: Driver
  keys: Keys
}

/** Prints each window, and says whether all was flat and without an error. */
export async function soak({ databaseUrl, register, driver, keys }: Subject, minutes: number): Promise<boolean> {
  const calls = mixed(await workloadsOn(databaseUrl, register.url, keys))
  const load = { url: register.url, calls, expected: [200, 201], connections }
  await driver.run({ ...load, seconds: capacitySeconds / 2 })
  const capacity = (await driver.run({ ...load, seconds: capacitySeconds })).perSecond
  const rate = Math.round(capacity * partOfCapacity)
  const seconds = Math.min(usualWindowSeconds, (minutes * 60) / leastWindows)
  console.log(`${Math.round(capacity)} requests a second at most; ${rate} a second for ${minutes} minutes`)

  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const windows: Window[] = []
  console.log(
    lineOf(['from', 'per s', 'p50 ms', 'p99 ms', 'RSS MB', 'heap MB', 'files', 'lag p99 ms', 'Postgres', 'errors']),
  )
  await metricsOf(register.url, keys.reader) // begins the measure of the lag anew
  for (let from = 0; from < minutes * 60; from += seconds) {
    const { perSecond, p50, p99, errors } = await driver.run({ ...load, seconds, rate })
    const metrics = await metricsOf(register.url, keys.reader)
    const { rows } = await client.query(
      'select count(*)::int as count from pg_stat_activity where datname = current_database()',
    )
    const window: Window = {
      perSecond,
      p50,
      p99,
      rssMb: memoryOf(register.pid).now,
      heapMb: metrics('nodejs_heap_size_used_bytes') / 2 ** 20,
      files: filesOf(register.pid),
      lagMs: metrics('nodejs_eventloop_lag_p99_seconds') * 1_000,
      postgres: rows[0].count,
      errors,
    }
    windows.push(window)
    console.log(
      lineOf([`${(from / 60).toFixed(1)} min`, ...Object.values(window).map((value: number) => value.toFixed(0))]),
    )
  }
  await client.end()
  return judge(windows)
}

/** The middle third against the last one, by their medians; the first is for warming up. */
function judge(windows: Window[]): boolean {
  const third = Math.floor(windows.length / 3)
  const [middle, last] = [windows.slice(-2 * third, -third), windows.slice(-third)]
  const faults = Object.entries(flat).flatMap(([name, { part, least }]) => {
    const of = (some: Window[]) => median(some.map((window) => window[name as keyof typeof flat]))
    const [before, after] = [of(middle), of(last)]
    const isFlat = !(after > before + Math.max(before * part, least))
    return isFlat ? [] : [`${name} went from ${before.toFixed(0)} to ${after.toFixed(0)}`]
  })
  const errors = windows.reduce((sum, window) => sum + window.errors, 0)
  if (errors > 0) faults.push(`${errors} errors`)
  console.log(
    faults.length === 0
      ? 'flat: the last third is as the third before it (memory, files, connections, p50 within 10 %, p99 within 25 %)'
      : `NOT FLAT: ${faults.join(', ')}`,
  )
  return faults.length === 0
}

/** The calls of the workloads one among another, many of each where there are many. */
function mixed(workloads: { name: string; subject: { calls: Call[] } }[]): Call[] {
  const rounds = 50
  const pattern = Object.entries(mix).flatMap(([name, times]) => {
    const { calls } = workloads.find((workload) => workload.name === name)!.subject
    return Array.from({ length: times }, (_, n) => ({ calls, first: n * rounds }))
  })
  return Array.from({ length: rounds }, (_, round) =>
    pattern.map(({ calls, first }) => calls[(first + round) % calls.length]!),
  ).flat()
}

/** Reads /metrics: gives the value of each name. */
async function metricsOf(url: string, key: string): Promise<(name: string) => number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).text()
  return (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

function filesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return Number.NaN
  }
}

function lineOf(cells: string[]): string {
  return cells.map((cell) => cell.padStart(10)).join(' ')
}
