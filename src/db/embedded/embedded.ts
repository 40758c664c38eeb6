// A PostgreSQL of the register's own, for whoever gives it no DATABASE_URL: who may use it, who starts and who stops it.
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { StartupError } from '../../errors.ts'
import { type Cluster, diskFault, openCluster, serverFault } from './cluster.ts'
import { changePassword, ownerRole, passwordIn, passwordPath } from './password.ts'
import { serviceRole } from '../roles.ts'
import { removeSocketDirectory } from './socket.ts'
import { connect, letServiceIn, urlAs } from './session.ts'
import { launch, type Launch, runningServer, type Server, shutDown } from './process.ts'

export interface EmbeddedPostgres {
  /**
   * postgres://... of the database `register`, as a role that owns nothing, with the password of the moment: never log it.
   * `addressOf` follows the password when it changes.
   */
  url: string
  /** The same as the owner of all. */
  ownerUrl: string
  /** Stops the server, unless another process still uses it; within 5 s. Idempotent. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** `exclusive`: a register, of which one at a time may use a data directory. `shared`: a command-line tool beside it. */
  use: 'exclusive' | 'shared'
  /** Settings of the server, for tests (`fsync: 'off'`). */
  settings?: Record<string, string>
  /** The account of this machine that serves it when root starts it; without one, `nobody`. */
  user?: string | undefined
  /** Hears that the server has died, is back, or stays away, for the log. */
  report?: (message: string, error?: unknown) => void
}

/**
 * Two advisory locks, each held by a session that does nothing else, say who uses the server; they vanish with their
 * process, however it ends. (Two-number locks do not meet those of one number.)
 *
 * - `inUse`: shared by all, registers and tools. Whoever leaves gives it back and then tries to take it alone: that
 *   succeeds for the last one, who stops the server. A newcomer at that moment waits for the lock, is thrown out by the
 *   shutdown and starts a server itself.
 * - `register`: the one register.
 */
const locks = { inUse: '20160623, 1', register: '20160623, 2' }

const readyWithinMs = 60_000
const launchAgainWithinMs = 15_000

/** A server that has died under its user is started again: so many times, with pauses that double, three minutes in all. */
const mostRevivals = 12
const firstPauseMs = 250
const longestPauseMs = 30_000
/** One that has lived this long counts as well. */
const steadyAfterMs = 60_000

/**
 * Promises a server that answers on `dataDir`: the one that runs there (a register that was killed leaves it running), or
 * a new one. Throws a StartupError when another register uses it, or when the directory or the server is unfit. If it dies
 * it is started again, at the same address.
 */
export async function openEmbedded(dataDir: string, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const directory = resolve(dataDir)
  try {
    const cluster = await openCluster(directory, options.settings?.['fsync'] !== 'off', options.user)
    return keep(cluster, options, await enterServer(cluster, options, () => true))
  } catch (error) {
    throw diskFault(error, directory)
  }
}

interface Entered {
  server: Server
  session: pg.Client
}

/** Promises a server that this process uses from now on. Gives up, with an error, when it is not to `goOn`. */
async function enterServer(cluster: Cluster, options: EmbeddedOptions, goOn: () => boolean): Promise<Entered> {
  const begun = Date.now()
  let launched: Launch | undefined
  let fault: unknown
  while (goOn() && Date.now() - begun < readyWithinMs) {
    const server = runningServer(cluster.data)
    if (server?.ready) {
      try {
        return { server, session: await enter(cluster, server, options.use, launched?.pid === server.pid) }
      } catch (error) {
        if (error instanceof StartupError) throw error
        fault = error // it is shutting down, or its last user is about to stop it
      }
    } else if (!server) {
      const lastWords = launched?.lastWords()
      if (lastWords !== undefined && !(mayPass(lastWords) && Date.now() - begun < launchAgainWithinMs)) {
        throw serverFault(lastWords, cluster.dataDir, cluster.log)
      }
      if (!launched || lastWords !== undefined) launched = await launch(cluster, options.settings ?? {})
    }
    await sleep(30)
  }
  if (!goOn()) launched?.abandon()
  const reason = fault instanceof Error ? ` (${fault.message})` : ''
  throw new StartupError(
    `PostgreSQL was not ready within ${readyWithinMs / 1000} s${reason}. It may still be recovering: see ${cluster.log}, then start again.`,
  )
}

