import { eq, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all } from '../../db/statements/keyset.ts'
import { prepared } from '../../db/statements/prepared.ts'
import { isCoordinator, type Actor } from '../../actor.ts'
import { areas } from '../areas/table.ts'
import { participants } from '../collaborations/participants.table.ts'
import { collaborations } from '../collaborations/table.ts'
import { isVisibleCollaboration, takesPartOn } from '../collaborations/visible.queries.ts'
import { contacts } from '../contacts/table.ts'
import { organisations } from '../organisations/table.ts'
import { besideCodesInUse, inUse } from '../vocabularies/queries.ts'
import { contributionTypes, targetGroups } from '../vocabularies/table.ts'

/** What a contribution refers to. */
interface References {
  organisationId: string | null
  type: string
  areas: string[]
  targetGroups: string[]
  collaborationId: string | null
  supervisorContactId: string | null
}

/**
 * What there is of it today, and of terms on the day that they must be in use, that the caller may know of: one question
 * for all of it.
 */
export async function findReferences(db: Reader, actor: Actor, wanted: References, today: string, termsDay = today) {
  const [found] = await references(db, { actor, wanted, today, termsDay })
  const { unusable, ...rest } = found!
  return {
    ...rest,
    unusable: {
      types: await besideCodesInUse(db, contributionTypes, unusable.types, termsDay),
      areas: await besideCodesInUse(db, areas, unusable.areas, termsDay),
      targetGroups: await besideCodesInUse(db, targetGroups, unusable.targetGroups, termsDay),
    },
  }
}

interface Asked {
  actor: Actor
  wanted: References
  today: string
  termsDay: string
}

const references = prepared(
  (db, { actor, wanted, today, termsDay }: Asked) =>
    db
      .select({
        organisation: { name: organisations.name, endedOn: organisations.endedOn },
        unusable: {
          types: unusableAmong(contributionTypes, sql`array[${wanted.type}::text]`, termsDay),
          areas: unusableAmong(areas, sql`${sql.param(wanted.areas)}::text[]`, termsDay),
          targetGroups: unusableAmong(targetGroups, sql`${sql.param(wanted.targetGroups)}::text[]`, termsDay),
        },
        collaboration: sql<boolean>`exists (select 1 from ${collaborations}
        where ${all(eq(collaborations.id, sql`${wanted.collaborationId}`), isVisibleCollaboration(actor))})`,
        // Coordinators say what belongs where.
        takesPart: isCoordinator(actor)
          ? sql<boolean>`true`
          : sql<boolean>`exists (select 1 from ${participants} where ${participants.collaborationId} = ${wanted.collaborationId}
        and ${participants.organisationId} = ${wanted.organisationId} and ${takesPartOn(today)})`,
        supervisor: sql<boolean>`exists (select 1 from ${contacts} where id = ${wanted.supervisorContactId}
        and organisation_id = ${wanted.organisationId} and erased_at is null)`,
      })
      // One row also when there is no such organisation: the rest is wanted all the same.
      .from(sql`(select) asked`)
      .leftJoin(organisations, eq(organisations.id, sql`${wanted.organisationId}`)),
  { 'wanted.areas': 'as one value', 'wanted.targetGroups': 'as one value' },
)

/** Of these codes, those that are unknown or have ended. */
function unusableAmong(table: typeof areas | typeof contributionTypes | typeof targetGroups, codes: SQL, day: string) {
  return sql<string[]>`array(select code from unnest(${codes}) asked(code)
    where not exists (select 1 from ${table} where ${table.code} = asked.code and ${inUse(table, day)}))`
}
