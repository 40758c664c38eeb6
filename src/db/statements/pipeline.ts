import pg from 'pg'

/** Postgres works at one statement of a connection at a time: as many as it has processors for, and one or two more. */
const mostLines = 4
/** Statements that a connection owes an answer for. With `shortReadWithinMs`, nobody waits for more than 4 s here. */
const mostUnanswered = 4
/** After so long without an answer a statement is not short: nobody else is put behind it. */
const stuckAfterMs = 100
/** Prepared statements and their plans stay with a connection until it ends. One that has so many is followed by another. */
const mostNames = 1_000

/** What a statement may take here. */
export const shortReadWithinMs = 1_000

/** Runs single statements, as a pool does. */
export interface Runner {
  query(statement: pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult>
}

/** The same without names: on its connections nobody counts what they keep. */
export function unkept(runner: Runner): Runner {
  return { query: (statement, values) => runner.query({ ...statement, name: undefined }, values) }
}

export interface Pipeline extends Runner {
  /** Cuts off what is under way, and refuses what comes, until it is told otherwise. */
  refuse(refusing: boolean): void
  end(): Promise<void>
}

interface Line {
  client: pg.Client
  isGathering: boolean
  unanswered: number
  /** When it was last without a statement, or gave an answer. */
  movedAt: number
  openedAt: number
  names: Set<string>
}

/**
 * A few connections for short reads. A statement is sent without waiting for the answers to those before it, so what
 * comes at the same time goes out and comes back in one packet: lists twice as many a second as through a pool, and less
 * than half the time on a processor for a single row. What is slow keeps those behind it waiting, so it is for statements
 * that are short; while one turns out not to be, the others go `elsewhere`. A connection is used for `lifetimeMs`.
 */
export function openPipeline(
  config: pg.ClientConfig,
  lifetimeMs: number,
  elsewhere: Runner,
  onError: (error: Error) => void,
): Pipeline {
  let lines: Line[] = []
  let refusing = false
  let ending = false

  function open(): Line {
    const client = new pg.Client({ ...config, pipeline: true })
    const now = performance.now()
    const line = { client, isGathering: false, unanswered: 0, movedAt: now, openedAt: now, names: new Set<string>() }
    client.on('error', (error) => {
      leave(line)
      if (!ending) onError(error)
    })
    client.once('end', () => leave(line))
    // Statements that were given to it in the meantime fail with it.
    client.connect().catch(() => leave(line))
    lines.push(line)
    return line
  }

  function leave(line: Line): void {
    lines = lines.filter((other) => other !== line)
  }

  /** The one that will answer first; none where all have enough to do. */
  function shortest(): Line | undefined {
    const now = performance.now()
    let least: Line | undefined
    for (const line of lines) {
      const { unanswered, movedAt, openedAt, names, client } = line
      if (names.size >= mostNames || now - openedAt > lifetimeMs) {
        // Nothing more for it; once it owes no answer it goes.
        if (unanswered > 0) continue
        leave(line)
        client.end().catch(() => {})
      } else if (unanswered < mostUnanswered && (unanswered === 0 || now - movedAt < stuckAfterMs)) {
        if (!least || unanswered < least.unanswered) least = line
      }
    }
    return (!least || least.unanswered > 0) && lines.length < mostLines ? open() : least
  }

  /** What is sent until the event loop comes round goes out as one write: each is a tenth of the time of a short read. */
  function gather(line: Line): void {
    if (line.isGathering) return
    const { stream } = line.client.connection
    line.isGathering = true
    stream.cork()
    setImmediate(() => {
      line.isGathering = false
      stream.uncork()
    })
  }

  return {
    async query(statement, values) {
      // In the words of node-postgres, which `faults.ts` knows.
      if (refusing) throw new Error('Connection terminated: the database is silent')
      const line = shortest()
      if (!line) return unkept(elsewhere).query(statement, values)
      if (statement.name) line.names.add(statement.name)
      if (line.unanswered++ === 0) line.movedAt = performance.now()
      gather(line)
      try {
        return await line.client.query(statement, values)
      } finally {
        line.unanswered--
        line.movedAt = performance.now()
      }
    },
    refuse(now) {
      refusing = now
      if (now) for (const { client } of lines) client.connection.stream.destroy()
    },
    async end() {
      ending = true
      await Promise.all(lines.map(({ client }) => client.end()))
    },
  }
}
