import type { Database } from '../../src/db/connect.ts'
import { createApiKey } from '../../src/identity/api-keys/commands.ts'
import { createOrganisation } from '../../src/registry/organisations/commands.ts'
import { seedAreas } from '../../src/seed/areas.ts'
import { seedDemoDocument, seedDocuments } from '../../src/seed/documents.ts'
import { seedVocabularies } from '../../src/seed/vocabularies.ts'
import { inTransaction } from '../../src/work.ts'

/** What every test database holds: the vocabularies, the areas, three fictional organisations and a key for each caller. */
export interface Baseline {
  /** The organisations that the keys `partner`, `otherPartner` and `matcher` act for. */
  organisations: { partner: string; otherPartner: string; matcher: string }
  keys: Record<'coordinator' | 'partner' | 'otherPartner' | 'matcher' | 'reader', string>
}

export async function makeBaseline(db: Database): Promise<Baseline> {
  const occasion = {
    actor: { kind: 'system', name: 'tests' },
    now: new Date('2025-01-01T00:00:00Z'),
    requestId: 'baseline',
  } as const
  return inTransaction(db, occasion, async (work) => {
    await seedVocabularies(work.tx)
    await seedDocuments(work.tx)
    await seedDemoDocument(work.tx)
    await seedAreas(work.tx)
    const organisation = async (name: string) =>
      (await createOrganisation(work, { name, kind: 'legal_entity', sector: 'business' })).id
    const organisations = {
      partner: await organisation('Provpartnern (påhittad)'),
      otherPartner: await organisation('Den andra partnern (påhittad)'),
      matcher: await organisation('Provmatcharen (påhittad)'),
    }
    const key = async (role: 'coordinator' | 'partner' | 'matcher' | 'reader', organisationId?: string) =>
      (await createApiKey(work, { name: `Test ${role}`, role, ...(organisationId && { organisationId }) })).key
    const keys = {
      coordinator: await key('coordinator'),
      partner: await key('partner', organisations.partner),
      otherPartner: await key('partner', organisations.otherPartner),
      matcher: await key('matcher', organisations.matcher),
      reader: await key('reader'),
    }
    return { organisations, keys }
  })
}
