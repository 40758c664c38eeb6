import { and, eq, inArray, ne, or, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { selfLink } from '../../representation.ts'
import { organisations } from '../../registry/organisations/table.ts'
import { likeness, tellingWords } from './duplicates.rules.ts'
import { undecided } from './rules.ts'
import type { Application } from './schema.ts'
import { applications } from './table.ts'

const mostCandidates = 200
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
  const { id, name, shortName, aliases, organisationNumber } = organisations
  const registered = await db
    .select({ id, name, shortName, aliases, organisationNumber })
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
  return [
    ...registered.flatMap((row) => {
      const names = [row.name, ...(row.shortName ? [row.shortName] : []), ...row.aliases]
      const found = likeness(wanted, { ...row, names })
      return found ? [{ organisation: withLink('organisations', row), ...found }] : []
    }),
    ...others.flatMap((row) => {
      const found = likeness(wanted, { ...row, names: [row.name] })
      return found ? [{ application: withLink('applications', row), ...found }] : []
    }),
  ]
    .toSorted((a, b) => b.score - a.score)
    .slice(0, mostShown)
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
    sql`similarity(fold(${table.name}), fold(${name})) desc`,
    sql`${table.id}`,
  ]
}

function withLink(list: string, { id, name }: { id: string; name: string }) {
  return { id, name, _links: selfLink(`/${list}/${id}`) }
}
