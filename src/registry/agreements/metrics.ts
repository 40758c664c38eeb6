import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'

/** Adds to the metrics how many signatures break the constraints of the table and wait for a coordinator. */
export function measuresSignatures(registry: Registry, pool: pg.Pool): void {
  const marked = new Gauge({
    name: 'signatures_to_correct',
    help: 'Signatures that overlap others of their organisation and agreement, from before that was refused',
    registers: [registry],
    collect: async () => {
      const { rows } = await pool.query<{ count: number }>(
        'select count(*)::int from signatures where needs_correction',
      )
      marked.set(rows[0]!.count)
    },
  })
}
