import { and, eq, getTableColumns, gt, gte, inArray, isNotNull, lte, ne, or, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { tookTooLong } from '../../db/faults.ts'
import {
  all,
  isAfter,
  keyOf,
  limitOf,
  offsetOf,
  orderBy,
  slice,
  type Asked,
  type Order,
  type Window,
} from '../../db/statements/keyset.ts'
import { prepared } from '../../db/statements/prepared.ts'
import { hasAnyOf, isAnyOf, stated } from '../../db/statements/conditions.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, roleOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { commonIn } from '../../search/word-frequency.ts'
import { findsWords, hasWords, matches, wordsOf } from '../../search/match.ts'
import { organisations } from '../organisations/table.ts'
import { positionOf } from './position.rules.ts'
import { availableIn } from './rules.ts'
import type { Contribution, ContributionQuery } from './schema.ts'
import { contributions } from './table.ts'

// As the indexes have them: one without a day comes last.
const startsOn = sql`coalesce(${contributions.startsOn}, 'infinity')`
const applyBy = sql`coalesce(${contributions.applyBy}, 'infinity')`

export const contributionOrders = {
  startsOn: { key: startsOn, type: 'date' },
  applyBy: { key: applyBy, type: 'date' },
  title: { key: sql`${contributions.title}`, type: 'text' },
  organisation: { key: sql`${organisations.name}`, type: 'text' },
  createdAt: { key: sql`${contributions.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${contributions.updatedAt}`, type: 'timestamptz' },
} as const

/**
 * Whose rows: an organisation sees all of its own. Of public organisations, readers and matchers see all but drafts,
 * and everybody what is or was open to them. Needs the organisation joined.
 */
export function isVisibleContribution(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  const role = roleOf(actor)
  const shown =
    role === 'reader' || role === 'matcher'
      ? ne(contributions.status, 'draft')
      : inArray(contributions.status, ['published', 'full', 'closed', 'followed_up'])
  const isShown = stated(sql`${eq(organisations.visibility, 'public')} and ${shown}`)
  return or(isShown, own ? eq(contributions.organisationId, own) : undefined)
}

const { searchText: _, ...contributionColumns } = getTableColumns(contributions)
export { contributionColumns }

export type ContributionRow = Omit<typeof contributions.$inferSelect, 'searchText'>
interface Row {
  row: ContributionRow
  organisationName: string
}
const columns = { row: contributionColumns, organisationName: organisations.name }

const contributionById = prepared((db, { actor, id }: { actor: Actor; id: string }) =>
  db
    .select(columns)
    .from(contributions)
    .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
    .where(and(eq(contributions.id, id), isVisibleContribution(actor))),
)

/** One contribution; throws `not_found` when the caller may not know of it. */
export async function getContribution(db: Reader, actor: Actor, id: string): Promise<Contribution> {
  const [row] = await contributionById(db, { actor, id })
  if (!row) throw notFound('contribution', 'bidrag', 'ett')
  return toContribution(actor, row)
}

interface Search {
  words: string[]
  isCommon: boolean
}
type Filters = Omit<ContributionQuery, 'q'>
type Asking = Asked<Filters> & { actor: Actor; search?: Search | undefined }

const contributionPage = prepared((db, { actor, query, search, order, window }: Asking) => {
  const id = sql`${contributions.id}`
  return db
    .select({ ...columns, id: contributions.id, sortKey: keyOf(order) })
    .from(contributions)
    .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
    .where(
      all(isVisibleContribution(actor), ...conditions(actor, query), has(search), isAfter(order, id, window.after)),
    )
    .orderBy(...orderBy(order, id))
    .limit(limitOf(window))
    .offset(offsetOf(window))
})

export async function listContributions(
  db: Reader,
  actor: Actor,
  { q, ...query }: ContributionQuery,
  order: Order,
  window: Window,
) {
  const page = (search?: Search) => contributionPage(db, { actor, query, search, order, window })
  return slice(await (q === undefined ? page() : searched(db, q, page)), window.limit)
}

export async function countContributions(
  db: Reader,
  actor: Actor,
  { q, ...query }: ContributionQuery,
): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(contributions)
    .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
    .where(all(isVisibleContribution(actor), ...conditions(actor, query), matches(contributions.searchText, q)))
  return row!.count
}

const isCommon = commonIn(contributions)

async function searched<T>(db: Reader, q: string, page: (search: Search) => PromiseLike<T>): Promise<T> {
  const words = wordsOf(q)
  try {
    if (await isCommon(db, words)) return await page({ words, isCommon: true })
  } catch (error) {
    // Common, but not where the page begins, or not beside the other filters.
    if (!tookTooLong(error)) throw error
  }
  return page({ words, isCommon: false })
}

function has(search: Search | undefined): SQL | undefined {
  if (!search) return undefined
  return search.isCommon
    ? hasWords(contributions.searchText, search.words)
    : findsWords(contributions.searchText, search.words)
}

const left = sql`least(${contributions.offered}, coalesce(${contributions.funded}, ${contributions.offered}))
  - ${contributions.reserved} - ${contributions.filled}`

function conditions(actor: Actor, query: Filters): (SQL | undefined)[] {
  const { type, status, organisationId, collaborationId, area, targetGroup, language, sector } = query
  const { startsAfter, startsBefore, endsAfter, endsBefore, applyAfter, available, externalReference, updatedAfter } =
    query
  return [
    isAnyOf(contributions.type, type),
    isAnyOf(contributions.status, status),
    organisationId && inArray(contributions.organisationId, organisationId),
    collaborationId && inArray(contributions.collaborationId, collaborationId),
    hasAnyOf(contributions.areas, area),
    hasAnyOf(contributions.targetGroups, targetGroup),
    hasAnyOf(contributions.languages, language),
    isAnyOf(organisations.sector, sector),
    // Said of the expression as well: its index serves the order too.
    startsAfter === undefined ? undefined : and(gte(startsOn, startsAfter), isNotNull(contributions.startsOn)),
    startsBefore === undefined ? undefined : lte(contributions.startsOn, startsBefore),
    endsAfter === undefined ? undefined : gte(contributions.endsOn, endsAfter),
    endsBefore === undefined ? undefined : lte(contributions.endsOn, endsBefore),
    applyAfter === undefined
      ? undefined
      : and(gte(applyBy, applyAfter), sql`coalesce(${contributions.endsOn}, 'infinity') >= ${applyAfter}`),
    available === undefined ? undefined : available ? sql`${left} > 0` : sql`${left} = 0`,
    externalReference === undefined
      ? undefined
      : and(eq(contributions.externalReference, externalReference), showsReference(actor)),
    updatedAfter === undefined ? undefined : gt(contributions.updatedAt, updatedAfter),
  ]
}

/** A filter on what is not shown would tell it all the same. */
function showsReference(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return own ? eq(contributions.organisationId, own) : sql`false`
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
    applyBy: row.applyBy,
    place: row.place,
    position: positionOf(row),
    hours: row.hours,
    requirements: row.requirements,
    languages: row.languages,
    seriesId: row.seriesId,
    supervisorContactId: sharesAll ? row.supervisorContactId : null,
    externalReference: sharesAll ? row.externalReference : null,
    capacity: { offered, funded, reserved, filled, completed, available: availableIn(row) },
    status: row.status,
    withdrawalReason: row.withdrawalReason,
    publishedAt: row.publishedAt,
    sources: row.sources,
    _links: selfLink(`/contributions/${row.id}`),
  })
}
