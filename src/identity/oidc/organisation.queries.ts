import { eq } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { parseOrganisationNumber } from '../../registry/organisations/number.rules.ts'
import { organisations } from '../../registry/organisations/table.ts'
import { isUuid } from '../../uuid.ts'

/** The organisation that a provider names by its id here, or by its organisation number; nothing when there is none. */
export async function findOrganisationNamed(db: Reader, named: string): Promise<string | undefined> {
  const number = parseOrganisationNumber(named)
  if (!('digits' in number) && !isUuid(named)) return undefined
  const [row] = await db
    .select({ id: organisations.id })
    .from(organisations)
    .where('digits' in number ? eq(organisations.organisationNumber, number.digits) : eq(organisations.id, named))
  return row?.id
}
