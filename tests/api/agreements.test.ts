import { describe, expect, test } from 'vitest'
import { aSource, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const prov = { code: 'PROV2024', title: 'Provavtalet 2024 (påhittat)' }

async function agreement(t: TestApp, fields: object = {}) {
  const { body } = await t.as.coordinator.post('/agreements', { ...prov, ...fields }).expect(201)
  return { ...(body as { id: string; version: number }), path: `/agreements/${body.id}` }
}

describe('agreements', () => {
  test('a coordinator makes one, and reads it as it was made', async () => {
    await using t = await testApp()
    const sent = {
      ...prov,
      purpose: { sv: 'Ett samhälle för alla.', en: 'A society for all.' },
      text: { sv: 'Vi bygger broar.', en: 'We build bridges.' },
      textUrl: 'https://avtal.example/2024',
      legallyBinding: false,
      decidingBody: 'Kommunstyrelsen (påhittad)',
      diaryNumber: 'KS2023/0001',
      valueWords: ['tillit', 'öppenhet'],
      goals: ['Fler vägar till arbete', 'Ett mål till'],
      controlStations: [2020, 2027, 2037],
      validFrom: '2024-01-01',
      validTo: '2037-12-31',
      documentHash: 'a'.repeat(64),
      sources: [aSource],
    }
    const made = await t.as.coordinator.post('/agreements', sent).expect(201)
    expect(made.body).toMatchObject({ ...sent, status: 'draft', version: 1 })
    expect(made.headers.location).toBe(`/samhallskontraktet/v1/agreements/${made.body.id}`)
    const { body, headers } = await t.as.coordinator.get(made.headers.location!).expect(200)
    expect(body).toEqual(made.body)
    expect(headers.etag).toBe(made.headers.etag)
    await t.as.coordinator.get(made.headers.location!, { 'if-none-match': headers.etag! }).expect(304)
    const { body: bare } = await t.as.coordinator
      .post('/agreements', { code: 'BAR', title: 'Kort (påhittat)' })
      .expect(201)
    expect(bare).toMatchObject({ status: 'draft', valueWords: [], goals: [], controlStations: [], sources: [] })
    expect(bare).not.toHaveProperty('text')
    expect(bare).not.toHaveProperty('validFrom')
  })

  test('a draft is for coordinators, and its history too', async () => {
    await using t = await testApp()
    const { path, version } = await agreement(t, { validFrom: '2024-01-01' })
    for (const caller of [t.as.public, t.as.partner, t.as.matcher, t.as.reader]) {
      await caller.get(path).expect(404)
      await caller.get(`${path}/signatures`).expect(404)
      expect((await caller.get('/agreements?count=true').expect(200)).body).toMatchObject({ items: [], total: 0 })
      expect((await caller.get('/agreements?status=draft').expect(200)).body.items).toEqual([])
    }
    await t.as.coordinator.patch(path, { status: 'open' }, version).expect(200)
    for (const caller of [t.as.public, t.as.partner, t.as.matcher, t.as.reader]) {
      await caller.get(path).expect(200)
      expect((await caller.get('/agreements?count=true').expect(200)).body).toMatchObject({
        items: [{ code: 'PROV2024' }],
        total: 1,
      })
    }
    const { body } = await t.as.coordinator.get(`${path}/history`).expect(200)
    expect(body.items).toMatchObject([
      { operation: 'update', fields: ['status'], old: { status: 'draft' }, new: { status: 'open' } },
      { operation: 'insert' },
    ])
    await t.as.partner.get(`${path}/history`).expect(403)
    await t.as.public.get(`${path}/history`).expect(401)
  })

  test('only coordinators write, and what is refused is not stored', async () => {
    await using t = await testApp()
    const { path, version } = await agreement(t, { status: 'open', validFrom: '2024-01-01' })
    for (const [caller, status] of [
      [t.as.public, 401],
      [t.as.partner, 403],
      [t.as.matcher, 403],
      [t.as.reader, 403],
    ] as const) {
      await caller.post('/agreements', { code: 'NEJ', title: 'Nej' }).expect(status)
      await caller.patch(path, { title: 'Nej' }, version).expect(status)
      await caller.delete(path, version).expect(status)
    }
    const wrong = await t.as.coordinator
      .post('/agreements', { code: 'NEJ', title: 'Nej', status: 'open', validTo: '2020-01-01' })
      .expect(422)
    expect(wrong.body.errors).toMatchObject([{ pointer: '/validFrom', code: 'required' }])
    const reversed = { code: 'NEJ', title: 'Nej', validFrom: '2020-01-02', validTo: '2020-01-01' }
    await t.as.coordinator.post('/agreements', reversed).expect(422)
    for (const body of [
      { title: 'Utan kod' },
      { code: 'små bokstäver', title: 'Nej' },
      { code: 'NEJ', title: '' },
      { code: 'NEJ', title: 'Nej', status: 'closed' },
      { code: 'NEJ', title: 'Nej', documentHash: 'A'.repeat(64) },
      { code: 'NEJ', title: 'Nej', validFrom: '2023-02-30' },
      { code: 'NEJ', title: 'Nej', controlStations: [2020.5] },
      { code: 'NEJ', title: 'Nej', goals: ['samma', 'samma'] },
      { code: 'NEJ', title: 'Nej', text: { de: 'Nein' } },
      { code: 'NEJ', title: 'Nej', colour: 'blue' },
    ]) {
      await t.as.coordinator.post('/agreements', body).expect(400)
    }
    const taken = await t.as.coordinator.post('/agreements', prov).expect(409)
    expect(taken.body.errors).toMatchObject([{ pointer: '/code', code: 'taken' }])
    expect((await t.as.coordinator.get('/agreements').expect(200)).body.items).toHaveLength(1)
  })

  test('is opened, closed, opened again and superseded, and goes no other way', async () => {
    await using t = await testApp()
    const { path } = await agreement(t)
    const become = (status: string, version: number) => t.as.coordinator.patch(path, { status }, version)
    const early = await become('open', 1).expect(422)
    expect(early.body.errors).toMatchObject([{ pointer: '/validFrom', code: 'required' }])
    expect((await become('closed', 1).expect(409)).body.errors).toMatchObject([
      { pointer: '/status', code: 'wrong_order' },
    ])
    await t.as.coordinator.patch(path, { status: 'open', validFrom: '2024-01-01' }, 1).expect(200)
    await become('draft', 2).expect(409)
    await t.as.coordinator.patch(path, { validFrom: null }, 2).expect(422)
    await become('closed', 2).expect(200)
    await become('open', 3).expect(200)
    const endless = await become('superseded', 4).expect(422)
    expect(endless.body.errors).toMatchObject([{ pointer: '/validTo', code: 'required' }])
    await t.as.coordinator.patch(path, { status: 'superseded', validTo: '2024-12-31' }, 4).expect(200)
    await t.as.coordinator.patch(path, { validTo: null }, 5).expect(422)
    await become('open', 5).expect(409)
    expect((await become('superseded', 5).expect(200)).body.version).toBe(5)
  })

  test('is changed by a merge patch, one writer at a time', async () => {
    await using t = await testApp()
    const { path } = await agreement(t, {
      text: { sv: 'Ett', en: 'One' },
      validFrom: '2024-01-01',
      valueWords: ['tillit'],
    })
    const { body: first } = await t.as.coordinator
      .patch(path, { text: { en: null }, validTo: '2030-01-01', valueWords: [] }, 1)
      .expect(200)
    expect(first).toMatchObject({ version: 2, text: { sv: 'Ett' }, validTo: '2030-01-01', valueWords: [] })
    expect(first.text).not.toHaveProperty('en')
    const { body: second } = await t.as.coordinator.patch(path, { text: null, validTo: null }, 2).expect(200)
    expect(second).not.toHaveProperty('text')
    expect(second).not.toHaveProperty('validTo')
    expect((await t.as.coordinator.patch(path, { text: {} }, 3).expect(200)).body.version).toBe(3)
    const { body: third } = await t.as.coordinator
      .patch(path, { purpose: { sv: 'Varför' }, legallyBinding: true, diaryNumber: 'KS2024/0002' }, 3)
      .expect(200)
    expect(third).toMatchObject({ purpose: { sv: 'Varför' }, legallyBinding: true, diaryNumber: 'KS2024/0002' })
    const { body: fourth } = await t.as.coordinator.patch(path, { purpose: null, diaryNumber: null }, 4).expect(200)
    expect(fourth).not.toHaveProperty('purpose')
    expect(fourth).not.toHaveProperty('diaryNumber')
    for (const patch of [{}, { code: 'ANNAN' }, { title: null }, { goals: ['Nytt'] }, { status: null }, { id: 'x' }]) {
      await t.as.coordinator.patch(path, patch, 5).expect(400)
    }
    const answers = await Promise.all(['A', 'B'].map((title) => t.as.coordinator.patch(path, { title }, 5)))
    expect(statusesOf(answers)).toEqual([200, 412])
    expect(answers.find(({ status }) => status === 412)!.body).toMatchObject({
      currentVersion: 6,
      changedFields: ['title'],
    })
    await t.as.coordinator.call('patch', path).send({ title: 'Utan ETag' }).expect(428)
    await t.as.coordinator.patch('/agreements/01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10', { title: 'X' }, 1).expect(404)
  })

  test('is found by status and by a day on which it is valid', async () => {
    await using t = await testApp()
    await agreement(t, { code: 'UTKAST', validFrom: '2000-01-01' })
    await agreement(t, { code: 'B', status: 'open', validFrom: '2020-01-01', validTo: '2022-12-31' })
    await agreement(t, { code: 'C', status: 'open', validFrom: '2022-12-31' })
    const found = async (query: string) =>
      (await t.as.coordinator.get(`/agreements?${query}`).expect(200)).body.items.map(
        ({ code }: { code: string }) => code,
      )
    expect(await found('')).toEqual(['B', 'C', 'UTKAST'])
    expect(await found('sort=-code&limit=2')).toEqual(['UTKAST', 'C'])
    expect(await found('status=draft,open&sort=createdAt')).toEqual(['UTKAST', 'B', 'C'])
    expect(await found('status=draft')).toEqual(['UTKAST'])
    expect(await found('asOf=2019-12-31')).toEqual([])
    expect(await found('asOf=2022-12-31')).toEqual(['B', 'C'])
    expect(await found('asOf=2023-01-01')).toEqual(['C'])
    for (const query of ['status=okänd', 'asOf=2023-02-30', 'sort=title', 'q=x', 'limit=0']) {
      await t.as.public.get(`/agreements?${query}`).expect(400)
    }
  })

  test('is removed only while nobody has signed it', async () => {
    await using t = await testApp()
    const { path } = await agreement(t, { status: 'open', validFrom: '2024-01-01' })
    const { body: signature } = await t.as.coordinator
      .post(`${path}/signatures`, { organisationId: t.organisations.partner, status: 'invited', method: 'ceremony' })
      .expect(201)
    const refused = await t.as.coordinator.delete(path, 1).expect(409)
    expect(refused.body.detail).toContain('signatures (1)')
    await t.as.coordinator.delete(`/signatures/${signature.id}`, 1).expect(204)
    await t.as.coordinator.delete(path, 7).expect(412)
    await t.as.coordinator.delete(path, 1).expect(204)
    await t.as.coordinator.get(path).expect(404)
    expect((await t.as.coordinator.get(`${path}/history`).expect(200)).body.items[0]).toMatchObject({
      operation: 'delete',
    })
  })

  test('does not begin after its signatures', async () => {
    await using t = await testApp()
    const { path } = await agreement(t, { status: 'open', validFrom: '2020-01-01' })
    const sign = (organisationId: string, signedOn: string, signedOnPrecision: string) =>
      t.as.coordinator
        .post(`${path}/signatures`, { organisationId, signedOn, signedOnPrecision, method: 'paper' })
        .expect(201)
    await sign(t.organisations.partner, '2021-03-05', 'day')
    await sign(t.organisations.otherPartner, '2021-01-01', 'year')
    const refused = await t.as.coordinator.patch(path, { validFrom: '2021-03-06' }, 1).expect(409)
    expect(refused.body.errors).toMatchObject([{ pointer: '/validFrom', code: 'after_signatures' }])
    await t.as.coordinator.patch(path, { validFrom: '2021-03-05' }, 1).expect(200)
  })
})
