import { describe, expect, test } from 'vitest'
import { testApp } from '../support/test-app.ts'

describe('organisations', () => {
  test('a partner changes its own website, but not its name', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    const { body: before } = await t.as.partner.get(path).expect(200)
    const { body: after } = await t.as.partner.patch(path, { website: 'https://prov.example' }, before.version).expect(200)
    expect(after).toMatchObject({ website: 'https://prov.example', version: before.version + 1 })
    await t.as.partner.patch(path, { name: 'Nytt namn' }, after.version).expect(403)
    await t.as.otherPartner.patch(path, { website: 'https://annan.example' }, after.version).expect(403)
  })

  test('the history shows who changed what', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    await t.as.coordinator.patch(path, { description: { sv: 'Påhittad.' } }, 1).expect(200)
    const { body } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(body.items.map((item: { operation: string }) => item.operation)).toEqual(['update', 'insert'])
    expect(body.items[0]).toMatchObject({
      version: 2,
      fields: ['descriptionSv'],
      actor: { kind: 'api_key', role: 'coordinator', name: 'Test coordinator' },
      new: { descriptionSv: 'Påhittad.' },
    })
    await t.as.partner.get(`${path}/history`).expect(403)
  })
})
