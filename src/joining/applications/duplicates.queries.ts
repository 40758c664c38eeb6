import { setImmediate } from 'node:timers/promises'
import { and, eq, inArray, ne, or, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { selfLink } from '../../representation.ts'
import { organisations } from '../../registry/organisations/table.ts'
import { likeness, tellingWords } from './duplicates.rules.ts'
import { undecided } from './rules.ts'
import type { Application } from './schema.ts'
import { applications } from './table.ts'

/** Weighed one after the other, and other requests between them: a name of 200 letters against three takes a millisecond. */
const mostCandidates = 50
/** Of all the names that an organisation goes under, those closest to the one applied for. */
const mostNames = 3
const mostShown = 10

type Applied = Pick<typeof applications.$inferSelect, 'id' | 'name' | 'organisationNumber'>

/**
 * Registered organisations and other undecided applications that an application may be the same as, most alike first.
 * The database finds who has its number or its telling words, in any form; the rules judge how alike they are.
 */
export async function listLikelyDuplicates(
  db: Reader,
  applied: Applied,
): Promise<NonNullable<Application['likelyDuplicates']>> {
  const { id, name, organisationNumber } = organisations
  const registered = await db
    .select({ id, name, organisationNumber, names: closestNames(applied) })
    .from(organisations)
    .where(mayBeTheSame(organisations, applied))
    .orderBy(...closestFirst(organisations, applied))
    .limit(mostCandidates)
  const others = await db
    .select({ id: applications.id, name: applications.name, organisationNumber: applications.organisationNumber })
    .from(applications)
    .where(
      and(
        ne(applications.id, applied.id),
        inArray(applications.status, [...undecided]),
        mayBeTheSame(applications, applied),
      ),
    )
    .orderBy(...closestFirst(applications, applied))
    .limit(mostCandidates)
  const wanted = { names: [applied.name], organisationNumber: applied.organisationNumber }
  const candidates = [
    ...registered.map((row) => ({ ...row, shown: { organisation: withLink('organisations', row) } })),
    ...others.map((row) => ({ ...row, names: [row.name], shown: { application: withLink('applications', row) } })),
  ]
  const found: NonNullable<Application['likelyDuplicates']> = []
  for (const { shown, ...candidate } of candidates) {
    const alike = likeness(wanted, candidate)
    if (alike) found.push({ ...shown, ...alike })
    await setImmediate()
  }
  return found.toSorted((a, b) => b.score - a.score).slice(0, mostShown)
}

type Searched = typeof organisations | typeof applications

/** Has the same number, or a word like one of those that tell most: the trigram index serves it. */
function mayBeTheSame(table: Searched, { name, organisationNumber }: Applied): SQL | undefined {
  return or(
    organisationNumber === null ? undefined : eq(table.organisationNumber, organisationNumber),
    ...tellingWords(name).map((word) => sql`${table.searchText} %> ${word}`),
    // Of what has no words at all, only the number tells.
    sql`false`,
  )
}

function closestFirst(table: Searched, { name, organisationNumber }: Applied): SQL[] {
  return [
    ...(organisationNumber === null ? [] : [sql`(${table.organisationNumber} = ${organisationNumber}) is true desc`]),
    sql`word_similarity(fold(${name}), ${table.searchText}) desc`,
    sql`${table.id}`,
  ]
}

function closestNames({ name }: Applied): SQL<string[]> {
  const { name: present, shortName, aliases } = organisations
  return sql`array(select given from unnest(array_remove(array[${present}, ${shortName}] || ${aliases}, null)) given
    order by similarity(fold(given), fold(${name})) desc, given limit ${mostNames})`
}

function withLink(list: string, { id, name }: { id: string; name: string }) {
  return { id, name, _links: selfLink(`/${list}/${id}`) }
}
