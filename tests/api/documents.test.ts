import { describe, expect, test } from 'vitest'
import { idOf } from '../../src/seed/ids.ts'
import { seed } from '../../src/seed/seed.ts'
import { agreementOf, faultsOf, nobody, organisationOf, sign } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const report = {
  title: 'Rapport (påhittad)',
  kind: 'report',
  number: 'KS2024/0001',
  publishedOn: '2024-03-01',
} as const

async function registered(t: TestApp, fields: object = {}) {
  return (await t.as.coordinator.post('/documents', { ...report, ...fields }).expect(201)).body
}

describe('a document', () => {
  test('is registered by a coordinator, read by all, and followed by what it becomes', async () => {
    await using t = await testApp()
    await t.as.partner.post('/documents', report).expect(403)
    const made = await registered(t)
    const path = `/documents/${made.id}`
    expect((await t.as.public.get(path).expect(200)).body).toEqual({
      ...report,
      id: made.id,
      version: 1,
      createdAt: made.createdAt,
      updatedAt: made.updatedAt,
      publishedOnPrecision: 'day',
      decidedOnPrecision: 'unknown',
      inferred: [],
      _links: { self: { href: `/samhallskontraktet/v1${path}` } },
    })
    const changed = await t.as.coordinator.patch(path, { decidedOn: '2024-21', decidedOnText: 'våren' }, 1).expect(200)
    expect(changed.body).toMatchObject({
      decidedOn: '2024-03-01',
      decidedOnPrecision: 'season',
      decidedOnText: 'våren',
      decidedOnLast: '2024-05-31',
      decidedOnEdtf: '2024-21',
    })
    const names = (await t.as.public.get('/documents?q=ks2024/0001').expect(200)).body.items.map(({ id }: any) => id)
    expect(names).toEqual([made.id])
    await t.as.coordinator.delete(path, 2).expect(204)
    await t.as.public.get(path).expect(404)
  })

  test('is told all that is wrong with it at once', async () => {
    await using t = await testApp()
    const wrong = {
      ...report,
      publishedOn: '2024-03-02',
      publishedOnPrecision: 'month',
      decidedOnPrecision: 'year',
      validFrom: '2024-02-01',
      validTo: '2024-01-01',
      parentId: nobody,
    }
    expect(faultsOf(await t.as.coordinator.post('/documents', wrong).expect(422))).toEqual([
      '/decidedOn required',
      '/publishedOn not_first_day',
      '/validTo before_start',
      '/parentId unknown',
    ])
    for (const nonsense of ['2016-13', '2016/2017', '201X', 'våren 2016', '2016-02-30']) {
      const { body } = await t.as.coordinator.post('/documents', { ...report, publishedOn: nonsense }).expect(400)
      expect(body.errors[0].pointer).toBe('/publishedOn')
    }
    const early = await t.as.coordinator.post('/documents', { ...report, publishedOn: '2999-01-01' }).expect(422)
    expect(faultsOf(early)).toEqual(['/publishedOn future'])
    const { id } = await registered(t, { publishedOn: '2016' })
    const bare = await t.as.coordinator.patch(`/documents/${id}`, { publishedOnPrecision: 'month' }, 1).expect(422)
    expect(faultsOf(bare)).toEqual(['/publishedOn required'])
    const contradicting = { ...report, publishedOn: '2016', publishedOnPrecision: 'month' }
    await t.as.coordinator.post('/documents', contradicting).expect(400)
  })

  test('is not a part of itself, over however many steps', async () => {
    await using t = await testApp()
    const whole = await registered(t)
    const part = await registered(t, { parentId: whole.id })
    const itself = await t.as.coordinator.patch(`/documents/${whole.id}`, { parentId: whole.id }, 1).expect(422)
    expect(faultsOf(itself)).toEqual(['/parentId circular'])
    const circle = await t.as.coordinator.patch(`/documents/${whole.id}`, { parentId: part.id }, 1).expect(422)
    expect(faultsOf(circle)).toEqual(['/parentId circular'])
    expect((await t.as.coordinator.delete(`/documents/${whole.id}`, 1).expect(409)).body.detail).toContain('documents')
  })
})

