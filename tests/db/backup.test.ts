import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backUp } from '../../src/db/backup/backup.ts'
import { knownSchemas, migrate } from '../../src/db/migrate.ts'
import { restore } from '../../src/db/backup/restore.ts'
import { contractOf } from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { administer } from '../support/global-setup.ts'
import { damage } from '../support/intact.ts'
import { emptyDatabase } from '../support/register-process.ts'
import { restored } from '../support/restored.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const directory = mkdtempSync(join(tmpdir(), 'register-backup-'))
const fileOf = (name: string) => join(directory, name)
let t: TestApp
let backup: string

beforeAll(async () => {
  t = await testApp()
  await fillTables(t.connection.pool)
  const schedule = { rule: 'FREQ=WEEKLY;BYDAY=TH', time: '18:00' }
  await t.as.coordinator
    .post('/collaborations', { name: 'Kaféet (påhittat)', kind: 'meeting_place', schedule })
    .expect(201)
  backup = fileOf('backup')
  await backUp(t.databaseUrl, backup)
})
afterAll(async () => {
  await t[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
})

const rowsOf = async ({ connection }: TestApp, query: string) => (await connection.pool.query(query)).rows

/** Everything in the catalogue that a restore takes out of the way for a while. */
const guards = `
  select conrelid::regclass::text || '.' || conname as name, pg_get_constraintdef(oid) as what from pg_constraint
    where connamespace = 'public'::regnamespace
  union all select tgrelid::regclass::text || '.' || tgname, tgenabled::text from pg_trigger where not tgisinternal
  order by 1`

describe('a restored register', () => {
  test('gives the same answers to everyone, everywhere, and has the same log', async () => {
    await using again = await restored(backup)
    let compared = 0
    const paths = await pathsByOperation(t.as.coordinator, contractOf(t.app).contract)
    for (const path of [...paths.values()].flatMap((some) => some.slice(0, 1))) {
      for (const caller of ['coordinator', 'public'] as const) {
        const [before, after] = [await t.as[caller].get(path), await again.as[caller].get(path)]
        expect(after.status, path).toBe(before.status)
        const [tag, known] = [after.headers.etag, before.headers.etag]
        // What a list of the other one held is not taken for one of this.
        if (known && before.body.items) expect(tag, path).not.toBe(known)
        else expect(tag, path).toBe(known)
        if (after.status === 200) expect(after.body, path).toEqual(before.body)
        compared++
      }
    }
    expect(compared).toBeGreaterThan(100)
    const [, { tables }] = JSON.parse(gunzipSync(readFileSync(backup)).toString().split('\n', 1)[0]!)
    for (const { name } of tables as { name: string }[]) {
      const rows = `select to_json(kept)::text as row from ${name} kept order by 1`
      expect(await rowsOf(again, rows), name).toEqual(await rowsOf(t, rows))
    }
    expect(await rowsOf(again, guards)).toEqual(await rowsOf(t, guards))
    expect(await damage(again.connection.pool)).toEqual([])
  })

  test('goes on where the other one was: versions, counters, log', async () => {
    await using again = await restored(backup)
    const [last] = await rowsOf(again, 'select max(seq) as seq from changes')
    await again.as.coordinator.patch(`/organisations/${t.organisations.partner}`, { shortName: 'P' }, 1).expect(200)
    const { body } = await again.as.partner
      .post('/contributions', {
        type: 'feriejobb',
        title: 'Sommarjobb (påhittat)',
        capacity: { offered: 2 },
        status: 'published',
      })
      .expect(201)
    await again.as.matcher.post(`/contributions/${body.id}/allocations`, { quantity: 2 }).expect(201)
    await again.as.matcher.post(`/contributions/${body.id}/allocations`, { quantity: 1 }).expect(409)
    expect((await rowsOf(again, 'select min(seq) as seq from changes where seq > ' + last.seq))[0].seq).toBe(
      last.seq + 1,
    )
    expect(await damage(again.connection.pool)).toEqual([])
  })
})

describe('a backup', () => {
  test('is a file for its owner alone, and takes the place of no other', async () => {
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    await expect(backUp(t.databaseUrl, backup)).rejects.toThrow('is there already')
    await expect(backUp(t.databaseUrl, fileOf('no/such/directory'))).rejects.toThrow('cannot be written (ENOENT)')
  })

  test('of a database that holds no register is refused, and leaves no file', async () => {
    await using nothing = await emptyDatabase()
    await expect(backUp(nothing.url, fileOf('none'))).rejects.toThrow('There is no register in this database')
    expect(() => statSync(fileOf('none'))).toThrow('ENOENT')
    expect(() => statSync(fileOf('none.part'))).toThrow('ENOENT')
  })
})

describe('nothing is restored', () => {
  async function refused(file: string, url?: string): Promise<string> {
    await using database = await emptyDatabase()
    const target = url ?? database.url
    const reason = await restore(target, file).then(
      () => 'restored',
      (error: Error) => error.message,
    )
    const client = new pg.Client(target)
    await client.connect()
    const { rows } = await client.query(`select count(*)::int as tables from pg_class where relname = 'organisations'`)
    await client.end()
    if (!url) expect(rows[0].tables).toBe(0)
    return reason
  }

  test('from a file that is missing, cut off, or changed in a single letter', async () => {
    expect(await refused(fileOf('missing'))).toMatch(/cannot be read \(ENOENT\)/)
    expect(await refused(directory)).toMatch(/cannot be read \(EISDIR\)/)
    const whole = readFileSync(backup)
    const text = gunzipSync(whole).toString()
    const wrong = {
      half: whole.subarray(0, whole.length / 2),
      bent: Buffer.from(whole).fill(7, 5_000, 5_010),
      plain: Buffer.from(text),
      empty: Buffer.from(''),
      'without end': gzipSync(text.slice(0, text.lastIndexOf('["end"'))),
      'another name': gzipSync(text.replace('Aspen', 'Asper')),
      // A second member of the file is read as the first goes on: it could make a coordinator.
      'rows behind the end': Buffer.concat([whole, gzipSync('["table","api_keys"]\n{"name":"evil"}\n["rows",1]\n')]),
      'an unfinished line behind the end': Buffer.concat([whole, gzipSync('["table"')]),
      'an empty member behind the end': Buffer.concat([whole, gzipSync('\n')]),
      'anything behind the end': Buffer.concat([whole, Buffer.from('not compressed')]),
      'the whole twice': Buffer.concat([whole, whole]),
    }
    for (const [name, bytes] of Object.entries(wrong)) {
      writeFileSync(fileOf(name), bytes)
      expect(await refused(fileOf(name)), name).toMatch(/is damaged or incomplete. Nothing was restored/)
    }
  })

  test('where there is a register already, or something else', async () => {
    expect(await refused(backup, t.databaseUrl)).toMatch(/The database is not empty/)
    await using other = await emptyDatabase()
    await administer(other.url, 'create table photos (id int)')
    expect(await refused(backup, other.url)).toMatch(/The database is not empty \(other tables\)/)
  })

  test('when it does not keep the rules of the database', async () => {
    await using broken = await testApp()
    await broken.connection.pool.query(`set session_replication_role = replica; delete from organisations`)
    await backUp(broken.databaseUrl, fileOf('broken'))
    expect(await refused(fileOf('broken'))).toMatch(/violates foreign key/)
  })
})

describe('a backup of another schema', () => {
  /** With another header, and the checksum that belongs to it. */
  function withSchema(schema: number): string {
    const text = gunzipSync(readFileSync(backup)).toString()
    const altered = text.slice(0, text.lastIndexOf('["end"')).replace(/"schema":\d+/, `"schema":${schema}`)
    const end = JSON.stringify(['end', createHash('sha256').update(altered).digest('hex')])
    writeFileSync(fileOf(`schema-${schema}`), gzipSync(`${altered}${end}\n`))
    return fileOf(`schema-${schema}`)
  }

  test('that is newer, or earlier than the database already has, is refused in words', async () => {
    await using fresh = await emptyDatabase()
    await migrate(fresh.url)
    await expect(restore(fresh.url, withSchema(9e12))).rejects.toThrow('made by a newer version')
    await expect(restore(fresh.url, withSchema(knownSchemas[0]!))).rejects.toThrow('of an earlier schema than')
  })
})

test('a register that has been migrated and holds nothing takes a backup of the same schema', async () => {
  await using fresh = await emptyDatabase()
  await migrate(fresh.url)
  expect(await restore(fresh.url, backup)).toBeGreaterThan(500)
  await expect(restore(fresh.url, backup)).rejects.toThrow('The database is not empty')
})
