import { eq } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { parseOrganisationNumber } from '../../registry/organisations/number.rules.ts'
import { organisations } from '../../registry/organisations/table.ts'

/** The organisation that a provider names by its id here, or by its organisation number; nothing when there is none. */
export async function findOrganisationNamed(db: Reader, named: string): Promise<string | undefined> {
  const number = parseOrganisationNumber(named)
  if (!('digits' in number) && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(named)) return undefined
  const [row] = await db
    .select({ id: organisations.id })
    .from(organisations)
    .where('digits' in number ? eq(organisations.organisationNumber, number.digits) : eq(organisations.id, named))
  return row?.id
}
