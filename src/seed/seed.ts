import type { Database, Transaction } from '../db/connect.ts'
import { inTransaction } from '../work.ts'
import { seedAreas } from './areas.ts'
import { seedDemo } from './demo.ts'
import { seedFacts } from './facts.ts'
import { seedOutcomes } from './outcomes.ts'
import { seedVocabularies } from './vocabularies.ts'

/** What can be loaded, each with all those before it. */
export const seeds = ['vocabularies', 'facts', 'demo'] as const
type Seed = (typeof seeds)[number]

/**
 * Loads the terms without which nothing can be registered, the facts of the source documents, or fictional demo data
 * besides. Doing it again changes nothing.
 */
export async function seed(db: Database, what: Seed): Promise<void> {
  if (what === 'vocabularies') return load(db, what, seedVocabularies)
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
