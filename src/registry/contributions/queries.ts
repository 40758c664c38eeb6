import { and, eq, getTableColumns, gte, inArray, isNotNull, lte, ne, not, or, sql, type SQL } from 'drizzle-orm'
import { alias, type PgColumn } from 'drizzle-orm/pg-core'
import { isAfterDay } from '../../days.ts'
import type { Reader } from '../../db/connect.ts'
import { shownWhere, stated } from '../../db/statements/conditions.ts'
import { byOverlap, byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, roleOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { searchOrWalk } from '../../search/word-frequency.ts'
import { collaborations } from '../collaborations/table.ts'
import { isVisibleCollaboration } from '../collaborations/visible.queries.ts'
import { organisations } from '../organisations/table.ts'
import { daysOfYear } from '../periods.rules.ts'
import { isAvailableOn } from './places.queries.ts'
import { positionOf } from './position.rules.ts'
import { placesLeft, toldOf } from './rules.ts'
import type { Contribution, ContributionQuery } from './schema.ts'
import { contributions } from './table.ts'

// As the indexes have them: one without a day comes last.
const startsOn = sql`coalesce(${contributions.startsOn}, 'infinity')`
const applyBy = sql`coalesce(${contributions.applyBy}, 'infinity')`

/**
 * Whose rows: an organisation sees all of its own. Of public organisations, readers and matchers see all but drafts,
 * and everybody what is or was open to them. Needs the organisation joined.
 */
export function isVisibleContribution(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const isShown = stated(
    sql`${eq(organisations.visibility, 'public')} and ${isShownStatus(actor, contributions.status)}`,
  )
  return or(isShown, isOwn(actor))
}

function isShownStatus(actor: Actor, status: PgColumn): SQL {
  const role = roleOf(actor)
  return role === 'reader' || role === 'matcher'
    ? ne(status, 'draft')
    : inArray(status, ['published', 'full', 'closed', 'followed_up'])
}

function isOwn(actor: Actor): SQL | undefined {
  const own = organisationOf(actor)
  return own ? eq(contributions.organisationId, own) : undefined
}

/** Who is told what it is a part of: who may know of that, and the organisation that made it so. */
export function isToldCollaboration(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const isKnown = and(eq(collaborations.id, contributions.collaborationId), isVisibleCollaboration(actor))
  return or(isOwn(actor), sql`exists (select 1 from ${collaborations} where ${isKnown})`)
}

const first = alias(contributions, 'first')

/** Who is told of which series it is: who may know of its first offer, which the same organisation has made. */
function isToldSeries(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const isKnown = and(eq(first.id, contributions.seriesId), stated(isShownStatus(actor, first.status)))
  return or(isOwn(actor), sql`exists (select 1 from ${contributions} ${first} where ${isKnown})`)
}

const { searchText: _, ...contributionColumns } = getTableColumns(contributions)
export { contributionColumns }

export type ContributionRow = Omit<typeof contributions.$inferSelect, 'searchText'>
interface Row {
  row: ContributionRow
  organisationName: string
}

/** The day matters to a list of what is available alone. */
interface About {
  actor: Actor
  today?: string
}

export const contributionList = list<About, ContributionQuery, Row>({
  from: contributions,
  id: contributions.id,
  columns: ({ actor }) => ({
    row: {
      ...contributionColumns,
      collaborationId: shownWhere<string>(contributions.collaborationId, isToldCollaboration(actor)),
      seriesId: shownWhere<string>(contributions.seriesId, isToldSeries(actor)),
    },
    organisationName: organisations.name,
  }),
  join: (select) => select.innerJoin(organisations, eq(organisations.id, contributions.organisationId)),
  isVisible: ({ actor }) => isVisibleContribution(actor),
  filters: {
    type: byCodes(contributions.type),
    status: byCodes(contributions.status),
    organisationId: byValues(contributions.organisationId),
    collaborationId: (ids, { actor }) => and(inArray(contributions.collaborationId, ids), isToldCollaboration(actor)),
    area: byOverlap(contributions.areas),
    targetGroup: byOverlap(contributions.targetGroups),
    language: byOverlap(contributions.languages),
    sector: byCodes(organisations.sector),
    // Said of the expression as well: its index serves the order too.
    startsAfter: (day) => and(gte(startsOn, day), isNotNull(contributions.startsOn)),
    startsBefore: (day) => lte(contributions.startsOn, day),
    endsAfter: (day) => gte(contributions.endsOn, day),
    endsBefore: (day) => lte(contributions.endsOn, day),
    applyAfter: (day) => and(gte(applyBy, day), sql`coalesce(${contributions.endsOn}, 'infinity') >= ${day}`),
    available: (isWanted, { today }) => (isWanted ? isAvailableOn(today!) : not(isAvailableOn(today!))),
    externalReference: (reference, { actor }) =>
      and(eq(contributions.externalReference, reference), showsReference(actor)),
    updatedAfter: byUpdate(contributions.updatedAt),
  },
  search: searchOrWalk(contributions),
  orders: {
    startsOn: { key: startsOn, type: 'date' },
    applyBy: { key: applyBy, type: 'date' },
    title: { key: sql`${contributions.title}`, type: 'text' },
    organisation: { key: sql`${organisations.name}`, type: 'text' },
    createdAt: { key: sql`${contributions.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${contributions.updatedAt}`, type: 'timestamptz' },
  },
  fallback: '-createdAt',
  present: (row, { actor }) => toContribution(actor, row),
  asOf: ({ query, today }) => (query.available === undefined ? '' : today!),
})

/** One contribution; throws `not_found` when the caller may not know of it. */
export async function getContribution(db: Reader, actor: Actor, id: string): Promise<Contribution> {
  const row = await contributionList.find(db, id, { actor })
  if (!row) throw noContribution()
  return toContribution(actor, row)
}

export function noContribution() {
  return notFound('contribution', 'bidrag', 'ett')
}

/** A filter on what is not shown would tell it all the same. */
function showsReference(actor: Actor): SQL | undefined {
  return isCoordinator(actor) ? undefined : (isOwn(actor) ?? sql`false`)
}

export function toContribution(actor: Actor, { row, organisationName }: Row): Contribution {
  const { organisationId, offered, funded, reserved, filled, completed } = row
  const sharesAll = isCoordinator(actor) || organisationOf(actor) === organisationId
  // Field by field: to take the others out of the row costs a list more than all else that is done with it here.
  return present({
    id: row.id,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    organisation: { id: organisationId, name: organisationName },
    collaborationId: row.collaborationId,
    type: row.type,
    title: row.title,
    description: row.description,
    areas: row.areas,
    targetGroups: row.targetGroups,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    reportYear: row.reportYear,
    applyBy: row.applyBy,
    place: row.place,
    position: positionOf(row),
    hours: row.hours,
    requirements: row.requirements,
    languages: row.languages,
    seriesId: row.seriesId,
    supervisorContactId: sharesAll ? row.supervisorContactId : null,
    externalReference: sharesAll ? row.externalReference : null,
    capacity: { offered, funded, reserved, filled, ...toldOf(completed, sharesAll), available: placesLeft(row) },
    status: row.status,
    withdrawalReason: row.withdrawalReason,
    publishedAt: row.publishedAt,
    enteredLater: isAfterDay(row.createdAt, row.reportYear === null ? row.endsOn : daysOfYear(row.reportYear).last),
    sources: row.sources,
    attestedFrom: row.attestedFrom,
    attestedTo: row.attestedTo,
    inferred: row.inferred,
    _links: selfLink(`/contributions/${row.id}`),
  })
}
