import { and, arrayOverlaps, eq, gte, isNull, lte, or, sql } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import type { Words } from '../../errors.ts'
import type { Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { distanceKm, positionOf } from '../contributions/position.rules.ts'
import { isVisibleContribution } from '../contributions/queries.ts'
import { isAvailableOn } from '../contributions/places.queries.ts'
import { placesLeft } from '../contributions/rules.ts'
import { contributions } from '../contributions/table.ts'
import { organisations } from '../organisations/table.ts'
import { suggest, type Suggestion, type Wanted } from './matches.rules.ts'
import type { Matches } from './matches.schema.ts'
import { getNeed } from './queries.ts'

/** So many are scored at most. Where more would do, those that share the most days are. */
const mostCandidates = 500

/** What could answer a need, best first. Throws `not_found` when the caller may not know of the need. */
export async function findMatches(
  db: Reader,
  actor: Actor,
  needId: string,
  { today, limit, language }: { today: string; limit: number; language: keyof Words },
): Promise<Matches> {
  const need = await getNeed(db, actor, needId)
  // Days that have passed are not covered any more.
  const startsOn = need.startsOn > today ? need.startsOn : today
  const wanted = { ...need, startsOn, position: need.position ?? null }
  const suggestions = suggest(wanted, await listCandidates(db, actor, wanted, today))
  return {
    needId: need.id,
    remaining: need.remaining,
    coverable: suggestions.at(-1)?.covers ?? 0,
    suggestions: suggestions.slice(0, limit).map((suggestion) => toSuggestion(wanted, suggestion, language)),
  }
}

/** Offers of which something can be had today, and that share a day with the need: one question, bounded. */
async function listCandidates(db: Reader, actor: Actor, need: Wanted & { type: string }, today: string) {
  const { startsOn, endsOn, type, targetGroups } = need
  const commonDays = sql`least(${contributions.endsOn}, ${endsOn}::date) - greatest(${contributions.startsOn}, ${startsOn}::date)`
  const rows = await db
    .select({
      id: contributions.id,
      organisationId: contributions.organisationId,
      organisationName: organisations.name,
      type: contributions.type,
      title: contributions.title,
      areas: contributions.areas,
      targetGroups: contributions.targetGroups,
      languages: contributions.languages,
      startsOn: contributions.startsOn,
      endsOn: contributions.endsOn,
      applyBy: contributions.applyBy,
      place: contributions.place,
      latitude: contributions.latitude,
      longitude: contributions.longitude,
      offered: contributions.offered,
      funded: contributions.funded,
      reserved: contributions.reserved,
      filled: contributions.filled,
    })
    .from(contributions)
    .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
    .where(
      and(
        isVisibleContribution(actor),
        isAvailableOn(today),
        eq(contributions.type, type),
        or(isNull(contributions.startsOn), lte(contributions.startsOn, endsOn)),
        or(isNull(contributions.endsOn), gte(contributions.endsOn, startsOn)),
        // Nothing answers a need that is over.
        sql`${startsOn}::date <= ${endsOn}::date`,
      ),
    )
    .orderBy(
      sql`${commonDays} desc`,
      ...(targetGroups.length > 0 ? [sql`${arrayOverlaps(contributions.targetGroups, targetGroups)} desc`] : []),
      contributions.id,
    )
    .limit(mostCandidates)
  return rows.map((row) => ({ ...row, position: positionOf(row), available: placesLeft(row) }))
}

type Candidate = Awaited<ReturnType<typeof listCandidates>>[number]

function toSuggestion(need: Wanted, suggestion: Suggestion<Candidate>, language: keyof Words) {
  const { offer, score, reasons, take, covers } = suggestion
  const { id, organisationId, organisationName, type, title, startsOn, endsOn, applyBy, place, available } = offer
  return {
    score,
    reasons: reasons.map((reason) => ({ ...reason, text: reason.text[language] })),
    ...(need.position &&
      offer.position && { distanceKm: Math.round(distanceKm(need.position, offer.position) * 10) / 10 }),
    take,
    covers,
    contribution: {
      id,
      organisation: { id: organisationId, name: organisationName },
      type,
      title,
      ...present({ startsOn, endsOn, applyBy, place }),
      available,
      _links: selfLink(`/contributions/${id}`),
    },
  }
}
