import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { inject } from 'vitest'
import { administer, databaseUrl } from './global-setup.ts'

/**
 * A database of its own as it was before the first migration whose text has these words; it goes with the block. End its
 * client before a test app, which drops the database itself, is given it.
 */
export async function databaseBefore(words: string) {
  const { url: server, template } = inject('database')
  const name = `${template}_${randomBytes(8).toString('hex')}`
  const folder = await migrationsBefore(words)
  await administer(server, `create database ${name}`)
  const url = databaseUrl(server, name)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await runMigrations(drizzle(client), { migrationsFolder: folder })
  await rm(folder, { recursive: true })
  return {
    url,
    client,
    [Symbol.asyncDispose]: async () => {
      await client.end()
      await administer(server, `drop database if exists ${name} with (force)`)
    },
  }
}

async function migrationsBefore(words: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  await cp('migrations', folder, { recursive: true })
  const file = join(folder, 'meta', '_journal.json')
  const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: { tag: string }[] }
  const texts = await Promise.all(journal.entries.map(({ tag }) => readFile(join(folder, `${tag}.sql`), 'utf8')))
  const first = texts.findIndex((text) => text.includes(words))
  if (first < 1) throw new Error(`No migration has ${words}`)
  await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, first) }))
  return folder
}
