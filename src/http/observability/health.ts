import type pg from 'pg'
import { isMigrated } from '../../db/migrate.ts'
import { RegistryError } from '../../errors.ts'
import type { App } from '../app.ts'

const config = { access: 'public', outside: true, limit: 'none', isProbe: true } as const
const schema = { hide: true }

/** `/health/live`: the process answers. `/health/ready`: so does the database, and it has this program's schema. */
export function healthRoutes(app: App, pool: pg.Pool): void {
  /** Who asks while another is answered has the same answer: however many ask, the database is asked once at a time. */
  let asking: Promise<boolean> | undefined
  app.get('/health/live', { schema, config: { ...config, underAnyLoad: true } }, async () => ({ status: 'ok' }))
  app.get('/health/ready', { schema, config }, async () => {
    asking ??= isMigrated(pool).finally(() => (asking = undefined))
    if (!(await asking)) {
      throw new RegistryError('unavailable', {
        en: 'The database has not been migrated to this version yet.',
        sv: 'Databasen har inte migrerats till denna version än.',
      })
    }
    return { status: 'ok' }
  })
}
