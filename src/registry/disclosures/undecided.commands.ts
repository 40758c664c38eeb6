// Figures of which it is not decided what is told: those that were there before there was a decision, or were written by
// who makes none, and those that are to be looked at again. They are told to nobody meanwhile.
import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { asRegister, inTransaction, type Work } from '../../work.ts'
import { allocations } from '../allocations/table.ts'
import { contributions } from '../contributions/table.ts'
import { daysCounted, spotOf } from './cells.rules.ts'
import { decide, keepDisclosure, lockRoots, type Figure, type Told } from './commands.ts'
import {
  familyOf,
  findKnown,
  findPartsOfMatchers,
  findRoots,
  subjectsOf,
  sumsOfMatchers,
  type Roots,
} from './queries.ts'
import { lettingOthersWork } from './pieces.ts'
import { leavesFew, mayBeToldOn, type Answer } from './rules.ts'
import { disclosures } from './table.ts'
import { outcomes } from '../outcomes/table.ts'
import { unbounded } from './whole-numbers.rules.ts'

const batch = 20

/** Decides about some, the oldest first: by when they were made, then by id. Gives how many; 0 when none is left. */
export async function decideOutcomes(db: Database, now: Date): Promise<number> {
  const occasion = { actor: { kind: 'system', name: 'jobs' }, now, requestId: 'decide-outcomes' } as const
  return inTransaction(db, occasion, (work) => decideSome(work))
}

/** The same in a transaction that there is, of all or of these. */
export async function decideSome(work: Work, among?: string[]): Promise<number> {
  const { tx } = work
  const isUndecided = and(isNull(outcomes.disclosure), among && inArray(outcomes.id, among))
  const inOrder = [asc(outcomes.createdAt), asc(outcomes.id)]
  const found = await tx
    .select({
      id: outcomes.id,
      contributionId: sql<string | null>`coalesce(${outcomes.contributionId}, ${allocations.contributionId})`,
      collaborationId: outcomes.collaborationId,
    })
    .from(outcomes)
    .leftJoin(allocations, eq(allocations.id, outcomes.allocationId))
    .where(isUndecided)
    .orderBy(...inOrder)
    .limit(batch)
  if (found.length === 0) return 0
  await lockRoots(work, subjectsOf(found))
  const ids = found.map(({ id }) => id)
  const due = await tx
    .select({ row: outcomes, organisationId: contributions.organisationId })
    .from(outcomes)
    .leftJoin(contributions, eq(contributions.id, outcomes.contributionId))
    .where(and(isUndecided, inArray(outcomes.id, ids)))
    .orderBy(...inOrder)
    .for('update', { of: outcomes })
  for (const { row, organisationId } of due) {
    const disclosure = await answerFor(work, row, organisationId ?? row.collaborationId)
    await asRegister(work, () => tx.update(outcomes).set({ disclosure }).where(eq(outcomes.id, row.id)))
  }
  return found.length
}

async function answerFor(work: Work, row: typeof outcomes.$inferSelect, ownerId: string | null): Promise<Answer> {
  // Of an allocation.
  if (ownerId === null) return 'nothing'
  const roots = await findRoots(work.tx, subjectsOf([row]))
  const figure = { ...row, ...daysCounted(row), ownerId }
  const before = row.publiclyStated ? undefined : await findTold(work, row.id, figure)
  if (before) return (await mayStillBeTold(work, roots, figure, before)) ? before.answer : 'nothing'
  const told = await decide(work, roots, figure)
  await keepDisclosure(work, roots, row.id, figure, told)
  return told.answer
}

/** What was told of the figure last, if it is still the same figure. */
async function findTold({ tx }: Work, outcomeId: string, { value, ...cell }: Figure): Promise<Told | undefined> {
  const isOfIt = eq(disclosures.outcomeId, outcomeId)
  const [last] = await tx.select().from(disclosures).where(isOfIt).orderBy(desc(disclosures.id)).limit(1)
  if (!last) return undefined
  const told = { ...last, most: last.most ?? unbounded }
  const isSame = (['metric', 'fromDay', 'toDay'] as const).every((name) => last[name] === cell[name])
  return isSame && value >= told.least && value <= told.most ? told : undefined
}

async function mayStillBeTold({ tx }: Work, roots: Roots, figure: Figure, told: Told): Promise<boolean> {
  if (told.answer === 'nothing' || told.reason === 'publication') return true
  const { setting, known } = await findKnown(tx, roots, figure.metric)
  if (!known) return false
  if (!(await lettingOthersWork(mayBeToldOn({ ...figure, told }, known, setting)))) return false
  if (told.answer === 'few') return true
  const parts = await findPartsOfMatchers(tx, roots, familyOf(figure.metric, setting.wholes))
  return !leavesFew(figure.value, sumsOfMatchers(parts, spotOf(figure, setting), setting))
}
