// Sessions on the embedded server, and its address.
import pg from 'pg'
import { StartupError } from '../../errors.ts'
import { serviceRole } from '../roles.ts'
import type { Cluster } from './cluster.ts'
import { ownerRole, passwordFile, passwordIn, passwordPath, takeNext } from './password.ts'
import type { Server } from './process.ts'

// The register signs in as itself and not as the owner. Several starters may find at once that it cannot yet.
export async function letServiceIn(session: pg.Client, password: string): Promise<void> {
  const { rows } = await session.query('select from pg_roles where rolname = $1 and rolcanlogin', [serviceRole])
  if (rows.length > 0) return
  await session.query(`create role ${serviceRole}`).catch(() => {})
  await session.query(`alter role ${serviceRole} login password '${password}'`)
}

/** As the owner. Makes the database when it is not there yet, and throws all the same: whoever called tries again. */
export async function connect(cluster: Cluster, server: Server, database = 'register'): Promise<pg.Client> {
  const file = passwordPath(cluster)
  const password = passwordIn(file, ownerRole)
  const connectionString = urlAs(ownerRole, cluster, server, database, password)
  const session = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 })
  session.on('error', () => {}) // a lost connection is noticed by its end, and must not end the process
  try {
    await session.connect()
    return session
  } catch (error) {
    await session.end().catch(() => {})
    const { code } = error as { code?: string }
    // Changed meanwhile, or its changer has died before it was in its place: then it is tried again.
    if (code === '28P01' && password === passwordIn(file, ownerRole) && !takeNext(file)) {
      throw new StartupError(
        `PostgreSQL does not accept the password in ${cluster.dataDir}/postgres/password. Restore that file, or set another DATA_DIR.`,
      )
    }
    if (code === '3D000' && database === 'register') await createDatabase(cluster, server)
    throw error
  }
}

// A cluster begins without it, and several starters may find so at once.
async function createDatabase(cluster: Cluster, server: Server): Promise<void> {
  const session = await connect(cluster, server, 'postgres')
  await session.query('create database register').catch(() => {})
  await session.end()
}

export function urlAs(
  role: string,
  cluster: Cluster,
  server: Server,
  database = 'register',
  password = passwordIn(passwordPath(cluster), role),
): string {
  const at = new URLSearchParams({
    host: server.socketDirectory || '127.0.0.1',
    sslmode: 'disable',
    [passwordFile]: passwordPath(cluster),
  })
  return `postgres://${role}:${password}@localhost:${server.port}/${database}?${at.toString()}`
}
