import type pg from 'pg'
import type PgBoss from 'pg-boss'

// Nothing needs it before the database is there, and it takes a while: it loads while that is being opened.
const loading = import('pg-boss')

const keptForHours = 6

/** The job that every runner brings along: gives back the runs of the dead, and removes what is old. */
export const queueKeeper = 'keep-queue'

/**
 * pg-boss on the register's own pool. It sends plain statements only, so a pooler in front of Postgres is no hindrance;
 * one that fails takes its connection with it, so none goes back in the middle of a transaction.
 */
export async function queueOn(pool: pg.Pool | pg.Client): Promise<PgBoss> {
  const { default: Queue } = await loading
  return new Queue({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schedule: false,
    supervise: false,
    archiveCompletedAfterSeconds: keptForHours * 3600,
    deleteAfterHours: keptForHours,
  })
}

/**
 * Makes the schema of the queue, or brings it to the present one, with a queue for each job. Harmless twice, but not two
 * at once, which would wait for each other's tables: it is called under the lock that `migrate` holds.
 */
export async function prepareQueues(owner: pg.Client, jobs: { name: string }[]): Promise<void> {
  const queue = await queueOn(owner)
  await queue.start()
  // `short`: while nobody takes them, runs do not pile up; one that waits is enough.
  for (const { name } of [...jobs, { name: queueKeeper }]) await queue.createQueue(name, { name, policy: 'short' })
}
