// The server process of the embedded database: is one running, start one, end one.
import { execFileSync, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBinaries, inherited, serverProcess } from './binaries.ts'
import { type Cluster, isAlive } from './cluster.ts'
import { makeSocketDirectory } from './socket.ts'

export interface Server {
  pid: number
  port: number
  /** Where it listens; no port of the machine is open. */
  socketDirectory: string
  /** False while it starts, recovers or shuts down. */
  ready: boolean
}

export interface Launch {
  pid: number | undefined
  /** What the server said before it ended; undefined while it runs. */
  lastWords(): string | undefined
  /** Ends it, though it may not be ready yet. */
  abandon(): void
}

const largestLog = 5 * 1024 * 1024
const emptyPidFileMs = 10_000

/** The server of this data directory, whoever started it; null when none runs. */
export function runningServer(data: string): Server | null {
  const file = join(data, 'postmaster.pid')
  const text = readIfThere(file)
  if (text === null) return null
  const lines = text.split('\n')
  const pid = Math.abs(Number(lines[0])) // negative: a single-user session
  if (isServing(pid, data)) {
    const ready = lines[7]?.startsWith('ready') ?? false
    return { pid, port: Number(lines[3]), socketDirectory: lines[4] ?? '', ready }
  }
  if (pid === 0 && Date.now() - fs.statSync(file).mtimeMs < emptyPidFileMs) {
    return { pid, port: 0, socketDirectory: '', ready: false }
  }
  // A dead process is PostgreSQL's own business. It refuses to start, though, when the number has passed to somebody else
  // or the file lost its content in a power cut. Read again at the last moment: a server that another starter has just
  // launched must keep its file.
  if ((pid === 0 || isAlive(pid)) && readIfThere(file) === text) fs.rmSync(file, { force: true })
  return null
}

function readIfThere(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

// The mark tells our server from that of another register, when a process number is used again. One started by hand
// carries none and may be ours.
function isServing(pid: number, data: string): boolean {
  const command = commandOf(pid)
  const mark = /cluster_name=(\S+)/.exec(command)?.[1]
  return /(^|\/)postgres -/.test(command) && (mark === undefined || mark === markOf(data))
}

function markOf(data: string): string {
  return `register-${fs.statSync(data, { bigint: true }).ino}`
}

// Empty for no process and for a zombie.
function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', `${pid}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return ''
  }
}

/** Starts a server and does not wait for it. It outlives this process. Throws the errors of `findBinaries` and of the disk. */
export async function launch(cluster: Cluster, settings: Record<string, string>): Promise<Launch> {
  const { postgres } = await findBinaries(cluster.account)
  const all: Record<string, string> = {
    // Not a port of this machine: while the server is away another account could take that, and be told a password.
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: settings['unix_socket_directories'] ?? makeSocketDirectory(cluster),
    unix_socket_permissions: '0700',
    cluster_name: markOf(cluster.data),
    max_connections: '100',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A failed statement is the register's to report; here its text and key values would leave personal data in a file.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    ...settings,
  }
  const before = fs.statSync(cluster.log, { throwIfNoEntry: false })?.size ?? 0
  if (before > largestLog) fs.renameSync(cluster.log, `${cluster.log}.1`)
  const log = fs.openSync(cluster.log, 'a+', 0o600)
  const from = fs.fstatSync(log).size
  const data = inherited(cluster.data, 3)
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(postgres, ['-D', data.name, ...args], {
    ...serverProcess,
    ...cluster.account,
    // A session of its own: Ctrl-C at the terminal must not reach the server before the register has drained. Its output
    // goes to a file, because pipes of ours would break with us.
    detached: true,
    stdio: ['ignore', log, log, data.fd],
  })
  fs.closeSync(log)
  fs.closeSync(data.fd)
  let failure: Error | undefined
  child.on('error', (error) => (failure = error))
  child.unref()
  return {
    pid: child.pid,
    lastWords() {
      if (failure) return failure.message
      if (child.exitCode === null && child.signalCode === null) return undefined
      return fs.readFileSync(cluster.log).subarray(from).toString()
    },
    abandon: () => void child.kill('SIGINT'),
  }
}

/** Ends this server and waits until it is gone: fast shutdown, 3.5 s after `begun` an immediate one, and 4.5 s no more. */
export async function shutDown(data: string, pid: number, begun = Date.now()): Promise<void> {
  signal(pid, 'SIGINT')
  while (isServing(pid, data) && Date.now() - begun < 3_500) await sleep(20)
  if (isServing(pid, data)) signal(pid, 'SIGQUIT')
  while (isServing(pid, data) && Date.now() - begun < 4_500) await sleep(20)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has just ended.
  }
}
