import type { Database, Transaction } from '../db/connect.ts'
import { inTransaction } from '../work.ts'
import { seedAreas } from './areas.ts'
import { seedDemo } from './demo.ts'
import { seedFacts } from './facts.ts'
import { seedOutcomes } from './outcomes.ts'
import { seedVocabularies } from './vocabularies.ts'

/** Loads the facts of the source documents, or those and the fictional demo data. Doing it again changes nothing. */
export async function seed(db: Database, what: 'facts' | 'demo'): Promise<void> {
  await load(db, 'facts', async (tx) => {
    await seedVocabularies(tx)
    await seedAreas(tx)
    await seedFacts(tx)
    await seedOutcomes(tx)
  })
  if (what === 'demo') await load(db, 'demo', seedDemo)
}

/** All of it or nothing, in the log as the doing of the seed. */
async function load(db: Database, what: string, write: (tx: Transaction) => Promise<void>): Promise<void> {
  const occasion = {
    actor: { kind: 'system', name: `seed ${what}` },
    now: new Date(),
    requestId: `seed-${what}`,
  } as const
  await inTransaction(db, occasion, ({ tx }) => write(tx))
}
