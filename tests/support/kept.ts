import type pg from 'pg'
import { expect } from 'vitest'
import { base } from '../../src/representation.ts'
import { again, type Write } from './mixed-load.ts'

/** Rows that a write of each kind leaves in the log, all or none. */
const logged = { organisations: 3, contacts: 1, contributions: 1, allocations: 1 }

/** What was answered is there; what was not is there whole or not at all; and a repeated key tells the first answer. */
export async function keptAll(pool: pg.Pool, url: string, writes: Write[]): Promise<void> {
  for (const write of writes) {
    const wrote = await logOf(pool, write.requestId)
    const told = JSON.stringify(write)
    if (write.status === 200 || write.status === 201) {
      expect(wrote, told).toContainEqual({ id: write.id, version: write.version })
      const path = write.method === 'PATCH' ? write.path : `${write.path.replace(/^.*(?=\/)/, '')}/${write.id}`
      const found = await fetch(url + base + path, { headers: { authorization: `Bearer ${write.key}` } })
      expect(found.status, told).toBe(200)
      expect(((await found.json()) as Write).version, told).toBeGreaterThanOrEqual(write.version!)
    }
    if (write.method === 'PATCH') continue
    const resource = write.path.split('/').at(-1) as keyof typeof logged
    // A place that fills an offer also changes its state.
    const whole = resource === 'allocations' ? [1, 2] : [logged[resource]]
    if (write.status === 409) expect(wrote, told).toEqual([])
    else expect([0, ...whole], told).toContain(wrote.length)

    const repeated = await again(url, write)
    const known = wrote.length > 0
    expect([repeated.status === 201, repeated.replayed], told).toEqual([known || repeated.status === 201, known])
    if (write.status === 201) expect(repeated.text, told).toBe(write.text)
    if (known)
      expect(
        wrote.map(({ id }) => id),
        told,
      ).toContain(repeated.id)
    if (known) expect(await logOf(pool, repeated.requestId), told).toEqual([])
  }
}

async function logOf(pool: pg.Pool, requestId: string): Promise<{ id: string; version: number }[]> {
  const { rows } = await pool.query<{ id: string; version: number }>(
    'select row_id as id, row_version as version from changes where request_id = $1 order by seq',
    [requestId],
  )
  return rows
}
