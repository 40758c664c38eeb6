import { inArray, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Transaction } from '../db/connect.ts'
import { allocations } from '../registry/allocations/table.ts'
import { collaborations } from '../registry/collaborations/table.ts'
import { contributions } from '../registry/contributions/table.ts'
import { outcomes } from '../registry/outcomes/table.ts'
import { decideSome } from '../registry/disclosures/undecided.commands.ts'
import type { Work } from '../work.ts'
import { allocationFacts, collaborationOutcomes, contributionOutcomes } from './facts/outcomes.ts'
import { idOf } from './ids.ts'
import { addReportYears, insertNew, type SeedRow } from './insert.ts'

/** No reservation: how long it was held says nothing. */
const holdMinutes = 1

/** Loads what the documents say came of it, for the contributions and collaborations that are there. */
export async function seedOutcomes(work: Work): Promise<void> {
  const { tx } = work
  const places = Object.entries(allocationFacts).map(([slug, fact]) => ({
    ...fact,
    id: idOf(`allocations/${slug}`),
    contributionId: idOf(`contributions/${slug}`),
    holdMinutes,
  }))
  const came = rows('contributions', contributionOutcomes)
  const followed = rows('collaborations', collaborationOutcomes)
  const offered = await present(tx, contributions, [
    ...places.map(({ contributionId }) => contributionId),
    ...came.map(({ of }) => of),
  ])
  const running = await present(
    tx,
    collaborations,
    followed.map(({ of }) => of),
  )
  await insertNew(
    tx,
    allocations,
    places.filter(({ contributionId }) => offered.has(contributionId)),
  )
  const figures = await insertNew(tx, outcomes, [
    ...came.flatMap(({ of, ...row }) => (offered.has(of) ? [{ ...row, contributionId: of }] : [])),
    ...followed.flatMap(({ of, ...row }) => (running.has(of) ? [{ ...row, collaborationId: of }] : [])),
  ])
  await addReportYears(tx, outcomes, [...came, ...followed])
  while ((await decideSome(work, [...figures])) > 0);
}

type Row = Omit<SeedRow<typeof outcomes>, 'contributionId' | 'collaborationId'> & { of: string }

function rows(table: string, facts: typeof collaborationOutcomes): Row[] {
  return Object.entries(facts).flatMap(([slug, figures]) =>
    figures.map(({ from, to, source, computed, ...same }) => ({
      ...same,
      id: idOf(`outcomes/${table}/${slug}/${same.metric}/${from ?? ''}`),
      of: idOf(`${table}/${slug}`),
      fromDay: from ?? null,
      toDay: to ?? null,
      publiclyStated: !computed,
      sources: [source],
    })),
  )
}

/** Which of these there are: people may have removed some. */
async function present(tx: Transaction, table: PgTable & { id: PgColumn }, ids: string[]): Promise<Set<string>> {
  const anyTable: PgTable = table
  const found = await tx
    .select({ id: sql<string>`id` })
    .from(anyTable)
    .where(inArray(table.id, ids))
  return new Set(found.map(({ id }) => id))
}
