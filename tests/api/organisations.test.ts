import { describe, expect, test } from 'vitest'
import { agreementOf, faultsOf, nobody, organisationOf, statusesOf } from '../support/builders.ts'
import { testApp } from '../support/test-app.ts'

describe('organisations', () => {
  test('a partner changes its own website, but not its name', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    const { body: before } = await t.as.partner.get(path).expect(200)
    const { body: after } = await t.as.partner
      .patch(path, { website: 'https://prov.example' }, before.version)
      .expect(200)
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

  test('a merge patch changes what it names', async () => {
    await using t = await testApp()
    const made = await organisationOf(t, {
      organisationNumber: '499900-0005',
      numberStatus: 'verified',
      address: { street: 'Provgatan 1', city: 'Kungälv' },
      description: { sv: 'Ett', en: 'One' },
      tags: ['a'],
    })
    const path = `/organisations/${made.id}`
    const patch = (body: object, version: number) => t.as.coordinator.patch(path, body, version)
    const { body: two } = await patch(
      { address: { street: null, postcode: '442 00' }, description: { en: null }, tags: [] },
      1,
    ).expect(200)
    expect(two).toMatchObject({
      address: { postcode: '442 00', city: 'Kungälv' },
      description: { sv: 'Ett' },
      tags: [],
      version: 2,
    })
    expect(two.address).not.toHaveProperty('street')
    const { body: three } = await patch({ address: null, description: null }, 2).expect(200)
    expect(three).not.toHaveProperty('address')
    expect(three).not.toHaveProperty('description')
    // What changes nothing is no new version, and the same number again is still verified.
    expect((await patch({ description: {} }, 3).expect(200)).body.version).toBe(3)
    expect((await patch({ organisationNumber: '4999000005' }, 3).expect(200)).body).toMatchObject({
      numberStatus: 'verified',
      version: 3,
    })
    expect((await patch({ organisationNumber: '499900-0013' }, 3).expect(200)).body).toMatchObject({
      numberStatus: 'unverified',
      version: 4,
    })
    expect((await patch({ organisationNumber: null }, 4).expect(200)).body).toMatchObject({
      numberStatus: 'none',
      version: 5,
    })
    for (const [body, faults] of [
      [{ numberStatus: 'verified' }, ['/numberStatus not_allowed']],
      [
        { sector: 'okand', parentId: nobody, endedOn: '2025-02-04' },
        ['/parentId not_allowed', '/endedOn future', '/sector unknown', '/parentId unknown'],
      ],
      [{ kind: 'unit' }, ['/parentId required']],
    ] as const) {
      expect(faultsOf(await patch(body, 5).expect(422))).toEqual(faults)
    }
    const malformed = [
      {},
      { name: null },
      { name: '  ' },
      { aliases: null },
      { kind: null },
      { id: nobody },
      { signatory: true },
      { website: 'javascript:alert(1)' },
    ]
    for (const body of [...malformed, { address: { name: 'X' } }, { description: { de: 'X' } }, { contacts: [] }]) {
      await patch(body, 5).expect(400)
    }
    await t.as.coordinator.call('patch', path).send({ name: 'Utan ETag' }).expect(428)
    await t.as.coordinator.patch(`/organisations/${nobody}`, { name: 'Ingen' }, 1).expect(404)
    await t.as.coordinator.patch('/organisations/x', { name: 'Ingen' }, 1).expect(400)
    expect((await t.as.coordinator.get(path).expect(200)).body.version).toBe(5)
  })

  test('a partner reaches nothing but its own fields through an address', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    await t.as.partner.patch(path, { address: { name: 'Kapad', visibility: 'internal' } }, 1).expect(400)
    await t.as.partner.patch(path, { address: { city: 'Kungälv' } }, 1).expect(200)
    for (const patch of [
      { tags: ['S'] },
      { sector: 'faith' },
      { visibility: 'internal' },
      { organisationNumber: '499900-0005' },
      { endedOn: '2025-01-01' },
    ]) {
      await t.as.partner.patch(path, patch, 2).expect(403)
    }
    expect(
      (await t.as.matcher.patch(`/organisations/${t.organisations.matcher}`, { shortName: 'PM' }, 1).expect(200)).body
        .shortName,
    ).toBe('PM')
    await t.as.reader.patch(path, { shortName: 'X' }, 2).expect(403)
    await t.as.public.patch(path, { shortName: 'X' }, 2).expect(401)
    await t.as.partner.delete(path, 2).expect(403)
  })

  test('of two writers with one ETag one wins', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    const { headers } = await t.as.coordinator.get(path).expect(200)
    const answers = await Promise.all(
      ['A', 'B', 'C'].map((shortName) => t.as.coordinator.patch(path, { shortName }, headers.etag!)),
    )
    expect(statusesOf(answers)).toEqual([200, 412, 412])
    const lost = answers.find(({ status }) => status === 412)!
    expect(lost.body).toMatchObject({ currentVersion: 2, changedFields: ['shortName'] })
    const { body } = await t.as.coordinator.get(path).expect(200)
    expect(body).toMatchObject({ version: 2, shortName: answers.find(({ status }) => status === 200)!.body.shortName })
    await t.as.coordinator.get(path, { 'if-none-match': headers.etag! }).expect(200)
  })

  test('an answer leaves out what it is a part of once that is internal, also to who has the answer of before', async () => {
    await using t = await testApp()
    const top = await organisationOf(t, { name: 'Överst (påhittad)' })
    const { id } = await organisationOf(t, { name: 'Enhet (påhittad)', kind: 'unit', parentId: top.id })
    const { headers, body: before } = await t.as.public.get(`/organisations/${id}`).expect(200)
    expect(before.parentId).toBe(top.id)
    await t.as.coordinator.patch(`/organisations/${top.id}`, { visibility: 'internal' }, 1).expect(200)
    const { body } = await t.as.public.get(`/organisations/${id}`, { 'if-none-match': headers.etag! }).expect(200)
    expect(body.parentId).toBeUndefined()
  })

  test('an organisation is not a part of itself, over any number of steps', async () => {
    await using t = await testApp()
    const top = await organisationOf(t, { name: 'Överst (påhittad)', kind: 'project' })
    const middle = await organisationOf(t, { name: 'Mitten (påhittad)', kind: 'unit', parentId: top.id })
    const lowest = await organisationOf(t, { name: 'Underst (påhittad)', kind: 'unit', parentId: middle.id })
    for (const parentId of [top.id, middle.id, lowest.id]) {
      const refused = await t.as.coordinator.patch(`/organisations/${top.id}`, { parentId }, 1).expect(422)
      expect(faultsOf(refused)).toEqual(['/parentId circular'])
    }
    const [one, two] = await Promise.all([
      organisationOf(t, { kind: 'project' }),
      organisationOf(t, { kind: 'project' }),
    ])
    const answers = await Promise.all([
      t.as.coordinator.patch(`/organisations/${one.id}`, { parentId: two.id }, 1),
      t.as.coordinator.patch(`/organisations/${two.id}`, { parentId: one.id }, 1),
    ])
    expect(statusesOf(answers)).toEqual([200, 422])
  })

  test('is removed only when nothing refers to it, and the refusal names what does', async () => {
    await using t = await testApp()
    const parent = await organisationOf(t, {
      contacts: [{ name: 'Kim Exempel (påhittad)', role: 'press' }],
      signature: { agreementId: await agreementOf(t), signedOn: '2024-03-01', method: 'paper' },
      kind: 'project',
    })
    const child = await organisationOf(t, { kind: 'unit', parentId: parent.id })
    const refused = await t.as.coordinator.delete(`/organisations/${parent.id}`, 1).expect(409)
    expect(refused.body.detail).toContain('contacts (1), organisations (1), signatures (1)')
    expect(refused.body.errors).toHaveLength(3)
    expect(
      (await t.as.coordinator.delete(`/organisations/${t.organisations.partner}`, 1).expect(409)).body.detail,
    ).toContain('api_keys (1)')
    const path = `/organisations/${child.id}`
    await t.as.coordinator.call('delete', path).expect(428)
    await t.as.coordinator.delete(path, 2).expect(412)
    await t.as.coordinator.delete(path, 1).expect(204)
    await t.as.coordinator.delete(path, 1).expect(404)
    await t.as.public.get(path).expect(404)
    const { body } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(body.items).toMatchObject([{ operation: 'delete', old: { parentId: parent.id } }, { operation: 'insert' }])
  })
})
