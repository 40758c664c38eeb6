import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { restore } from '../../src/db/backup/restore.ts'
import { migrate } from '../../src/db/migrate.ts'
import { administer, databaseUrl } from './global-setup.ts'
import { testApp, type TestApp } from './test-app.ts'

/** A register on what comes out of a backup, at the present schema. */
export async function restored(file: string): Promise<TestApp> {
  const { url: server, template } = inject('database')
  const name = `${template}_${randomBytes(8).toString('hex')}`
  await administer(server, `create database ${name}`)
  const url = databaseUrl(server, name)
  await restore(url, file)
  await migrate(url)
  return testApp(undefined, url)
}
