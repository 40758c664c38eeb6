import { eq } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { organisations } from '../../registry/organisations/table.ts'
import { present, selfLink } from '../../representation.ts'
import { accounts } from '../accounts/table.ts'
import { isSignedIn, organisationOf, roleOf, type Actor } from '../../actor.ts'
import { apiKeys } from '../api-keys/table.ts'
import type { Me } from './schema.ts'

/** Who an actor is, by name, and whom it acts for. */
export async function findMe(db: Reader, actor: Actor): Promise<Omit<Me, 'may' | 'expiresAt'>> {
  if (!isSignedIn(actor)) return { kind: 'public', role: roleOf(actor) }
  const { kind, id, role, scopes } = actor
  const table = kind === 'api_key' ? apiKeys : accounts
  const acting = organisationOf(actor)
  const [[self], [organisation]] = await Promise.all([
    db.select({ name: table.name }).from(table).where(eq(table.id, id)),
    acting
      ? db
          .select({ id: organisations.id, name: organisations.name })
          .from(organisations)
          .where(eq(organisations.id, acting))
      : [],
  ])
  return {
    kind,
    id,
    ...present({ name: self?.name }),
    role,
    ...(organisation && {
      organisation: { ...organisation, _links: selfLink(`/organisations/${organisation.id}`) },
    }),
    scopes: [...scopes],
  }
}
