import type { Database } from '../../db/connect.ts'
import type { Request } from '../app.ts'

/**
 * Reads for a request (read replica routing). A caller without a key has written nothing that it could miss, and reads from the replica, where
 * there is one; with a key or token it reads what it has just written, from the primary.
 */
export function readFor<T>({ server, actor }: Request, read: (db: Database) => Promise<T>): Promise<T> {
  const { db, replica } = server
  return replica && actor.kind === 'public' ? replica.read(read) : read(db)
}
