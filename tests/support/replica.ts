import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openCluster, type Cluster } from '../../src/db/embedded/cluster.ts'
import { launch, type Launch, runningServer, shutDown } from '../../src/db/embedded/process.ts'
import { processesOf } from './processes.ts'

const readyWithinMs = 20_000
/** Of a copy these are the replica's own. */
const own = ['postmaster.pid', 'postmaster.opts']
const emptied = ['pg_wal', 'pg_replslot']

export interface TestReplica {
  /** What the register reads it by, and the owner. */
  url: string
  ownerUrl: string
  /** Starts it again after a kill, on the same port. */
  start(): Promise<void>
  signal(signal: NodeJS.Signals): void
  stop(): Promise<void>
}

/** A streaming replica of an embedded server, in a directory of its own: a copy of its files, made while it runs. */
export async function replicaOf(
  dataDir: string,
  primary: { url: string; ownerUrl: string },
  directory: string,
): Promise<TestReplica> {
  const original = await openCluster(dataDir, false)
  mkdirSync(directory)
  const cluster: Cluster = {
    ...original,
    dataDir: directory,
    data: join(directory, 'data'),
    log: join(directory, 'log'),
  }
  const owner = new pg.Client(primary.ownerUrl)
  await owner.connect()
  await owner.query(`select pg_create_physical_replication_slot('replica', true), pg_backup_start('replica', true)`)
  execFileSync('cp', ['-a', original.data, cluster.data])
  const { rows } = await owner.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
  await owner.end()
  for (const name of own) rmSync(join(cluster.data, name), { force: true })
  for (const name of emptied) {
    for (const entry of readdirSync(join(cluster.data, name))) {
      rmSync(join(cluster.data, name, entry), { recursive: true })
    }
  }
  for (const [name, text] of [
    ['backup_label', rows[0]!.labelfile],
    ['standby.signal', ''],
  ] as const) {
    const path = join(cluster.data, name)
    writeFileSync(path, text)
    if (cluster.account) chownSync(path, cluster.account.uid, cluster.account.gid)
  }

  const { port: itsPort, username, password, searchParams } = new URL(primary.ownerUrl)
  const settings: Record<string, string> = {
    primary_conninfo: `host=${searchParams.get('host')} port=${itsPort} user=${username} password=${password}`,
    primary_slot_name: 'replica',
    fsync: 'off',
  }
  await start()
  const there = (url: string) => {
    const replica = new URL(url)
    replica.searchParams.set('host', settings['unix_socket_directories']!)
    return replica.href
  }
  return {
    url: there(primary.url),
    ownerUrl: there(primary.ownerUrl),
    start,
    signal(signal) {
      for (const pid of processesOf(runningServer(cluster.data)!.pid)) process.kill(pid, signal)
    },
    async stop() {
      const running = runningServer(cluster.data)
      if (running) await shutDown(cluster.data, running.pid)
    },
  }

  async function start(): Promise<void> {
    let launched: Launch | undefined
    for (const end = Date.now() + readyWithinMs; ;) {
      const running = runningServer(cluster.data)
      if (running && (await answers(running.socketDirectory))) {
        settings['unix_socket_directories'] = running.socketDirectory
        return
      }
      const lastWords = launched?.lastWords()
      // The sessions of one that was killed may still be dying.
      if ((lastWords && !lastWords.includes('pre-existing shared memory')) || Date.now() > end)
        throw new Error(`the replica does not start: ${lastWords}`)
      if (!running && (!launched || lastWords)) launched = await launch(cluster, settings)
      await sleep(50)
    }
  }

  async function answers(socketDirectory: string): Promise<boolean> {
    const url = new URL(primary.ownerUrl)
    url.searchParams.set('host', socketDirectory)
    const client = new pg.Client(url.href)
    client.on('error', () => {})
    try {
      await client.connect()
      return true
    } catch {
      return false
    } finally {
      await client.end()
    }
  }
}
