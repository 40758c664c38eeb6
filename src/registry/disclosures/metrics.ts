import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'

/** Adds to the metrics how many figures wait for the decision what they tell. */
export function measuresOutcomes(registry: Registry, pool: pg.Pool): void {
  const undecided = new Gauge({
    name: 'outcomes_undecided',
    help: 'Figures that are told to nobody yet, since the job decide-outcomes has not come to them',
    registers: [registry],
    collect: async () => {
      const { rows } = await pool.query<{ count: number }>(
        'select count(*)::int from outcomes where disclosure is null',
      )
      undecided.set(rows[0]!.count)
    },
  })
}
