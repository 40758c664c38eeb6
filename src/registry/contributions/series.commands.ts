import { and, eq, isNull } from 'drizzle-orm'
import { dayOf } from '../../days.ts'
import { throwFaults } from '../../errors.ts'
import { personalNumberFaults } from '../../personal.rules.ts'
import { omit } from '../../representation.ts'
import type { Work } from '../../work.ts'
import { contacts } from '../contacts/table.ts'
import { lockOwnContribution } from './commands.ts'
import { contributionColumns, getContribution, toContribution, type ContributionRow } from './queries.ts'
import { findReferences } from './references.queries.ts'
import { periodFaults } from './period.rules.ts'
import { assertCopiedAs, offererFaults, referenceFaults } from './rules.ts'
import type { Contribution } from './schema.ts'
import { findInSeries } from './series.queries.ts'
import { copyFaults, firstDayOf, movedPeriod } from './series.rules.ts'
import type { ContributionCopy } from './series.schema.ts'
import { contributions } from './table.ts'

/**
 * Offers again, on other days, what was offered before: all that is not said is as it was. A series has one offer that
 * begins on a day, so that doing it again, or two at once, answers with the one that is there. Throws `not_found`,
 * `forbidden`, `version_mismatch`, `rule_broken`, and `conflict` for a reference that is taken, or when the one that is
 * there is not in the state that is asked for.
 */
export async function copyContribution(
  work: Work,
  id: string,
  copy: ContributionCopy,
): Promise<{ row: Contribution; isNew: boolean }> {
  const { row: original, organisationName, organisationEndedOn } = await lockOwnContribution(work, id)
  const { capacity, title = original.title, externalReference = null, status = 'draft', ...days } = copy
  const period = movedPeriod(original, days)
  const seriesId = original.seriesId ?? original.id
  throwFaults([
    ...copyFaults(original, days),
    ...periodFaults(period),
    ...personalNumberFaults('/externalReference', externalReference),
  ])

  // All who copy an offer of the series stand in line here, so none is made twice.
  await work.tx.select({ id: contributions.id }).from(contributions).where(eq(contributions.id, seriesId)).for('update')
  const there = await findInSeries(work.tx, seriesId, firstDayOf(period)!)
  const today = dayOf(work.now)
  if (there) {
    const row = await getContribution(work.tx, work.actor, there)
    assertCopiedAs(copy.status, row, today)
    return { row, isNew: false }
  }

  const publishes = status === 'published'
  const supervisorContactId = await stillThere(work, original.supervisorContactId)
  const offer = { ...offerIn(original), supervisorContactId }
  const values = { ...offer, ...period, ...capacity, title, externalReference, seriesId, status }
  throwFaults([
    ...offererFaults(original.organisationId, { endedOn: organisationEndedOn }, today),
    // As with a draft that is published: what has ended may still be used, but for the type.
    ...(publishes
      ? referenceFaults(values, await findReferences(work.tx, work.actor, values, today), { ...original, type: '' })
      : []),
  ])
  const [row] = await work.tx
    .insert(contributions)
    .values({ ...values, ...(publishes && { publishedAt: work.now.toISOString() }) })
    .returning(contributionColumns)
  return { row: toContribution(work.actor, { row: row!, organisationName }), isNew: true }
}

/** A supervisor who is erased does not come along. */
async function stillThere(work: Work, id: string | null): Promise<string | null> {
  if (id === null) return null
  const isThere = and(eq(contacts.id, id), isNull(contacts.erasedAt))
  return (await work.tx.$count(contacts, isThere)) > 0 ? id : null
}

/** What is offered, without what became of it. */
function offerIn(row: ContributionRow) {
  const offer = omit(row, 'id', 'version', 'createdAt', 'updatedAt', 'publishedAt', 'withdrawalReason')
  return omit(offer, 'reportYear', 'reserved', 'filled', 'completed')
}
