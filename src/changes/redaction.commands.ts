import { eq, sql } from 'drizzle-orm'
import { replays } from '../db/idempotency.table.ts'
import { RegistryError } from '../errors.ts'
import { asRegister, type Work } from '../work.ts'
import { corrections } from './corrections.table.ts'
import { getRedaction } from './redactions.queries.ts'
import type { NewRedaction, Redaction } from './redactions.schema.ts'
import type { redactionKinds } from './redactions.table.ts'
import { columnOf, tableOf } from './resources.ts'

interface History {
  table: string
  rowIds: string[]
  /** As the contract names them; `all` takes every value but whose row it is and when it was erased. */
  fields: string[] | 'all'
  kind: (typeof redactionKinds)[number]
  reason: string
  /** What the row says now, and may go on saying. */
  present?: Record<string, unknown>
}

/**
 * Takes values out of the history of rows for good, what this transaction has written included; the chain of the log
 * shows that, when and by whom. The caller has decided that the actor may. Gives how many entries of the log it touched.
 */
export async function redactHistory(work: Work, history: History): Promise<number> {
  const { table, rowIds, fields, kind, reason, present = {} } = history
  if (rowIds.length === 0) return 0
  const columns = fields === 'all' ? sql`null` : sql`${sql.param(fields.map(columnOf))}`
  const { rows } = await asRegister(work, () =>
    work.tx.execute<{ touched: number }>(
      sql`select sum(redact_history(${kind}, ${table}, id, ${columns}::text[], ${JSON.stringify(present)}::jsonb, ${reason}))::int as touched
        from unnest(${sql.param(rowIds)}::uuid[]) id`,
    ),
  )
  return rows[0]!.touched
}

/**
 * Takes a text that should never have been written out of the log and out of stored answers. What the row itself says
 * now stays: change that first. Throws `rule_broken` for a field that there is not, and `conflict` when nothing is left
 * to take out.
 */
export async function redact(work: Work, { resource, fields, reason, ...of }: NewRedaction): Promise<Redaction> {
  const table = tableOf(resource)
  // The reason of a correction has nobody else who could change it first.
  if (table === 'corrections' && fields.includes('reason')) {
    await work.tx.update(corrections).set({ reason: '[redacted]' }).where(eq(corrections.id, of.resourceId))
  }
  // As it stands in stored answers.
  const resourceId = of.resourceId.toLowerCase()
  const { rows } = await work.tx.execute<{ present: Record<string, unknown> }>(
    sql`select to_jsonb(kept) as present from ${sql.identifier(table)} kept where id = ${resourceId} for update`,
  )
  const touched = await redactHistory(work, {
    table,
    rowIds: [resourceId],
    fields,
    kind: 'redaction',
    reason,
    present: rows[0]?.present ?? {},
  })
  if (touched === 0) {
    throw new RegistryError('conflict', {
      en: 'The history holds nothing else in these fields than what the row says now. Change the row first, and see its history for the names of fields.',
      sv: 'Historiken har inget annat i dessa fält än vad raden säger nu. Ändra raden först, och se dess historik för fältens namn.',
    })
  }
  // An answer that is kept to be repeated may hold the text as well.
  await work.tx.execute(sql`update ${replays} set body = null where body like ${`%${resourceId}%`}`)
  const made = await work.tx.execute<{ id: string }>(
    sql`select id from redactions where table_name = ${table} and row_id = ${resourceId} order by created_at desc, id desc limit 1`,
  )
  return getRedaction(work.tx, made.rows[0]!.id)
}
