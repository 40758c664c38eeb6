import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'

/** Adds to the metrics how far ahead it is known when collaborations meet: in the database, the same for all registers. */
export function measuresOccurrences(registry: Registry, pool: pg.Pool, now: () => Date): void {
  const horizon: Gauge = new Gauge({
    name: 'occurrence_horizon_days',
    help: 'Days ahead to which every schedule that goes on has its occurrences; NaN without any',
    registers: [registry],
    collect: async () => horizon.set(await daysAhead(pool, now())),
  })
}

async function daysAhead(pool: pg.Pool, now: Date): Promise<number> {
  const { rows } = await pool.query<{ days: number | null }>(
    `select (extract(epoch from min(coalesce(reaches, $1)) - $1::timestamptz) / 86400)::float8 as days
     from schedules where due_at is not null`,
    [now],
  )
  return Math.max(0, rows[0]!.days ?? NaN)
}