// Another starter was first, the port was taken meanwhile, or the sessions of a killed server are still dying.
function mayPass(lastWords: string): boolean {
  return /lock file "postmaster.pid"|could not create any Unix-domain sockets|pre-existing shared memory/.test(
    lastWords,
  )
}

async function enter(
  cluster: Cluster,
  server: Server,
  use: 'exclusive' | 'shared',
  isLauncher: boolean,
): Promise<pg.Client> {
  const session = await connect(cluster, server)
  try {
    await session.query(`set lock_timeout = '10s'`)
    await session.query(`select pg_advisory_lock_shared(${locks.inUse})`)
    // A register that was killed may take a moment to lose its session.
    await session.query(`set lock_timeout = '2s'`)
    await letServiceIn(session, passwordIn(passwordPath(cluster), serviceRole))
    if (isLauncher) await changePassword(session, passwordPath(cluster))
    if (use === 'exclusive') await session.query(`select pg_advisory_lock(${locks.register})`).catch(refuse)
    return session
  } catch (error) {
    await session.end()
    throw error
  }

  function refuse(error: Error & { code?: string }): never {
    if (error.code !== '55P03') throw error
    throw new StartupError(
      `Another register is using ${cluster.dataDir}. Stop it, or give this one its own DATA_DIR or a DATABASE_URL.`,
    )
  }
}

function keep(cluster: Cluster, options: EmbeddedOptions, first: Entered): EmbeddedPostgres {
  const { port, socketDirectory } = first.server
  const { report = () => {} } = options
  const address = {
    port: `${port}`,
    unix_socket_directories: socketDirectory,
    // One that an earlier version left running listens on a port of this machine.
    ...(socketDirectory === '' && { listen_addresses: '127.0.0.1' }),
  }
  let { pid } = first.server
  let session: pg.Client | undefined
  let stopping: Promise<void> | undefined
  let returning: Promise<void> | undefined
  let attempts = 0
  hold(first)
  return {
    get url() {
      return urlAs(serviceRole, cluster, first.server)
    },
    get ownerUrl() {
      return urlAs(ownerRole, cluster, first.server)
    },
    stop: () => (stopping ??= stop()),
  }

  function hold(entered: Entered): void {
    const since = Date.now()
    session = entered.session
    pid = entered.server.pid
    session.once('end', () => {
      session = undefined
      if (Date.now() - since > steadyAfterMs) attempts = 0
      returnSoon()
    })
  }

  // One crashed session makes PostgreSQL end all of them and go on: the locks must be ours again before anybody else's.
  function returnSoon(): void {
    if (stopping) return
    const pause = Math.min(firstPauseMs * 2 ** attempts, longestPauseMs)
    setTimeout(() => {
      if (!stopping) returning = returnToServer().finally(() => (returning = undefined))
    }, pause).unref()
  }

  async function returnToServer(): Promise<void> {
    attempts++
    const died = !isRunning()
    if (died) report('the database server has died and is started again')
    try {
      // Whoever has its address keeps it.
      const settings = { ...options.settings, ...address }
      const entered = await enterServer(cluster, { ...options, settings }, () => !stopping)
      if (entered.server.socketDirectory !== socketDirectory || entered.server.port !== port) {
        await entered.session.end()
        throw new Error('a command has started it elsewhere meanwhile')
      }
      hold(entered)
      if (died) report('the database server is back')
    } catch (error) {
      if (attempts < mostRevivals) returnSoon()
      else report('the database server stays away: see to it, and start the register again', error)
    }
  }

  async function stop(): Promise<void> {
    const begun = Date.now()
    // A server that is being started must not outlive its starter.
    await Promise.race([returning, sleep(1_500, undefined, { ref: false })])
    const alone = await Promise.race([isAlone(), sleep(1_000, true, { ref: false })])
    if (alone && isRunning()) {
      await shutDown(cluster.data, pid, begun)
      if (!isRunning()) removeSocketDirectory(socketDirectory)
    }
    await Promise.race([session?.end(), sleep(200, undefined, { ref: false })])
  }

  async function isAlone(): Promise<boolean> {
    try {
      await session?.query(`select pg_advisory_unlock_shared(${locks.inUse})`)
      const answer = await session?.query(`select pg_try_advisory_lock(${locks.inUse}) as alone`)
      return answer?.rows[0]?.alone ?? true
    } catch {
      return true // the server is going down already
    }
  }

  function isRunning(): boolean {
    return runningServer(cluster.data)?.pid === pid
  }
}
