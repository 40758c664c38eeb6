import { describe, expect, test } from 'vitest'
import { agreementOf, organisationOf, walk } from '../support/builders.ts'
import { testApp, type Caller } from '../support/test-app.ts'

/** The first word of each name that a list gives, in its order. */
const names = async (caller: Caller, query: string) =>
  (await caller.get(`/organisations?${query}`).expect(200)).body.items.map(
    ({ name }: { name: string }) => name.split(' ')[0],
  )

describe('lists of organisations', () => {
  test('a list is filtered by what an organisation is', async () => {
    await using t = await testApp()
    const kyrkan = await organisationOf(t, {
      name: 'Kyrkan (påhittad)',
      sector: 'faith',
      tags: ['S', 'lokal'],
      organisationNumber: '499900-0013',
    })
    await organisationOf(t, {
      name: 'Verkstaden (påhittad)',
      kind: 'unit',
      parentId: kyrkan.id,
      sector: 'education',
      tags: ['P'],
    })
    await organisationOf(t, { name: 'Nedlagda (påhittad)', sector: 'faith', endedOn: '2024-12-31' })
    for (const [query, expected] of [
      ['sector=faith', ['Kyrkan', 'Nedlagda']],
      ['sector=faith,education', ['Kyrkan', 'Nedlagda', 'Verkstaden']],
      ['sector=faith&sector=education&kind=informal', ['Kyrkan', 'Nedlagda']],
      ['kind=unit', ['Verkstaden']],
      ['kind=unit,legal_entity', ['Den', 'Provmatcharen', 'Provpartnern', 'Verkstaden']],
      ['tag=lokal', ['Kyrkan']],
      ['tag=S,P', ['Kyrkan', 'Verkstaden']],
      ['ended=true', ['Nedlagda']],
      ['ended=false&sector=faith', ['Kyrkan']],
      [`parentId=${kyrkan.id}`, ['Verkstaden']],
      [`parentId=${t.organisations.partner},${kyrkan.id}`, ['Verkstaden']],
      ['organisationNumber=4999000013', ['Kyrkan']],
      ['organisationNumber=499900-0005', []],
      ['updatedAfter=2025-02-03T09:29:59Z', ['Kyrkan', 'Nedlagda', 'Verkstaden']],
      ['updatedAfter=2025-02-03T09:30:00Z', []],
    ] as const) {
      expect([query, await names(t.as.public, query)]).toEqual([query, expected])
    }
    for (const query of [
      'organisationNumber=499900-0006',
      'kind=x',
      'parentId=x',
      'signatory=maybe',
      'asOf=2023-02-30',
      'sort=sector',
      'colour=blue',
      'limit=0',
      'limit=100000',
      'cursor=x',
    ]) {
      await t.as.public.get(`/organisations?${query}`).expect(400)
    }
    const { body } = await t.as.public
      .get('/organisations?sector=faith&count=true&limit=1&fields=name,signatory')
      .expect(200)
    expect(body).toMatchObject({ items: [{ name: 'Kyrkan (påhittad)', signatory: false }], total: 2 })
    expect(Object.keys(body.items[0]).toSorted()).toEqual(['name', 'signatory'])
  })

  test('signatories are known as they stood on a day', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t, { validFrom: '2018-06-01' })
    const signed = (name: string, fields: object, more: object = {}) =>
      organisationOf(t, {
        name: `${name} (påhittad)`,
        sector: 'faith',
        ...more,
        signature: { agreementId, method: 'imported', ...fields },
      })
    const year = await signed('Årskyrkan', { signedOn: '2019-01-01', signedOnPrecision: 'year' })
    await signed('Dagkyrkan', { signedOn: '2019-12-20' })
    const undated = await signed('Odaterade', { signedOnPrecision: 'unknown' }, { sector: 'business' })
    expect(year).toMatchObject({ signatory: true, signedOn: '2019-01-01', signedOnPrecision: 'year' })
    expect(undated).toMatchObject({ signatory: true, signedOnPrecision: 'unknown' })
    expect(undated).not.toHaveProperty('signedOn')
    expect(await names(t.as.public, 'signatory=true&asOf=2019-12-19&sector=faith&q=kyrka')).toEqual(['Årskyrkan'])
    expect(await names(t.as.public, 'signatory=true&asOf=2019-12-20&sector=faith&q=kyrka')).toEqual([
      'Dagkyrkan',
      'Årskyrkan',
    ])
    expect(await names(t.as.public, 'signatory=true&asOf=2018-12-31')).toEqual([])
    expect(await names(t.as.public, 'signatory=true&asOf=2025-02-02')).toEqual(['Dagkyrkan', 'Årskyrkan'])
    expect(await names(t.as.public, 'signatory=true')).toEqual(['Dagkyrkan', 'Odaterade', 'Årskyrkan'])
    expect(await names(t.as.public, 'signatory=false')).toEqual(['Den', 'Provmatcharen', 'Provpartnern'])
    const { body: counted } = await t.as.public
      .get('/organisations?signatory=true&asOf=2019-12-19&count=true&limit=1')
      .expect(200)
    expect([counted.total, counted.totalCertain]).toEqual([1, 0])
    // A second agreement: the signature that is known to be the first is the one that is shown.
    const other = await t.as.coordinator
      .post('/agreements', { code: 'PROV2024', title: 'Nytt (påhittat)', status: 'open', validFrom: '2024-01-01' })
      .expect(201)
    await t.as.coordinator
      .post(`/agreements/${other.body.id}/signatures`, {
        organisationId: undated.id,
        signedOn: '2024-05-05',
        method: 'paper',
      })
      .expect(201)
    const { body: both } = await t.as.public.get(`/organisations/${undated.id}`).expect(200)
    expect(both).toMatchObject({ signatory: true, signedOn: '2024-05-05', signedOnPrecision: 'day' })
    expect(await names(t.as.public, 'signatory=true')).toHaveLength(3)
  })

  test('words are found in any form, with or without their marks', async () => {
    await using t = await testApp()
    await organisationOf(t, {
      name: 'Församlingen Ängen (påhittad)',
      aliases: ['Gamla missionshuset'],
      description: { sv: 'Driver praktikplatser för nyanlända.' },
    })
    await organisationOf(t, { name: 'Bygdegården (påhittad)', shortName: 'BG', description: { en: 'Summer jobs' } })
    for (const [q, expected] of [
      ['församling', ['Församlingen']],
      ['FÖRSAMLINGAR', ['Församlingen']],
      ['forsamlingen angen', ['Församlingen']],
      ['missionshus', ['Församlingen']],
      ['praktikplats', ['Församlingen']],
      ['praktikplatserna nyanländ', ['Församlingen']],
      ['bygdegard', ['Bygdegården']],
      ['gården', ['Bygdegården']],
      ['summer', ['Bygdegården']],
      ['BG', ['Bygdegården']],
      ['påhittad ängen', ['Församlingen']],
      ['ängen summer', []],
      ['%', []],
      ['_', []],
      ["'; drop table organisations", []],
    ] as const) {
      expect([q, await names(t.as.public, `q=${encodeURIComponent(q)}`)]).toEqual([q, expected])
    }
  })

  test('names are sorted as in Swedish, and a walk through them loses none', async () => {
    await using t = await testApp()
    for (const letter of ['Ö', 'z', 'Ä', 'Å', 'a', 'B'])
      await organisationOf(t, { name: `${letter}-gruppen (påhittad)` })
    const sorted = ['a-gruppen', 'B-gruppen', 'z-gruppen', 'Å-gruppen', 'Ä-gruppen', 'Ö-gruppen']
    expect(await names(t.as.public, 'q=gruppen')).toEqual(sorted)
    expect(await names(t.as.public, 'q=gruppen&sort=-name')).toEqual(sorted.toReversed())
    // What is added before the place that the walk has come to does not disturb it.
    const walked = await walk(t.as.public, '/organisations?q=gruppen&limit=2', () =>
      organisationOf(t, { name: 'aa (påhittad) gruppen' }),
    )
    expect(walked.map(({ name }) => name.split(' ')[0])).toEqual(sorted)
    expect(await names(t.as.public, 'q=gruppen&limit=2&page=4&sort=-name')).toHaveLength(2)
  })

  test('an internal organisation is there for coordinators and itself only', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    await t.as.coordinator.patch(path, { visibility: 'internal' }, 1).expect(200)
    for (const caller of [t.as.public, t.as.reader, t.as.otherPartner, t.as.matcher]) {
      await caller.get(path).expect(404)
      expect(await names(caller, 'q=provpartnern')).toEqual([])
      expect((await caller.get('/organisations?count=true').expect(200)).body.total).toBe(2)
    }
    for (const caller of [t.as.coordinator, t.as.partner]) {
      await caller.get(path).expect(200)
      expect(await names(caller, 'q=provpartnern')).toEqual(['Provpartnern'])
      expect((await caller.get('/organisations?count=true').expect(200)).body.total).toBe(3)
    }
    await t.as.otherPartner.patch(path, { shortName: 'X' }, 2).expect(404)
    await t.as.partner.patch(path, { shortName: 'PP' }, 2).expect(200)
  })

  test('the longest names are walked past like any other', async () => {
    await using t = await testApp()
    const longest = ['"'.repeat(199), '\\'.repeat(199), '😀'.repeat(199)]
    for (const name of longest) for (const end of ['a', 'b']) await organisationOf(t, { name: name + end })
    const found = await walk(t.as.public, '/organisations?limit=1&sort=name')
    expect(new Set(found.map(({ id }) => id)).size).toBe(longest.length * 2 + 3)
  })
})
