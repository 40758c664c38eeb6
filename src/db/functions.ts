import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'

const folder = fileURLToPath(new URL('../../migrations/functions', import.meta.url))

/**
 * Puts the functions of `migrations/functions` in place, all of them or none, unless they are there already; in a
 * transaction that the caller has begun, on tables that have had every migration. Whoever calls them meanwhile has either
 * the old or the new ones.
 *
 * What is stored by a function (in a generated column, an index, a check) changes in a migration instead, together with
 * what it has stored: such functions stand where they were first made.
 */
export async function replaceFunctions(client: pg.ClientBase): Promise<void> {
  const files = readdirSync(folder).toSorted()
  const texts = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
  const hash = createHash('sha256').update(texts.join('\0')).digest('hex')
  const noted = `functions ${hash}`
  const { rows } = await client.query<{ noted: string | null }>(
    `select obj_description('drizzle'::regnamespace, 'pg_namespace') as noted`,
  )
  if (rows[0]!.noted === noted) return
  // Each may call those that come after it.
  await client.query('set local check_function_bodies = off')
  for (const text of texts) await client.query(text)
  await client.query(`comment on schema drizzle is '${noted}'`)
}
