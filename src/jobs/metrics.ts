import type pg from 'pg'
import { Counter, Gauge, type Registry } from 'prom-client'

/** Counted by the runner in this process; the rest stands in the database and is the same whichever register is asked. */
export const jobRuns = new Counter({
  name: 'job_runs_total',
  help: 'Runs of background jobs in this process, by how they ended',
  labelNames: ['job', 'result'],
  registers: [],
})

const states = ['created', 'retry', 'active', 'failed'] as const

/** Adds to the metrics how the background jobs are doing. */
export function measuresJobs(registry: Registry, pool: pg.Pool): void {
  registry.registerMetric(jobRuns)
  const size = new Gauge({
    name: 'job_queue_size',
    help: 'Runs of background jobs by state: waiting, to be tried again, under way, and given up in the last hours',
    labelNames: ['job', 'state'],
    registers: [registry],
    collect: async () => {
      size.reset()
      for (const row of await queues(pool)) for (const state of states) size.set({ job: row.job, state }, row[state])
    },
  })
  const lastSuccess = new Gauge({
    name: 'job_last_success_timestamp_seconds',
    help: 'When a background job was last done, by any register',
    labelNames: ['job'],
    registers: [registry],
    collect: async () => {
      lastSuccess.reset()
      for (const { job, done } of await queues(pool)) if (done !== null) lastSuccess.set({ job }, done)
    },
  })
}

type Row = { job: string; done: number | null } & Record<(typeof states)[number], number>

/** Nothing where no register has prepared the queues yet: the other figures are answered all the same. */
async function queues(pool: pg.Pool): Promise<Row[]> {
  const counts = states.map((state) => `count(*) filter (where state = '${state}') as ${state}`)
  const { rows } = await pool
    .query<Row>(
      `select queue.name as job, ${counts.join(', ')},
         extract(epoch from max(completed_on) filter (where state = 'completed'))::float8 as done
       from pgboss.queue left join pgboss.job on job.name = queue.name group by 1`,
    )
    .catch(() => ({ rows: [] }))
  return rows
}
