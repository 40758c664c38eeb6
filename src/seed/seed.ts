import type { Database } from '../db/connect.ts'
import { inTransaction } from '../work.ts'
import { seedAreas } from './areas.ts'
import { seedVocabularies } from './vocabularies.ts'

/** Loads the facts of the source documents, or those and the fictional demo data. Doing it again changes nothing. */
export async function seed(db: Database, what: 'facts' | 'demo'): Promise<void> {
  const occasion = { actor: { kind: 'system', name: `seed ${what}` }, now: new Date(), requestId: `seed-${what}` } as const
  await inTransaction(db, occasion, async ({ tx }) => {
    await seedVocabularies(tx)
    await seedAreas(tx)
  })
}
