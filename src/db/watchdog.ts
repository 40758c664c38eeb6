// The watchdog of the database: a heartbeat on a connection of its own, so that a frozen server is told from a slow one.
import pg from 'pg'
import { addressOf } from './address.ts'

const beatEveryMs = 400
/** So many beats without an answer. Counted, not timed: a register that was busy itself gives it another chance. */
const mostMissedBeats = 4

/**
 * Asks the database all the time, over a connection that does nothing else, whether it answers. A server that is frozen
 * or cut off says nothing, and a slow statement does not either: here they differ. While it is silent, whoever wants a
 * connection of the pools hears so at once, and what was under way is cut off, to be sent again. A server that has died
 * needs none of this: it refuses by itself. Gives what ends it.
 */
export function startWatchdog(url: string, pools: pg.Pool[], report: (message: string) => void): () => void {
  let silent = false
  let client: pg.Client | undefined
  let isWaiting = false
  let missedBeats = 0
  const checkedOut = new Set<pg.PoolClient>()
  const waitingForOne = new Set<Done>()
  pools.forEach(guard)
  const beating = setInterval(beat, beatEveryMs).unref()

  return () => {
    clearInterval(beating)
    hangUp()
  }

  /** Has those who wait for a connection told while the database is silent, and knows which connections are in use. */
  function guard(pool: pg.Pool): void {
    pool.on('acquire', (taken) => checkedOut.add(taken))
    pool.on('release', (_, given) => checkedOut.delete(given))
    const connect = pool.connect.bind(pool)
    const checkOut = (done: Done): void => {
      if (silent) return refuse(done)
      waitingForOne.add(done)
      connect((error, given, release) => {
        // Refused meanwhile: what comes now is for the next.
        if (waitingForOne.delete(done)) done(error, given, release)
        else given?.release()
      })
    }
    pool.connect = ((done?: Done) => {
      if (done) return checkOut(done)
      return new Promise((resolve, reject) => checkOut((error, given) => (given ? resolve(given) : reject(error!))))
    }) as typeof pool.connect
  }

  // In the words of node-postgres, which `faults.ts` knows.
  function refuse(done: Done): void {
    done(new Error('Connection terminated: the database is silent'), undefined, () => {})
  }

  function beat(): void {
    if (!isWaiting) askForAnswer().catch(() => {})
    else if (++missedBeats > mostMissedBeats) declareSilent()
  }

  async function askForAnswer(): Promise<void> {
    const isNew = client === undefined
    const asked = (client ??= newClient())
    isWaiting = true
    const talk = async () => {
      if (isNew) await asked.connect()
      await asked.query('select 1')
    }
    const failed = await talk().then(
      () => false,
      () => true,
    )
    if (asked !== client) return // given up meanwhile
    // A refusal is an answer too: whoever uses the pool will hear it as soon.
    if (failed) hangUp()
    isWaiting = false
    missedBeats = 0
    if (silent) report('the database answers again')
    silent = false
  }

  function declareSilent(): void {
    if (!silent) report('the database is silent')
    silent = true
    hangUp()
    isWaiting = false
    missedBeats = 0
    for (const { connection } of checkedOut) connection.stream.destroy()
    for (const done of waitingForOne) refuse(done)
    waitingForOne.clear()
  }

  function hangUp(): void {
    client?.connection.stream.destroy()
    client = undefined
  }

  function newClient(): pg.Client {
    const made = new pg.Client({ application_name: 'samhallskontraktet-watch', ...addressOf(url) })
    made.on('error', () => {})
    return made
  }
}

type Done = (error: Error | undefined, client: pg.PoolClient | undefined, release: (error?: Error) => void) => void
