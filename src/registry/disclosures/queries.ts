// What a decision about a figure is made from: which figures hang together with it, and all that has been told of them.
import { and, desc, eq, gte, inArray, isNotNull, or, sql, type Column, type SQL } from 'drizzle-orm'
import type { Transaction } from '../../db/connect.ts'
import { allocations } from '../allocations/table.ts'
import { contributions } from '../contributions/table.ts'
import { findWholes } from '../vocabularies/wholes.queries.ts'
import { wholesOf } from '../vocabularies/rules.ts'
import { fewest, relationOf, spotOf, type Cell, type Member, type Setting, type Spot } from './cells.rules.ts'
import { contributionHomes, disclosures } from './table.ts'
import { firstCounted, lastCounted, outcomes } from '../outcomes/table.ts'
import { unbounded } from './whole-numbers.rules.ts'

/** What something may be an outcome of. */
export interface Subjects {
  contributionIds: string[]
  collaborationIds: string[]
}

/** Where figures hang together: collaborations that share a contribution, now or once, and contributions that were in none. */
export type Roots = Subjects

export async function findRoots(tx: Transaction, { contributionIds, collaborationIds }: Subjects): Promise<Roots> {
  const { rows } = await tx.execute<{ id: string; isCollaboration: boolean }>(sql`
    with recursive together(id) as (
      select unnest(${sql.param(collaborationIds)}::uuid[])
      union select collaboration_id from ${contributionHomes} where contribution_id = any(${sql.param(contributionIds)}::uuid[])
      union select other.collaboration_id from together
        join ${contributionHomes} own on own.collaboration_id = together.id
        join ${contributionHomes} other on other.contribution_id = own.contribution_id)
    select id, true as "isCollaboration" from together
    union all
    select id, false from unnest(${sql.param(contributionIds)}::uuid[]) asked(id)
      where not exists (select 1 from ${contributionHomes} where contribution_id = asked.id)
    order by 2, 1`)
  const idsOf = (isWanted: boolean) =>
    rows.filter(({ isCollaboration }) => isCollaboration === isWanted).map(({ id }) => id)
  return { contributionIds: idsOf(false), collaborationIds: idsOf(true) }
}

export function subjectsOf(of: { contributionId: string | null; collaborationId: string | null }[]): Subjects {
  return {
    contributionIds: of.flatMap(({ contributionId }) => contributionId ?? []),
    collaborationIds: of.flatMap(({ collaborationId }) => collaborationId ?? []),
  }
}

/** Of these collaborations, or of contributions that are or were in them. */
export function areAmong(
  { contributionIds, collaborationIds }: Roots,
  columns: { contributionId: Column | SQL; collaborationId: Column | SQL },
): SQL {
  const { contributionId, collaborationId } = columns
  return or(
    sql`${contributionId} = any(${sql.param(contributionIds)}::uuid[])`,
    sql`${contributionId} in (select contribution_id from ${contributionHomes}
      where collaboration_id = any(${sql.param(collaborationIds)}::uuid[]))`,
    sql`${collaborationId} = any(${sql.param(collaborationIds)}::uuid[])`,
  )!
}

/** The metrics that count some of the same people. */
export function familyOf(metric: string, wholes: ReadonlyMap<string, string | null>): string[] {
  const topOf = (code: string) => wholesOf(code, wholes).at(-1) ?? code
  return [...new Set([metric, ...wholes.keys()])].filter((code) => topOf(code) === topOf(metric))
}

/** More answers than these are not looked through: nothing is told then. */
const mostAnswers = 4_000

/** Who has completed a place is told by the places themselves, from five on: it counts beside figures of this metric. */
export const completedMetric = 'slutfort'

