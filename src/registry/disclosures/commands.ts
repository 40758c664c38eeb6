// What is told of a figure is decided once, when it is written, beside all that has ever been told of those that hang
// together with it; where these come to hang together otherwise they are looked at again, and may be told less. Whoever
// decides has locked their roots (`lockRoots`). It names tables only: contributions, allocations and metrics stand on it.
import { and, asc, eq, inArray, ne, not, sql, type SQL } from 'drizzle-orm'
import { asRegister, type Work } from '../../work.ts'
import { collaborations } from '../collaborations/table.ts'
import { contributions } from '../contributions/table.ts'
import { findWholes } from '../vocabularies/wholes.queries.ts'
import { wholesOf } from '../vocabularies/rules.ts'
import { daysCounted, relationOf, spotOf, type Cell, type Limits } from './cells.rules.ts'
import {
  areAmong,
  completedMetric,
  familyOf,
  findKnown,
  findPartsOfMatchers,
  findRoots,
  sumsOfMatchers,
  type Roots,
  type Subjects,
} from './queries.ts'
import { lettingOthersWork } from './pieces.ts'
import { answerFor, anything, leavesFew, tellingOf, uncoveredBy, type Answer } from './rules.ts'
import { contributionHomes, disclosures } from './table.ts'
import { outcomes } from '../outcomes/table.ts'
import { unbounded } from './whole-numbers.rules.ts'

/** A figure of a contribution or a collaboration, and who knows it besides. */
export interface Figure extends Cell {
  ownerId: string
  value: number
  publiclyStated: boolean
}

/** What is told, why, and between what the figure is known to lie from then on. */
export interface Told extends Limits {
  answer: Answer
  reason: (typeof disclosures.$inferSelect)['reason']
}

/**
 * Locks where these hang together with others, in the order of ids, until the transaction ends. Take it before the rows
 * of contributions and outcomes, or two could wait for each other.
 */
