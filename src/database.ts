import type { Config } from './config.ts'
import { openEmbedded } from './db/embedded/embedded.ts'

/** Where the database is, and how to let go of it. */
export interface OpenDatabase {
  /** What the register works through: as a role that owns nothing. */
  url: string
  /** What migrates, backs up and restores. */
  ownerUrl: string
  stop(): Promise<void>
}

/**
 * The database that the configuration names: DATABASE_URL, or else the embedded PostgreSQL. The register has the
 * embedded one to itself; a command-line tool shares it with a running register, or starts it for as long as it takes.
 */
export async function openDatabase(
  config: Config,
  use: 'exclusive' | 'shared',
  report: (message: string, error?: unknown) => void = () => {},
): Promise<OpenDatabase> {
  if (config.databaseUrl) {
    const ownerUrl = config.databaseOwnerUrl ?? config.databaseUrl
    return { url: config.databaseUrl, ownerUrl, stop: async () => {} }
  }
  return openEmbedded(config.dataDir, { use, report, user: config.databaseUser })
}
