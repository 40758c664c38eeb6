import { eq, sql } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { notFound, throwFaults, type Fault } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { followPartOf } from '../disclosures/commands.ts'
import { getTerm, tableNameOf, tableOf } from './queries.ts'
import { findWholes } from './wholes.queries.ts'
import { assertRemovable, endFaults, partOfFaults, termFaults } from './rules.ts'
import { lastPosition, type NewTerm, type Term, type TermPatch, type VocabularyName } from './schema.ts'

/** Adds a term, last unless it says where. Throws `rule_broken`, `conflict` when its code is taken. */
export async function createTerm(work: Work, vocabulary: VocabularyName, body: NewTerm): Promise<Term> {
  throwFaults([
    ...termFaults(vocabulary, body),
    ...endFaults(vocabulary, body.code, body.endedOn),
    ...(await wholeFaults(work, vocabulary, body.code, body.partOf)),
  ])
  const table = tableOf(vocabulary)
  const last = sql<number>`(select least(coalesce(max(position) + 1, 0), ${lastPosition}) from ${table})`
  const { label, code, position = last, ...same } = body
  const [row] = await work.tx
    .insert(table)
    .values({ ...same, code, position, labelSv: label.sv, labelEn: label.en })
    .returning({ id: table.id })
  return getTerm(work.tx, vocabulary, row!.id)
}

/** Changes what the patch names; its code never changes. Throws `not_found`, `version_mismatch`, `rule_broken`. */
export async function changeTerm(work: Work, vocabulary: VocabularyName, id: string, patch: TermPatch): Promise<Term> {
  if (patch.partOf) await lockWholes(work)
  const { code } = await lockTerm(work, vocabulary, id)
  throwFaults([
    ...termFaults(vocabulary, patch),
    ...endFaults(vocabulary, code, patch.endedOn),
    ...(await wholeFaults(work, vocabulary, code, patch.partOf)),
  ])
  const { label, ...same } = patch
  const table = tableOf(vocabulary)
  await work.tx
    .update(table)
    .set({
      ...same,
      ...(label?.sv !== undefined && { labelSv: label.sv }),
      ...(label?.en !== undefined && { labelEn: label.en }),
    })
    .where(eq(table.id, id))
  if (vocabulary === 'outcome-metrics' && patch.partOf) await followPartOf(work, code)
  return getTerm(work.tx, vocabulary, id)
}

/**
 * Removes a term that nothing uses. Throws `not_found`, `version_mismatch`, `conflict` naming what uses it, or where the
 * program itself does.
 */
export async function removeTerm(work: Work, vocabulary: VocabularyName, id: string): Promise<void> {
  const row = await lockTerm(work, vocabulary, id)
  assertRemovable(vocabulary, row.code)
  const table = tableOf(vocabulary)
  await assertUnreferenced(work.tx, tableNameOf(vocabulary), row)
  await removeRow(work.tx, table, id)
}

/**
 * One change of wholes at a time, or two could close a circle that neither of them sees; and none while it is decided what
 * a figure tells, which takes this lock before the rows of metrics.
 */
async function lockWholes({ tx }: Work): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('outcome_metrics.part_of'))`)
}

async function wholeFaults(
  work: Work,
  vocabulary: VocabularyName,
  code: string,
  partOf: string | null | undefined,
): Promise<Fault[]> {
  if (vocabulary !== 'outcome-metrics' || !partOf) return []
  await lockWholes(work)
  return partOfFaults(code, partOf, await findWholes(work.tx))
}

/** The row, locked until the transaction ends, at the version that the caller has read. */
async function lockTerm(work: Work, vocabulary: VocabularyName, id: string) {
  const table = tableOf(vocabulary)
  const [row] = await work.tx.select().from(table).where(eq(table.id, id)).for('update')
  if (!row) throw notFound('term', 'term')
  await assertVersion(work, tableNameOf(vocabulary), row)
  return row
}