export async function lockRoots(work: Work, subjects: Subjects): Promise<Roots> {
  const { tx } = work
  // Nor does a metric become a part of another one meanwhile: who changes that holds this lock alone.
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtext('outcome_metrics.part_of'))`)
  for (let roots = await findRoots(tx, subjects); ;) {
    for (const [table, ids] of [
      [collaborations, roots.collaborationIds],
      [contributions, roots.contributionIds],
    ] as const) {
      if (ids.length === 0) continue
      const areRoots = sql`${table.id} = any(${sql.param(ids)}::uuid[])`
      await tx.select({ id: table.id }).from(table).where(areRoots).orderBy(asc(table.id)).for('no key update')
    }
    // Another may have moved a contribution meanwhile; from here on none of these moves.
    const now = await findRoots(tx, subjects)
    if (JSON.stringify(now) === JSON.stringify(roots)) return roots
    roots = now
  }
}

/** What is to be told of a figure that is written now. */
export async function decide({ tx }: Work, roots: Roots, figure: Figure): Promise<Told> {
  const { value, publiclyStated, ownerId, metric } = figure
  if (publiclyStated) return { answer: 'value', reason: 'statement', least: value, most: value }
  const { setting, known } = await findKnown(tx, roots, metric)
  const nothing = { answer: 'nothing', reason: 'rule', ...anything } as const
  if (!known) return nothing
  const told = answerFor(value, await lettingOthersWork(tellingOf(figure, ownerId, known, setting)))
  if (told.answer === 'value') {
    const parts = await findPartsOfMatchers(tx, roots, familyOf(metric, setting.wholes))
    if (leavesFew(value, sumsOfMatchers(parts, spotOf(figure, setting), setting))) return nothing
  }
  return { ...told, reason: 'rule' }
}

/**
 * Keeps what is told of a figure: it stays known. Told by a statement or a publication where it would not have been, it
 * has the others looked at again.
 */
export async function keepDisclosure(
  work: Work,
  roots: Roots,
  outcomeId: string,
  figure: Figure,
  told: Told,
): Promise<void> {
  const { ownerId, contributionId, collaborationId, metric, fromDay, toDay } = figure
  const of = { outcomeId, ownerId, contributionId, collaborationId, metric, fromDay, toDay }
  const isMore =
    told.reason !== 'rule' && (await decide(work, roots, { ...figure, publiclyStated: false })).answer !== 'value'
  const most = told.most === unbounded ? null : told.most
  await asRegister(work, () => work.tx.insert(disclosures).values({ ...of, ...told, most }))
  if (!isMore) return
  const others = and(areAmong(roots, outcomes), ne(outcomes.id, outcomeId))
  await lookAgain(work, and(others, inArray(outcomes.metric, familyOf(metric, await findWholes(work.tx)))))
}

/** The outcomes whose figures would come to be known better if this one were told, also those that are gone. */
export async function findUncovered({ tx }: Work, roots: Roots, figure: Figure): Promise<string[]> {
  const { setting, known } = await findKnown(tx, roots, figure.metric)
  return lettingOthersWork(uncoveredBy(figure, known ?? [], setting))
}

/** Whether figures come to hang together that did not, when a contribution moves into a collaboration: to be asked before. */
export async function joinsFigures({ tx }: Work, contributionId: string, collaborationId: string): Promise<boolean> {
  const { contributionId: id, collaborationId: homeId } = contributionHomes
  const homes = await tx.select({ homeId }).from(contributionHomes).where(eq(id, contributionId))
  if (homes.length > 0) return homes.every((home) => home.homeId !== collaborationId)
  return (await tx.$count(disclosures, eq(disclosures.contributionId, contributionId))) > 0
}

/** The contribution has moved: it has brought along what was told of it, and of the collaborations that it was in. */
export async function followMove(work: Work, contributionId: string): Promise<void> {
  const roots = await findRoots(work.tx, { contributionIds: [contributionId], collaborationIds: [] })
  await lookAgain(work, areAmong(roots, outcomes))
}

/** From five on the places of a contribution tell who has completed. */
export async function followCompletion(work: Work, roots: Roots): Promise<void> {
  const wholes = await findWholes(work.tx)
  const parts = [...wholes.keys()].filter((code) => wholesOf(code, wholes).includes(completedMetric))
  await lookAgain(work, and(areAmong(roots, outcomes), inArray(outcomes.metric, [completedMetric, ...parts])))
}

/** Figures of a metric that has become a part of another one count some of the same people as those do. */
export async function followPartOf(work: Work, metric: string): Promise<void> {
  await lookAgain(work, inArray(outcomes.metric, familyOf(metric, await findWholes(work.tx))))
}

/** Shown by a statement or a publication, whatever the rule says. */
const isForced = sql`(${outcomes.publiclyStated} or exists (select 1 from ${disclosures} told
  where told.outcome_id = ${outcomes.id} and told.reason = 'publication' and told.least = ${outcomes.value}))`

/** Who made an allocation, and has recorded a figure of it, may know too much of those that are shown: they are no longer. */
export async function followAllocation(work: Work, roots: Roots, part: Cell): Promise<void> {
  const { tx } = work
  const { setting } = await findKnown(tx, roots, part.metric)
  const family = familyOf(part.metric, setting.wholes)
  const areShown = and(eq(outcomes.disclosure, 'value'), not(isForced), inArray(outcomes.metric, family))
  const shown = await tx
    .select()
    .from(outcomes)
    .where(and(areAmong(roots, outcomes), areShown))
  const inner = spotOf(part, setting)
  const around = shown
    .map((row) => ({ ...row, ...daysCounted(row) }))
    .filter((row) => ['inside', 'same'].includes(relationOf(inner, spotOf(row, setting), setting)))
  if (around.length === 0) return
  const parts = await findPartsOfMatchers(tx, roots, family)
  const gone = around.filter((row) => leavesFew(row.value, sumsOfMatchers(parts, spotOf(row, setting), setting)))
  const ids = gone.map(({ id }) => id)
  await asRegister(work, () => tx.update(outcomes).set({ disclosure: 'nothing' }).where(inArray(outcomes.id, ids)))
}

/**
 * Has figures looked at again: they are told to nobody until the job has come to them. Those that a statement or a
 * publication shows stay.
 */
async function lookAgain(work: Work, which: SQL | undefined): Promise<void> {
  const isTold = and(inArray(outcomes.disclosure, ['value', 'few']), not(isForced))
  await asRegister(work, () => work.tx.update(outcomes).set({ disclosure: null }).where(and(which, isTold)))
}
