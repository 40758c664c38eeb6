import { describe, expect, test } from 'vitest'
import { agreementOf, faultsOf, nobody, organisationOf, sign, walk } from '../support/builders.ts'
import { testApp } from '../support/test-app.ts'

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id)
const paper = { signedOn: '2024-03-01', method: 'paper' }

describe('lists of signatures', () => {
  test('everybody sees who has signed; who is invited, internal, or signed for whom, only those concerned', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const internal = (await organisationOf(t, { name: 'Den interna (påhittad)', visibility: 'internal' })).id
    const { body: contact } = await t.as.coordinator
      .post('/contacts', { organisationId: t.organisations.partner, name: 'Kim Exempel (påhittad)', role: 'signatory' })
      .expect(201)
    const details = { signedByFunction: 'verkställande direktör', signedByContactId: contact.id }
    const papers = { diaryNumber: 'FÖR 2024/17', decidingBody: 'Styrelsen', scanHash: 'f'.repeat(64) }
    const { body: open } = await sign(t, agreementId, {
      ...paper,
      ...details,
      ...papers,
      organisationId: t.organisations.partner,
    }).expect(201)
    expect(open).toMatchObject(papers)
    await t.as.coordinator.patch(`/signatures/${open.id}`, { scanHash: 'F'.repeat(64) }, 1).expect(400)
    const { body: hidden } = await sign(t, agreementId, { ...paper, organisationId: internal }).expect(201)
    const { body: invited } = await sign(t, agreementId, {
      organisationId: t.organisations.otherPartner,
      status: 'invited',
      method: 'paper',
    }).expect(201)
    expect(
      faultsOf(
        await sign(t, await agreementOf(t, { code: 'ANNAT' }), {
          ...paper,
          ...details,
          organisationId: internal,
        }).expect(422),
      ),
    ).toEqual(['/signedByContactId unknown'])

    const { body: made } = await t.as.coordinator
      .post('/api-keys', { name: 'Intern', role: 'partner', organisationId: internal })
      .expect(201)
    const insider = t.withKey(made.key)
    for (const [caller, seen, inside] of [
      [t.as.coordinator, [open, hidden, invited], [open]],
      [t.as.partner, [open], [open]],
      [t.as.otherPartner, [open, invited], []],
      [t.as.matcher, [open], []],
      [t.as.reader, [open], []],
      [t.as.public, [open], []],
      [insider, [open, hidden], []],
    ] as const) {
      for (const list of ['/signatures', `/agreements/${agreementId}/signatures`]) {
        const { body } = await caller.get(`${list}?sort=createdAt&count=true`).expect(200)
        expect(body.items.map(({ id }: { id: string }) => id)).toEqual(seen.map(({ id }) => id))
        expect(body.total).toBe(seen.length)
        expect('signedByContactId' in body.items[0] && 'signedByFunction' in body.items[0]).toBe(inside.length > 0)
      }
      for (const row of [open, hidden, invited]) {
        const { body } = await caller.get(`/signatures/${row.id}`).expect(seen.includes(row) ? 200 : 404)
        expect('signedByContactId' in body).toBe((inside as readonly object[]).includes(row))
        expect('signedByFunction' in body).toBe((inside as readonly object[]).includes(row))
        for (const name of Object.keys(papers)) expect(name in body).toBe((inside as readonly object[]).includes(row))
      }
    }
    // Who comes to see more has not seen it yet.
    const { headers } = await t.as.public.get(`/signatures/${open.id}`).expect(200)
    await t.as.coordinator.get(`/signatures/${open.id}`, { 'if-none-match': headers.etag! }).expect(200)
    await t.as.public.get(`/agreements/${nobody}/signatures`).expect(404)
    await t.as.public
      .get('/signatures?fields=signedByContactId')
      .expect(200)
      .expect(({ body }) => expect(body.items).toEqual([{}]))
  })

  test('a list is filtered, sorted and walked', async () => {
    await using t = await testApp()
    const first = await agreementOf(t)
    const second = await agreementOf(t, { code: 'PROV2022', validFrom: '2022-06-01' })
    const names = ['Ö', 'Å', 'Z', 'A'].map((letter) => `${letter}-gruppen (påhittad)`)
    const ids: string[] = []
    for (const [index, name] of names.entries()) {
      ids.push((await organisationOf(t, { name, sector: index < 2 ? 'faith' : 'business' })).id)
    }
    const rows = [
      [first, ids[0], { signedOn: '2021-01-01', signedOnPrecision: 'year', method: 'imported' }],
      [first, ids[1], { signedOn: '2021-05-05', method: 'ceremony' }],
      [first, ids[2], { signedOnPrecision: 'unknown', method: 'imported' }],
      [second, ids[3], { signedOn: '2023-03-03', method: 'paper' }],
      [second, ids[2], { signedOnPrecision: 'unknown', method: 'digital' }],
    ] as const
    const made: { id: string }[] = []
    for (const [agreementId, organisationId, fields] of rows)
      made.push((await sign(t, agreementId, { organisationId, ...fields }).expect(201)).body)
    await t.as.coordinator
      .post(`/signatures/${made[1]!.id}/ending`, { endedOn: '2022-01-01', reason: 'ceased' })
      .expect(200)
    const found = async (query: string) =>
      (await t.as.public.get(`/signatures?${query}`).expect(200)).body.items.map(({ id }: { id: string }) =>
        made.findIndex((row) => row.id === id),
      )
    expect(await found('')).toEqual([0, 1, 3, 2, 4])
    expect(await found('sort=-signedOn')).toEqual([4, 2, 3, 1, 0])
    expect(await found('sort=organisation')).toEqual([3, 2, 4, 1, 0])
    expect(await found('sort=-createdAt&limit=1')).toEqual([4])
    expect(await found(`agreementId=${second}`)).toEqual([3, 4])
    expect(await found(`organisationId=${ids[2]}`)).toEqual([2, 4])
    expect(await found(`organisationId=${ids[2]},${ids[1]}`)).toEqual([1, 2, 4])
    expect(await found(`agreementId=${first}&agreementId=${second}`)).toEqual([0, 1, 3, 2, 4])
    expect(await found('status=ended')).toEqual([1])
    expect(await found('method=imported,paper')).toEqual([0, 3, 2])
    expect(await found('sector=faith')).toEqual([0, 1])
    expect(await found('signedAfter=2021-05-05')).toEqual([1, 3])
    expect(await found('signedBefore=2021-05-05')).toEqual([0, 1])
    // A year may count from its first day, what has no day counts from when it was registered.
    expect(await found('asOf=2020-12-31')).toEqual([])
    expect(await found('asOf=2021-01-01')).toEqual([0])
    expect(await found('asOf=2021-01-01&certainty=certain')).toEqual([])
    expect(await found('asOf=2021-12-31')).toEqual([0, 1])
    expect(await found('asOf=2022-06-01')).toEqual([0])
    expect(await found('asOf=2025-02-03')).toEqual([0, 3, 2, 4])
    expect(await found('updatedAfter=2030-01-01T00:00:00Z')).toEqual([])
    for (const sort of ['signedOn', '-signedOn', 'organisation', '-organisation', 'createdAt', '-updatedAt']) {
      const walked = await walk(t.as.public, `/signatures?limit=2&sort=${sort}`)
      expect(idsOf(walked).toSorted()).toEqual(idsOf(made).toSorted())
    }
    for (const query of [
      'sort=method',
      'status=x',
      'asOf=2023-02-30',
      'organisationId=x',
      'limit=0',
      'cursor=x',
      'colour=blue',
    ]) {
      await t.as.public.get(`/signatures?${query}`).expect(400)
    }
    await t.as.public.get(`/agreements/${first}/signatures?agreementId=${second}`).expect(400)
    expect((await t.as.public.get(`/agreements/${first}/signatures?count=true`).expect(200)).body.total).toBe(3)
    // An undated signatory is a signatory.
    const { body: z } = await t.as.public.get(`/organisations/${ids[2]}?asOf=2025-02-03`).expect(200)
    expect(z).toMatchObject({ signatory: true, signedOnPrecision: 'unknown' })
    expect(z).not.toHaveProperty('signedOn')
  })
})
