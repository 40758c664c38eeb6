import { setTimeout as sleep } from 'node:timers/promises'
import { RegistryError } from '../errors.ts'
import { connect, poolOn, type Database } from './connect.ts'
import { asAsked } from './roles.ts'
import { watch } from './watch.ts'

const lookEveryMs = 250
const lookWithinMs = 1_000
/** Caches keep what everyone may see for half a minute; the replica is to add little to that. */
const mostBehindMs = 5_000
/** For one that answers, and yet fails a read that the primary can do. */
const restMs = 3_000

/** How far the log goes: on a replica what is done of it, for a primary what is safe on its disk. */
const question = `
  select pg_is_in_recovery() as "isReplica", ${asAsked} as "asAsked",
    (select system_identifier from pg_control_system()) || ' ' || current_database() as identity,
    pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end,
      '0/0')::float8 as position`

interface Standing {
  isReplica: boolean
  asAsked: boolean
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
  const unwatch = watch(url, [pool], () => {})
  const times = { connectionTimeoutMillis: lookWithinMs, statement_timeout: lookWithinMs, query_timeout: lookWithinMs }
  const here = poolOn(primary.url, () => {}, 1, times)
  const there = poolOn(url, () => {}, 1, times)
  const ask = async (whom: typeof here) => (await whom.query<Standing>(question)).rows[0]!

  let used: boolean | undefined
  /** The replica has all that the primary had then. */
  let caughtUpAt = -Infinity
  /** Where the primary was at a later moment. */
  let mark: { at: number; position: number } | undefined
  let restsUntil = 0
  const closing = new AbortController()
  attend().catch(() => {})

  async function attend(): Promise<void> {
    while (!closing.signal.aborted) {
      await look().catch(() => closing.signal.aborted || leave('it does not answer'))
      await sleep(lookEveryMs, undefined, { ref: false })
    }
  }

  /**
   * Compares positions in the log, and not times: on a primary where nothing happens the last change is as old as you
   * like, and a replica that has lost its primary believes that it has all there is.
   */
  async function look(): Promise<void> {
    const at = performance.now()
    const [primaryNow, replicaNow] = await Promise.all([ask(here).catch(() => undefined), ask(there)])
    if (!replicaNow.isReplica) return leave('it is no replica')
    if (!replicaNow.asAsked) return leave('something passes over the startup options of its connections')
    // A primary that is away writes nothing that could be missed: who was used is used on.
    if (!primaryNow) return
    if (replicaNow.identity !== primaryNow.identity) return leave('it is the replica of another database')
    if (replicaNow.position >= primaryNow.position) {
      caughtUpAt = at
      mark = undefined
    } else if (mark && replicaNow.position >= mark.position) {
      caughtUpAt = mark.at
      mark = undefined
    }
    if (replicaNow.position < primaryNow.position) mark ??= { at, position: primaryNow.position }
    if (performance.now() - caughtUpAt > mostBehindMs) leave('it is behind')
    else if (performance.now() > restsUntil) use()
  }

  function use(): void {
    if (used !== true) report('reads without a key go to the replica')
    used = true
  }

  function leave(reason: string): void {
    if (used !== false) report(`reads without a key go to the primary, not to the replica: ${reason}`)
    used = false
  }

  return {
    async read(reading) {
      if (!used) return reading(primary.db)
      try {
        return await reading(db)
      } catch (error) {
        // A meaning, such as that there is no such row.
        if (error instanceof RegistryError) throw error
        const result = await reading(primary.db)
        // What neither of them could read was not the replica's fault.
        restsUntil = performance.now() + restMs
        leave('it failed a read')
        return result
      }
    },
    isUsed: () => used === true,
    behindSeconds: () => (performance.now() - caughtUpAt) / 1000,
    async close() {
      closing.abort()
      unwatch()
      await Promise.all([close(), here.end(), there.end()])
    },
  }
}
