// The processes of a run: what is measured and what drives it, and what Linux says that they have used.
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Load, Measured } from './load.ts'

export interface Server {
  url: string
  pid: number
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const startWithinMs = 60_000
/** Ticks of the clock in /proc/<pid>/stat: 100 a second on every Linux that runs Node. */
const msPerTick = 10
const isLinux = existsSync('/proc/self/stat')

/** The register as `npm start` runs it. */
export function startRegister(environment: Record<string, string>): Promise<Server> {
  return start(['--import', './src/quick-start.ts', 'src/main.ts'], environment, /open at (http:\/\/[\w.:]+),/)
}

export function startFloor(environment: Record<string, string>): Promise<Server> {
  return start(['tests/bench/floor.ts'], environment, /listening on (http:\/\/[\w.:]+)/)
}

async function start(script: string[], environment: Record<string, string>, open: RegExp): Promise<Server> {
  const given = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []
  const child = spawn(process.execPath, [...given, ...script], { cwd: root, env: { ...process.env, ...environment } })
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    const late = setTimeout(() => reject(new Error(`not open in time: ${output}`)), startWithinMs)
    const look = (text: Buffer) => {
      if (output.length < 20_000) output += text.toString()
      const found = open.exec(output)?.[1]
      if (!found) return
      clearTimeout(late)
      resolve(found)
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)))
  })
  return { url, pid: child.pid!, stop: () => ended(child) }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

export interface Driver {
  run(load: Load): Promise<Measured>
  stop(): Promise<void>
}

/** What makes the load, in a process of its own. */
export function startDriver(): Driver {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)))
  return {
    async run(load) {
      child.send(load)
      const [measured] = (await once(child, 'message')) as [Measured]
      return measured
    },
    stop: () => ended(child),
  }
}

/** Milliseconds of processor that a process has used; NaN where there is no /proc. */
export function cpuMs(pid: number): number {
  const [user = Number.NaN, system = Number.NaN] = statOf(pid).slice(11, 13)
  return (user + system) * msPerTick
}

/** The same of a Postgres: of its postmaster, of the children that it has waited for, and of those that run. */
export function postgresCpuMs(postmaster: number): number {
  if (!isLinux) return Number.NaN
  const ticks = statOf(postmaster).slice(11, 15)
  const own = ticks.reduce((sum, value) => sum + value, 0) * msPerTick
  const children = pids().filter((pid) => statOf(pid)[1] === postmaster)
  return children.reduce((sum, pid) => sum + cpuMs(pid), own)
}

/** The postmaster behind a database on this machine. */
export async function postmasterOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query('select pg_backend_pid() as pid')
  const [, parent = Number.NaN] = isLinux ? statOf(rows[0].pid) : []
  await client.end()
  return parent
}

/** Begins a new peak of memory. */
export function forgetPeak(pid: number): void {
  if (isLinux) writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** Resident memory in megabytes, now and at its peak. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = isLinux ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** The fields of /proc/<pid>/stat from the state on, the third; its name may hold anything. */
function statOf(pid: number): number[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
  } catch {
    return []
  }
}
