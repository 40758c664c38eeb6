import { and, asc, eq, ne, or, sql, type SQL } from 'drizzle-orm'
import { dayOf } from '../../days.ts'
import type { Reader, Transaction } from '../../db/connect.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { organisations } from '../organisations/table.ts'
import { getContribution, isVisibleContribution, noContribution } from './queries.ts'
import { yearsOf } from './series.rules.ts'
import type { ContributionSeries } from './series.schema.ts'
import { contributions } from './table.ts'

/** The years of the series that a contribution belongs to, as far as the caller may see. Throws `not_found`. */
export async function getSeries(db: Reader, actor: Actor, id: string): Promise<ContributionSeries> {
  const asked = await getContribution(db, actor, id)
  const [series] = await db
    .select({ id: sql<string>`coalesce(${contributions.seriesId}, ${contributions.id})` })
    .from(contributions)
    .where(eq(contributions.id, asked.id))
  if (!series) throw noContribution()
  const seriesId = series.id
  const { startsOn, endsOn, applyBy, title, status, offered, funded, filled, completed, createdAt } = contributions
  const own = organisationOf(actor)
  const rows = await db
    .select({
      id: contributions.id,
      startsOn,
      endsOn,
      reportYear: contributions.reportYear,
      applyBy,
      title,
      status,
      offered,
      funded,
      filled,
      completed,
      createdAt,
      organisationId: contributions.organisationId,
    })
    .from(contributions)
    .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
    .where(and(isOfSeries(seriesId), isVisibleContribution(actor)))
    .orderBy(asc(firstDay), asc(contributions.id))
  const years = yearsOf(
    rows.map((row) => ({
      ...row,
      sharesAll: isCoordinator(actor) || own === row.organisationId,
      madeOn: dayOf(new Date(row.createdAt)),
    })),
  )
  return {
    // Its first offer may be one that the caller may not know of.
    ...(seriesId === (asked.seriesId ?? asked.id) && { seriesId }),
    years: years.map(({ contributions: ofYear, ...figures }) => ({
      ...present(figures),
      contributions: ofYear.map((row) => ({
        ...present({ id: row.id, title: row.title, status: row.status, startsOn: row.startsOn, endsOn: row.endsOn }),
        _links: selfLink(`/contributions/${row.id}`),
      })),
    })),
    _links: selfLink(`/contributions/${asked.id}/series`),
  }
}

/** The offer of a series that begins on a day, or null. */
export async function findInSeries(tx: Transaction, seriesId: string, day: string): Promise<string | null> {
  const [found] = await tx
    .select({ id: contributions.id })
    .from(contributions)
    .where(and(isOfSeries(seriesId), eq(firstDay, day)))
    .orderBy(asc(contributions.id))
    .limit(1)
  return found?.id ?? null
}

const firstDay = sql<
  string | null
>`coalesce(${contributions.startsOn}, ${contributions.endsOn}, ${contributions.applyBy})`

/** What has been withdrawn is no part of it any more. */
function isOfSeries(seriesId: string): SQL | undefined {
  const belongs = or(eq(contributions.id, seriesId), eq(contributions.seriesId, seriesId))
  return and(belongs, ne(contributions.status, 'withdrawn'))
}
