import { expect, test } from 'vitest'
import { createKey, keyTable, revokeKey, rotateKey } from '../../src/identity/api-keys/cli.ts'
import { testApp } from '../support/test-app.ts'

test('at the terminal a key is made, listed with what it may do, rotated and revoked', async () => {
  await using t = await testApp()
  const { db } = t.connection
  const key = await createKey(db, {
    name: 'Statistik (påhittad)',
    role: 'reader',
    scopes: ['read'],
    expiresAt: '2100-01-01T00:00:00Z',
  })
  const rows = async () => (await keyTable(db)).split('\n').filter((row) => row.endsWith('Statistik (påhittad)'))
  const [made] = await rows()
  expect(made).toMatch(/^[0-9a-f-]{36} {2}sk_\w{6} .* reader {2,}read {2,}works until 2100-01-01T00:00:00.000Z {2}/)
  const id = made!.slice(0, 36)
  expect(await rotateKey(db, id, 1)).not.toBe(key)
  const [old, fresh] = await rows()
  expect(old).not.toContain('2100')
  expect(fresh).toMatch(new RegExp(`works until 2100-01-01T00:00:00.000Z .* ${id} `))
  await expect(rotateKey(db, id, undefined)).rejects.toMatchObject({ code: 'conflict' })
  await revokeKey(db, id)
  expect((await rows())[0]).toContain(' revoked ')
  await expect(revokeKey(db, '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10')).rejects.toMatchObject({ code: 'not_found' })
  const { body } = await t.as.coordinator.get(`/api-keys/${id}/history?limit=1`).expect(200)
  expect(body.items[0].actor).toEqual({ kind: 'system', name: 'command line', role: 'coordinator' })
  expect(await keyTable(db)).not.toContain(key)
})
