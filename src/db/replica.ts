// Reads from a streaming replica (a hot standby) while its replication lag is small.
import { setTimeout as sleep } from 'node:timers/promises'
import { RegistryError } from '../errors.ts'
import { connect, poolOn, type Database } from './connect.ts'
import { hasStartupOptions } from './roles.ts'
import { startWatchdog } from './watchdog.ts'

const compareEveryMs = 250
const compareWithinMs = 1_000
/** Caches keep what everyone may see for half a minute; the replica is to add little to that. */
const mostLagMs = 5_000
/** For one that answers, and yet fails a read that the primary can do. */
const restMs = 3_000

/** How far the log goes: on a replica what is done of it, for a primary what is safe on its disk. */
const walPosition = `
  select pg_is_in_recovery() as "isReplica", ${hasStartupOptions} as "hasStartupOptions",
    (select system_identifier from pg_control_system()) || ' ' || current_database() as identity,
    pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end,
      '0/0')::float8 as position`

interface Standing {
  isReplica: boolean
  hasStartupOptions: boolean
  /** Which server, and which of its databases: a replica has both from its primary. */
  identity: string
  position: number
}

export interface Replica {
  /** Reads from the replica while it can be used, else from the primary. What fails there is read here after all. */
  read<T>(reading: (db: Database) => Promise<T>): Promise<T>
  isUsed(): boolean
  /** It has, at the least, all that the primary had so many seconds ago. */
  behindSeconds(): number
  close(): Promise<void>
}

/**
 * Opens a streaming replica, for reads that may be some seconds old. It is looked at all the time, and used while it
 * answers and has all that the primary had five seconds ago; `report` hears when that begins, and when it ends. Reads
 * are never worse off with it than without: what it cannot do, the primary is asked for.
 */
export function openReplica(
  url: string,
  primary: { url: string; db: Database },
  report: (message: string) => void,
): Replica {
  const { db, pool, close } = connect(url, () => {})
  // So that a read that hangs in a frozen server is cut off.
  const stopWatchdog = startWatchdog(url, [pool], () => {})
  const times = {
    connectionTimeoutMillis: compareWithinMs,
    statement_timeout: compareWithinMs,
    query_timeout: compareWithinMs,
  }
  const onPrimary = poolOn(primary.url, () => {}, 1, times)
  const onReplica = poolOn(url, () => {}, 1, times)
  const standingOf = async (server: typeof onPrimary) => (await server.query<Standing>(walPosition)).rows[0]!

  let isUsed: boolean | undefined
  /** The replica has all that the primary had then. */
  let caughtUpAt = -Infinity
  /** Where the primary was at a later moment. */
  let mark: { at: number; position: number } | undefined
  let restsUntil = 0
  const closing = new AbortController()
  keepComparing().catch(() => {})

  async function keepComparing(): Promise<void> {
    while (!closing.signal.aborted) {
      await compare().catch(() => closing.signal.aborted || stopUsing('it does not answer'))
      await sleep(compareEveryMs, undefined, { ref: false })
    }
  }

  /**
   * Compares positions in the log, and not times: on a primary where nothing happens the last change is as old as you
   * like, and a replica that has lost its primary believes that it has all there is.
   */
  async function compare(): Promise<void> {
    const at = performance.now()
    const [primaryNow, replicaNow] = await Promise.all([
      standingOf(onPrimary).catch(() => undefined),
      standingOf(onReplica),
    ])
    if (!replicaNow.isReplica) return stopUsing('it is no replica')
    if (!replicaNow.hasStartupOptions) return stopUsing('something passes over the startup options of its connections')
    // A primary that is away writes nothing that could be missed: who was used is used on.
    if (!primaryNow) return
    if (replicaNow.identity !== primaryNow.identity) return stopUsing('it is the replica of another database')
    if (replicaNow.position >= primaryNow.position) {
      caughtUpAt = at
      mark = undefined
    } else if (mark && replicaNow.position >= mark.position) {
      caughtUpAt = mark.at
      mark = undefined
    }
    if (replicaNow.position < primaryNow.position) mark ??= { at, position: primaryNow.position }
    if (performance.now() - caughtUpAt > mostLagMs) stopUsing('it is behind')
    else if (performance.now() > restsUntil) startUsing()
  }

  function startUsing(): void {
    if (isUsed !== true) report('reads without a key go to the replica')
    isUsed = true
  }

  function stopUsing(reason: string): void {
    if (isUsed !== false) report(`reads without a key go to the primary, not to the replica: ${reason}`)
    isUsed = false
  }

  return {
    async read(reading) {
      if (!isUsed) return reading(primary.db)
      try {
        return await reading(db)
      } catch (error) {
        // A meaning, such as that there is no such row.
        if (error instanceof RegistryError) throw error
        const result = await reading(primary.db)
        // What neither of them could read was not the replica's fault.
        restsUntil = performance.now() + restMs
        stopUsing('it failed a read')
        return result
      }
    },
    isUsed: () => isUsed === true,
    behindSeconds: () => (performance.now() - caughtUpAt) / 1000,
    async close() {
      closing.abort()
      stopWatchdog()
      await Promise.all([close(), onPrimary.end(), onReplica.end()])
    },
  }
}