describe('a source', () => {
  test('is a document that there is, with its section and words', async () => {
    await using t = await testApp()
    const { id: documentId } = await registered(t)
    const unknown = await t.as.coordinator
      .post('/organisations', {
        name: 'Prov (påhittad)',
        kind: 'informal',
        sector: 'other',
        sources: [{ documentId: nobody }],
      })
      .expect(422)
    expect(faultsOf(unknown)).toEqual(['/sources unknown'])
    const source = { documentId, section: '4.3', page: '10', quote: 'En mening (påhittad).' }
    const organisation = await organisationOf(t, { sources: [source], inferred: ['sector'], evidence: 'named' })
    expect(organisation).toMatchObject({
      sources: [source],
      inferred: ['sector'],
      evidence: 'named',
      attestedFrom: '2024-03-01',
      attestedTo: '2024-03-01',
    })
    const told = { sources: [{ documentId, quote: 'Kim 19800101-9994 kom.' }] }
    await t.as.coordinator.patch(`/organisations/${organisation.id}`, told, 1).expect(400)
    const long = { sources: [{ documentId, quote: 'x'.repeat(201) }], inferred: ['hemligheten'] }
    const { body } = await t.as.coordinator.patch(`/organisations/${organisation.id}`, long, 1).expect(400)
    expect(body.errors.map(({ pointer }: any) => pointer).toSorted()).toEqual(['/inferred/0', '/sources/0/quote'])
    expect((await t.as.coordinator.delete(`/documents/${documentId}`, 1).expect(409)).body.detail).toContain(
      'organisations (1)',
    )
  })

  test('dates the row, and dates it anew when the document is', async () => {
    await using t = await testApp()
    const [old, young] = [await registered(t, { publishedOn: '2018' }), await registered(t)]
    const [agreementId, { id: organisationId }] = [await agreementOf(t), await organisationOf(t)]
    const sources = [{ documentId: young.id }, { documentId: old.id }]
    const { body } = await sign(t, agreementId, {
      organisationId,
      method: 'imported',
      signedOnPrecision: 'unknown',
      sources,
    }).expect(201)
    const attested = async () => {
      const { attestedFrom, attestedTo, version } = (await t.as.public.get(`/signatures/${body.id}`)).body
      return [attestedFrom, attestedTo, version]
    }
    expect(await attested()).toEqual(['2018-12-31', '2024-03-01', 1])
    await t.as.coordinator.patch(`/documents/${old.id}`, { publishedOn: '2017-06' }, 1).expect(200)
    // It is no change of the row: who is changing it is not told that somebody else has.
    expect(await attested()).toEqual(['2017-06-30', '2024-03-01', 1])
    await t.as.coordinator.patch(`/signatures/${body.id}`, { sources: [] }, 1).expect(200)
    expect(await attested()).toEqual([undefined, undefined, 2])
  })

  test('of the facts is one of the documents, with the section where they say so', async () => {
    await using t = await testApp()
    await seed(t.connection.db, 'facts')
    const households = `/collaborations/${idOf('collaborations/bostader-med-forstahandskontrakt')}`
    expect((await t.as.public.get(households).expect(200)).body).toMatchObject({
      inferred: ['name', 'kind'],
      sources: [{ documentId: idOf('documents/uppfoljning-2023'), section: '4.3' }],
      attestedFrom: '2024-02-20',
    })
    const { items } = (await t.as.public.get('/documents?count=true&limit=100').expect(200)).body
    // The one that what is made up cites, and those of the facts.
    expect(items).toHaveLength(1 + 17)
    expect(items.find(({ number }: any) => number === 'KS2019/0202')).toMatchObject({
      decidedOn: '2019-12-19',
      validTo: '2027-12-31',
    })
  })
})

test('a date is asked for with how precisely it is known', async () => {
  await using t = await testApp()
  await seed(t.connection.db, 'facts')
  const { items } = (await t.as.public.get('/organisations?signatory=true&fields=name,signedOn&q=Pretec').expect(200))
    .body
  expect(items).toEqual([{ name: 'Pretec', signedOn: '2023-01-01', signedOnPrecision: 'year' }])
})
