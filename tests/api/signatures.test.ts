import { describe, expect, test } from 'vitest'
import { aSource, agreementOf, faultsOf, nobody, organisationOf, sign, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const paper = { signedOn: '2024-03-01', method: 'paper' }
const total = async (t: TestApp) => (await t.as.coordinator.get('/signatures?count=true').expect(200)).body.total
const become = async (t: TestApp, agreementId: string, status: string) => {
  const { body } = await t.as.coordinator.get(`/agreements/${agreementId}`).expect(200)
  await t.as.coordinator.patch(`/agreements/${agreementId}`, { status }, body.version).expect(200)
}

describe('signatures', () => {
  test('an organisation signs and is a signatory from that day', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const organisationId = t.organisations.partner
    const made = await sign(t, agreementId, {
      ...paper,
      organisationId,
      signedByFunction: 'vd',
      sources: [aSource],
    }).expect(201)
    expect(made.body).toMatchObject({
      organisation: { id: organisationId, name: 'Provpartnern (påhittad)' },
      agreement: { id: agreementId, code: 'PROV2020' },
      status: 'signed',
      method: 'paper',
      signedOn: '2024-03-01',
      signedOnPrecision: 'day',
      signedByFunction: 'vd',
      sources: [aSource],
      version: 1,
    })
    expect(made.headers.location).toBe(`/samhallskontraktet/v1/signatures/${made.body.id}`)
    const read = await t.as.coordinator.get(made.headers.location!).expect(200)
    expect(read.body).toEqual(made.body)
    expect(read.headers.etag).toBe(made.headers.etag)
    const organisation = `/organisations/${organisationId}`
    const before = await t.as.public.get(`${organisation}?asOf=2024-02-29`).expect(200)
    expect(before.body).toMatchObject({ signatory: false })
    expect(before.body).not.toHaveProperty('signedOn')
    const now = await t.as.public.get(organisation).expect(200)
    expect(now.body).toMatchObject({ signatory: true, signedOn: '2024-03-01', signedOnPrecision: 'day' })
    expect(now.headers.etag).not.toBe(before.headers.etag)
    const { body: history } = await t.as.coordinator.get(`/signatures/${made.body.id}/history`).expect(200)
    expect(history.items).toMatchObject([{ operation: 'insert', new: { status: 'signed' } }])
    await t.as.partner.get(`/signatures/${made.body.id}/history`).expect(403)
    // The name of the organisation is shown, so renaming it makes another ETag.
    await t.as.coordinator.patch(organisation, { name: 'Nytt namn (påhittat)' }, 1).expect(200)
    const renamed = await t.as.coordinator
      .get(made.headers.location!, { 'if-none-match': read.headers.etag! })
      .expect(200)
    expect(renamed.body).toMatchObject({ organisation: { name: 'Nytt namn (påhittat)' }, version: 1 })
  })

  test('all that is wrong is told at once, and nothing is stored', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const organisationId = t.organisations.partner
    const refused = await sign(t, agreementId, {
      organisationId: nobody,
      method: 'paper',
      signedOn: '2025-02-04',
      signedByContactId: nobody,
      renewedFromId: nobody,
    }).expect(422)
    expect(faultsOf(refused)).toEqual([
      '/organisationId unknown',
      '/signedOn future',
      '/signedByContactId unknown',
      '/renewedFromId not_earlier',
    ])
    for (const [fields, faults] of [
      [{}, ['/signedOn required']],
      [{ signedOn: '2019-12-31' }, ['/signedOn before_agreement']],
      [{ signedOn: '2024-03-02', signedOnPrecision: 'month' }, ['/signedOn not_first_day']],
      [{ signedOn: '2024-03-01', signedOnPrecision: 'unknown' }, ['/signedOnPrecision not_allowed']],
      [{ status: 'invited', signedOn: '2024-03-01' }, ['/signedOn not_allowed']],
    ] as const) {
      expect(faultsOf(await sign(t, agreementId, { organisationId, method: 'paper', ...fields }).expect(422))).toEqual(
        faults,
      )
    }
    for (const fields of [
      { signedOn: '2023-02-30' },
      { method: 'By magic' },
      { status: 'ended' },
      { organisationId: 'x' },
      { colour: 'blue' },
      { method: undefined },
    ]) {
      await sign(t, agreementId, { ...paper, organisationId, ...fields }).expect(400)
    }
    await sign(t, nobody, { ...paper, organisationId }).expect(404)
    for (const [caller, status] of [
      [t.as.public, 401],
      [t.as.partner, 403],
      [t.as.matcher, 403],
      [t.as.reader, 403],
    ] as const) {
      await caller.post(`/agreements/${agreementId}/signatures`, { ...paper, organisationId }).expect(status)
    }
    expect(await total(t)).toBe(0)
    // The last minutes of 4 February UTC are already the 5th in Sweden.
    t.clock.now = new Date('2025-02-04T23:30:00Z')
    await sign(t, agreementId, { organisationId, method: 'digital', signedOn: '2025-02-05' }).expect(201)
  })

  test('only an open agreement is signed, but what was signed earlier is imported into a closed one', async () => {
    await using t = await testApp()
    const { partner, otherPartner } = t.organisations
    const draft = await agreementOf(t, { code: 'UTKAST', status: 'draft' })
    expect((await sign(t, draft, { ...paper, organisationId: partner }).expect(409)).body.detail).toContain(
      'UTKAST is draft',
    )
    await sign(t, draft, { ...paper, organisationId: partner, method: 'imported' }).expect(409)
    const agreementId = await agreementOf(t)
    const { body: invited } = await sign(t, agreementId, {
      organisationId: otherPartner,
      status: 'invited',
      method: 'digital',
    }).expect(201)
    await become(t, agreementId, 'closed')
    expect(faultsOf(await sign(t, agreementId, { ...paper, organisationId: partner }).expect(409))).toEqual([
      ' not_open',
    ])
    await sign(t, agreementId, { organisationId: partner, status: 'invited', method: 'imported' }).expect(409)
    await t.as.coordinator.post(`/signatures/${invited.id}/signing`, paper).expect(409)
    await t.as.coordinator.post(`/signatures/${invited.id}/signing`, { ...paper, method: 'imported' }).expect(200)
    await sign(t, agreementId, { ...paper, organisationId: partner, method: 'imported' }).expect(201)
    expect(await total(t)).toBe(2)
  })

  test('an organisation signs an agreement once, also when two register it at the same time', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const organisationId = t.organisations.partner
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => sign(t, agreementId, { ...paper, organisationId })),
    )
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409])
    for (const answer of answers.filter(({ status }) => status === 409))
      expect(faultsOf(answer)).toEqual(['/organisationId already_signed'])
    const { body: signature } = answers.find(({ status }) => status === 201)!
    await sign(t, await agreementOf(t, { code: 'ANNAT' }), { ...paper, organisationId }).expect(201)
    // Once it has ended, it can be signed again: a renewal names the one before it.
    await t.as.coordinator
      .post(`/signatures/${signature.id}/ending`, { endedOn: '2024-06-01', reason: 'superseded' })
      .expect(200)
    const early = { organisationId, signedOn: '2024-03-01', method: 'paper', renewedFromId: signature.id }
    expect(faultsOf(await sign(t, agreementId, early).expect(422))).toEqual(['/renewedFromId not_earlier'])
    const another = { ...early, signedOn: '2024-06-01', organisationId: t.organisations.otherPartner }
    expect(faultsOf(await sign(t, agreementId, another).expect(422))).toEqual(['/renewedFromId not_earlier'])
    const { body: renewed } = await sign(t, agreementId, { ...early, signedOn: '2024-06-01' }).expect(201)
    expect(renewed).toMatchObject({ renewedFromId: signature.id })
    expect(
      faultsOf(await t.as.coordinator.patch(`/signatures/${renewed.id}`, { renewedFromId: renewed.id }, 1).expect(422)),
    ).toEqual(['/renewedFromId not_earlier'])
  })

  test('an organisation that has ended does not sign, and one that has signed does not end', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const ended = (await organisationOf(t, { endedOn: '2024-12-31' })).id
    expect(faultsOf(await sign(t, agreementId, { ...paper, organisationId: ended }).expect(409))).toEqual([
      '/organisationId ended',
    ])
    const invited = (await organisationOf(t)).id
    await sign(t, agreementId, { organisationId: invited, status: 'invited', method: 'paper' }).expect(201)
    await t.as.coordinator.patch(`/organisations/${invited}`, { endedOn: '2025-01-01' }, 1).expect(409)
    for (let round = 0; round < 3; round++) {
      const organisationId = (await organisationOf(t)).id
      const [signing, ending] = await Promise.all([
        sign(t, agreementId, { ...paper, organisationId }),
        t.as.coordinator.patch(`/organisations/${organisationId}`, { endedOn: '2025-01-01' }, 1),
      ])
      expect([`${signing.status} ${ending.status}`]).toEqual([signing.status === 201 ? '201 409' : '409 200'])
    }
  })

  test('an invited organisation signs, or its invitation is withdrawn', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const { partner, otherPartner } = t.organisations
    const { body: invitation } = await sign(t, agreementId, {
      organisationId: partner,
      status: 'invited',
      method: 'digital',
    }).expect(201)
    expect(invitation).toMatchObject({ status: 'invited', signedOnPrecision: 'unknown' })
    const path = `/signatures/${invitation.id}`
    expect((await t.as.public.get(`/organisations/${partner}`).expect(200)).body.signatory).toBe(false)
    expect(faultsOf(await sign(t, agreementId, { ...paper, organisationId: partner }).expect(409))).toEqual([
      '/organisationId already_invited',
    ])
    expect(
      faultsOf(await t.as.coordinator.post(`${path}/signing`, { method: 'paper', signedOn: '2019-01-01' }).expect(422)),
    ).toEqual(['/signedOn before_agreement'])
    await t.as.coordinator.post(`${path}/ending`, { endedOn: '2025-01-01', reason: 'withdrawn' }).expect(409)
    const signing = {
      signedOn: '2025-01-01',
      signedOnPrecision: 'month',
      method: 'ceremony',
      signedByFunction: 'ordförande',
    }
    await t.as.coordinator.post(`${path}/signing`, signing, { 'if-match': '"9"' }).expect(412)
    const { body: signed } = await t.as.coordinator.post(`${path}/signing`, signing).expect(200)
    expect(signed).toMatchObject({ ...signing, status: 'signed', version: 2 })
    expect((await t.as.coordinator.post(`${path}/signing`, signing).expect(200)).body).toEqual(signed)
    await t.as.coordinator.post(`${path}/signing`, { ...signing, method: 'paper' }).expect(409)
    await t.as.coordinator.delete(path, 2).expect(409)
    const { body: second } = await sign(t, agreementId, {
      organisationId: otherPartner,
      status: 'invited',
      method: 'digital',
    }).expect(201)
    await t.as.otherPartner.delete(`/signatures/${second.id}`, 1).expect(403)
    await t.as.coordinator.delete(`/signatures/${second.id}`, 2).expect(412)
    await t.as.coordinator.delete(`/signatures/${second.id}`, 1).expect(204)
    await t.as.coordinator.get(`/signatures/${second.id}`).expect(404)
    await t.as.coordinator.post(`/signatures/${nobody}/signing`, signing).expect(404)
  })

  test('a signature ends, once', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const organisationId = t.organisations.partner
    const { body: made } = await sign(t, agreementId, { ...paper, organisationId }).expect(201)
    const path = `/signatures/${made.id}/ending`
    const end = (endedOn: string, reason = 'withdrawn') => t.as.coordinator.post(path, { endedOn, reason })
    expect(faultsOf(await end('2024-02-29').expect(422))).toEqual(['/endedOn before_start'])
    expect(faultsOf(await end('2025-02-04').expect(422))).toEqual(['/endedOn future'])
    expect(faultsOf(await end('2025-01-31', 'tired').expect(422))).toEqual(['/reason unknown'])
    await t.as.partner.post(path, { endedOn: '2025-01-31', reason: 'withdrawn' }).expect(403)
    const { body: ended } = await end('2025-01-31').expect(200)
    expect(ended).toMatchObject({ status: 'ended', endedOn: '2025-01-31', endReason: 'withdrawn', version: 2 })
    expect((await end('2025-01-31').expect(200)).body).toEqual(ended)
    await end('2025-01-30').expect(409)
    await end('2025-01-31', 'ceased').expect(409)
    const signatory = async (asOf: string) =>
      (await t.as.public.get(`/organisations/${organisationId}?asOf=${asOf}`).expect(200)).body.signatory
    expect([await signatory('2025-01-30'), await signatory('2025-01-31')]).toEqual([true, false])
    expect(
      faultsOf(await t.as.coordinator.patch(`/signatures/${made.id}`, { signedOn: '2025-02-01' }, 2).expect(422)),
    ).toEqual(['/signedOn after_end'])
    const [one, two] = await Promise.all([end('2025-01-31'), end('2025-01-31')])
    expect([one.status, two.status]).toEqual([200, 200])
  })

  test('a coordinator corrects when and how it was signed', async () => {
    await using t = await testApp()
    const { body: made } = await sign(t, await agreementOf(t), {
      ...paper,
      organisationId: t.organisations.partner,
      signedByFunction: 'vd',
    }).expect(201)
    const path = `/signatures/${made.id}`
    const { body: changed } = await t.as.coordinator
      .patch(path, { signedOn: '2023-01-01', signedOnPrecision: 'year', signedByFunction: null }, 1)
      .expect(200)
    expect(changed).toMatchObject({ signedOn: '2023-01-01', signedOnPrecision: 'year', version: 2 })
    expect(changed).not.toHaveProperty('signedByFunction')
    const { body: undated } = await t.as.coordinator
      .patch(path, { signedOn: null, signedOnPrecision: 'unknown' }, 2)
      .expect(200)
    expect(undated).not.toHaveProperty('signedOn')
    const unknown = { signedOn: '2024-01-01', signedOnPrecision: 'unknown' }
    expect(faultsOf(await t.as.coordinator.patch(path, unknown, 3).expect(422))).toEqual([
      '/signedOnPrecision not_allowed',
    ])
    for (const patch of [
      {},
      { status: 'ended' },
      { organisationId: nobody },
      { method: null },
      { endedOn: '2025-01-01' },
    ]) {
      await t.as.coordinator.patch(path, patch, 3).expect(400)
    }
    const answers = await Promise.all(
      ['digital', 'ceremony'].map((method) => t.as.coordinator.patch(path, { method }, 3)),
    )
    expect(statusesOf(answers)).toEqual([200, 412])
    await t.as.partner.patch(path, { method: 'paper' }, 4).expect(403)
    await t.as.coordinator.call('patch', path).send({ method: 'paper' }).expect(428)
    await t.as.coordinator.patch(`/signatures/${nobody}`, { method: 'paper' }, 1).expect(404)
  })
})
