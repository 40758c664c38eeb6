import pg from 'pg'

const lookEveryMs = 400
/** So many looks without an answer. Counted, not timed: a register that was busy itself gives it another chance. */
const patience = 4

/**
 * Asks the database all the time, over a connection that does nothing else, whether it answers. A server that is frozen
 * or cut off says nothing, and a slow statement does not either: here they differ. While it is silent, whoever wants a
 * connection of the pools hears so at once, and what was under way is cut off, to be sent again. A server that has died
 * needs none of this: it refuses by itself. Gives what ends it.
 */
export function watch(url: string, pools: pg.Pool[], report: (message: string) => void): () => void {
  let silent = false
  let client: pg.Client | undefined
  let waiting = false
  let looks = 0
  const used = new Set<pg.PoolClient>()
  const wanted = new Set<Done>()
  pools.forEach(attend)
  const looking = setInterval(look, lookEveryMs).unref()

  return () => {
    clearInterval(looking)
    hangUp()
  }

  function attend(pool: pg.Pool): void {
    pool.on('acquire', (taken) => used.add(taken))
    pool.on('release', (_, given) => used.delete(given))
    const connect = pool.connect.bind(pool)
    const want = (done: Done): void => {
      if (silent) return refuse(done)
      wanted.add(done)
      connect((error, given, release) => {
        // Refused meanwhile: what comes now is for the next.
        if (wanted.delete(done)) done(error, given, release)
        else given?.release()
      })
    }
    pool.connect = ((done?: Done) => {
      if (done) return want(done)
      return new Promise((resolve, reject) => want((error, given) => (given ? resolve(given) : reject(error!))))
    }) as typeof pool.connect
  }

  // In the words of node-postgres, which `faults.ts` knows.
  function refuse(done: Done): void {
    done(new Error('Connection terminated: the database is silent'), undefined, () => {})
  }

  function look(): void {
    if (!waiting) ask().catch(() => {})
    else if (++looks > patience) beSilent()
  }

  async function ask(): Promise<void> {
    const isNew = client === undefined
    const asked = (client ??= newClient())
    waiting = true
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
    waiting = false
    looks = 0
    if (silent) report('the database answers again')
    silent = false
  }

  function beSilent(): void {
    if (!silent) report('the database is silent')
    silent = true
    hangUp()
    waiting = false
    looks = 0
    for (const { connection } of used) connection.stream.destroy()
    for (const done of wanted) refuse(done)
    wanted.clear()
  }

  function hangUp(): void {
    client?.connection.stream.destroy()
    client = undefined
  }

  function newClient(): pg.Client {
    const made = new pg.Client({ connectionString: url, application_name: 'samhallskontraktet-watch' })
    made.on('error', () => {})
    return made
  }
}

type Done = (error: Error | undefined, client: pg.PoolClient | undefined, release: (error?: Error) => void) => void
