import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { backUp } from '../../src/db/backup/backup.ts'
import { isMigrated } from '../../src/db/migrate.ts'
import { coordinatorOf } from '../support/builders.ts'
import { damage } from '../support/intact.ts'
import { restored } from '../support/restored.ts'
import { testApp } from '../support/test-app.ts'

/** Backups made by earlier versions, each at the last migration in its name. */
const golden = join(import.meta.dirname, '../golden/backups')

test.each(readdirSync(golden))(
  'a backup made by an earlier version (%s) is read, migrated, and served',
  async (name) => {
    await using again = await restored(join(golden, name))
    expect(await isMigrated(again.connection.pool)).toBe(true)
    expect(await damage(again.connection.pool)).toEqual([])
    const coordinator = await coordinatorOf(again)
    for (const list of [
      '/organisations',
      '/contacts',
      '/signatures',
      '/contributions',
      '/allocations',
      '/needs',
      '/outcomes',
    ]) {
      const { body } = await coordinator.get(`${list}?count=true`).expect(200)
      expect(body.total, list).toBeGreaterThan(5)
    }
  },
)

test('a backup made while everybody writes is whole', async () => {
  await using t = await testApp()
  const directory = mkdtempSync(join(tmpdir(), 'register-backup-'))
  const file = join(directory, 'busy')
  const done = new AbortController()
  const writers = Array.from({ length: 4 }, async (_, n) => {
    while (!done.signal.aborted) {
      const offer = {
        type: 'feriejobb',
        title: `Jobb ${n} (påhittat)`,
        capacity: { offered: 9 },
        status: 'published',
      }
      const { body } = await t.as.partner.post('/contributions', offer).expect(201)
      await t.as.matcher.post(`/contributions/${body.id}/allocations`, { quantity: 3 }).expect(201)
    }
  })
  for (const name of ['one', 'two', 'three']) await backUp(t.databaseUrl, `${file}-${name}`)
  done.abort()
  await Promise.all(writers)
  await using again = await restored(`${file}-three`)
  expect((await again.as.coordinator.get('/contributions?q=jobb&count=true').expect(200)).body.total).toBeGreaterThan(0)
  expect(await damage(again.connection.pool)).toEqual([])
  rmSync(directory, { recursive: true, force: true })
})
