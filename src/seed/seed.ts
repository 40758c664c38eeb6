import type { Database } from '../db/connect.ts'
import { inTransaction, type Work } from '../work.ts'
import { seedAreas } from './areas.ts'
import { seedDocuments } from './documents.ts'
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
  if (what === 'vocabularies') return load(db, what, ({ tx }) => seedVocabularies(tx))
  await load(db, 'facts', async (work) => {
    const { tx } = work
    await seedVocabularies(tx)
    await seedDocuments(tx)
    await seedAreas(tx)
    await seedFacts(tx)
    await seedOutcomes(work)
  })
  if (what === 'demo') await load(db, 'demo', ({ tx }) => seedDemo(tx))
}

/** All of it or nothing, in the log as the doing of the seed. */
async function load(db: Database, what: string, write: (work: Work) => Promise<void>): Promise<void> {
  const occasion = {
    actor: { kind: 'system', name: `seed ${what}` },
    now: new Date(),
    requestId: `seed-${what}`,
  } as const
  await inTransaction(db, occasion, write)
}