/** All that has been told where figures hang together with one of a metric; null when it is too much. */
export async function findKnown(
  tx: Transaction,
  roots: Roots,
  metric: string,
): Promise<{ setting: Setting; known: Member[] | null }> {
  const wholes = await findWholes(tx)
  const rows = await tx
    .select()
    .from(disclosures)
    .where(and(inArray(disclosures.metric, familyOf(metric, wholes)), areAmong(roots, disclosures)))
    .orderBy(desc(disclosures.id))
    .limit(mostAnswers + 1)
  const setting = { wholes, homes: await findHomes(tx, roots) }
  if (rows.length > mostAnswers) return { setting, known: null }
  const told = Map.groupBy(rows, ({ contributionId, collaborationId, metric: of, fromDay, toDay }) =>
    [contributionId, collaborationId, of, fromDay, toDay].join(),
  )
  const known = [...told.values()].map((same): Member => {
    const { outcomeId, ownerId, ...cell } = same[0]!
    const limits = same.map(({ least, most }) => ({ least, most: most ?? unbounded }))
    const isNew = ({ least, most }: (typeof limits)[number], place: number) =>
      limits.findIndex((other) => other.least === least && other.most === most) === place
    return { spot: spotOf(cell, setting), outcomeId, ownerId, told: limits.filter(isNew) }
  })
  const countsCompleted = metric === completedMetric || wholesOf(metric, wholes).includes(completedMetric)
  return { setting, known: countsCompleted ? [...known, ...(await findCompleted(tx, roots, setting))] : known }
}

/** By contribution the collaborations that it has been in. */
async function findHomes(tx: Transaction, { collaborationIds }: Roots): Promise<Setting['homes']> {
  const rows = await tx
    .select()
    .from(contributionHomes)
    .where(sql`${contributionHomes.collaborationId} = any(${sql.param(collaborationIds)}::uuid[])`)
  const homes = Map.groupBy(rows, ({ contributionId }) => contributionId)
  return new Map([...homes].map(([id, of]) => [id, new Set(of.map(({ collaborationId }) => collaborationId))]))
}

/** How many have completed the places of each contribution, where that is told. */
async function findCompleted(tx: Transaction, roots: Roots, setting: Setting): Promise<Member[]> {
  const { id, organisationId: ownerId, completed } = contributions
  const rows = await tx
    .select({ id, ownerId, completed })
    .from(contributions)
    .where(and(gte(completed, fewest), areAmong(roots, { contributionId: id, collaborationId: sql`null::uuid` })))
  return rows.map((row) => ({
    spot: spotOf(completedOf(row.id), setting),
    outcomeId: row.id,
    ownerId: row.ownerId,
    told: [{ least: row.completed, most: row.completed }],
  }))
}

function completedOf(contributionId: string): Cell {
  return { contributionId, collaborationId: null, metric: completedMetric, fromDay: null, toDay: null }
}

/** Figures of allocations: shown to who made them, and known to nobody else. */
export type PartOfMatcher = Awaited<ReturnType<typeof findPartsOfMatchers>>[number]

/** What matchers have recorded, for allocations of their own, where figures of these metrics hang together. */
export function findPartsOfMatchers(tx: Transaction, roots: Roots, metrics: string[]) {
  const { metric, value } = outcomes
  const { matcherId, contributionId } = allocations
  return tx
    .select({
      matcherId,
      contributionId,
      collaborationId: sql<null>`null::uuid`,
      metric,
      fromDay: firstCounted,
      toDay: lastCounted,
      value,
    })
    .from(outcomes)
    .innerJoin(allocations, eq(allocations.id, outcomes.allocationId))
    .where(
      and(
        isNotNull(matcherId),
        inArray(metric, metrics),
        areAmong(roots, { contributionId, collaborationId: sql`null::uuid` }),
      ),
    )
    .limit(mostAnswers)
}

/** Of the people that a figure counts, how many each matcher knows, by metric; of too many to look through, all. */
export function sumsOfMatchers(parts: PartOfMatcher[], whole: Spot, setting: Setting): number[] {
  if (parts.length === mostAnswers) return [Infinity]
  const counted = parts.filter((part) => ['inside', 'same'].includes(relationOf(spotOf(part, setting), whole, setting)))
  const sums = Map.groupBy(counted, ({ matcherId, metric }) => `${matcherId} ${metric}`)
  return [...sums.values()].map((same) => same.reduce((sum, { value }) => sum + value, 0))
}
