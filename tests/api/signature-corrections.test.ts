import { describe, expect, test } from 'vitest'
import { verifyChanges } from '../../src/changes/verify.ts'
import { agreementOf, faultsOf, nobody, organisationOf, sign, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const reason = 'Registrerades av misstag.'
const paper = { signedOn: '2024-03-01', method: 'paper' }
const signed = async (t: TestApp, agreementId: string, fields: object = {}) =>
  (await sign(t, agreementId, { ...paper, organisationId: t.organisations.partner, ...fields }).expect(201)).body
const end = (t: TestApp, id: string, endedOn: string, why = 'withdrawn') =>
  t.as.coordinator.post(`/signatures/${id}/ending`, { endedOn, reason: why }).expect(200)
const correct = (t: TestApp, id: string, body: object) =>
  t.as.coordinator.post(`/signatures/${id}/correction`, { reason, ...body })
const annul = (t: TestApp, id: string, why = reason) =>
  t.as.coordinator.post(`/signatures/${id}/annulment`, { reason: why })
const latest = async (t: TestApp, id: string) =>
  (await t.as.coordinator.get(`/signatures/${id}/history?limit=1`).expect(200)).body.items[0]
const isSignatory = async (t: TestApp, asOf: string) =>
  (await t.as.public.get(`/organisations/${t.organisations.partner}?asOf=${asOf}`).expect(200)).body.signatory

describe('an end of a signature', () => {
  test('on the wrong day or for the wrong reason is corrected, with a reason that stands in the log', async () => {
    await using t = await testApp()
    const { id } = await signed(t, await agreementOf(t))
    expect((await correct(t, id, { endedOn: '2024-06-01' }).expect(409)).body.detail).toContain('has not ended')
    await end(t, id, '2024-06-01')
    const { body } = await correct(t, id, { endedOn: '2024-09-01', endReason: 'ceased' }).expect(200)
    expect(body).toMatchObject({ status: 'ended', endedOn: '2024-09-01', endReason: 'ceased', version: 3 })
    expect(await isSignatory(t, '2024-08-31')).toBe(true)
    expect(await isSignatory(t, '2024-09-01')).toBe(false)
    expect(await latest(t, id)).toMatchObject({
      reason,
      version: 3,
      old: { endedOn: '2024-06-01', endReason: 'withdrawn' },
      new: { endedOn: '2024-09-01', endReason: 'ceased' },
    })
    // The same words again change nothing, and leave no reason for nothing.
    expect((await correct(t, id, { endedOn: '2024-09-01' }).expect(200)).body.version).toBe(3)
    const { body: log } = await t.as.coordinator.get('/changes?resource=corrections').expect(200)
    expect(log.items).toMatchObject([{ operation: 'insert', new: { tableName: 'signatures', rowId: id, reason } }])
    const { body: whole } = await t.as.coordinator.get('/changes?resource=signatures').expect(200)
    expect(whole.items.map((item: { reason?: string }) => item.reason)).toEqual([reason, undefined, undefined])
  })

  test('that was registered by mistake is undone', async () => {
    await using t = await testApp()
    const { id } = await signed(t, await agreementOf(t))
    await end(t, id, '2024-06-01')
    const { body } = await correct(t, id, { status: 'signed' }).expect(200)
    expect(body).toMatchObject({ status: 'signed', version: 3 })
    expect(body).not.toHaveProperty('endedOn')
    expect(body).not.toHaveProperty('endReason')
    expect(await isSignatory(t, '2025-01-01')).toBe(true)
    expect(await latest(t, id)).toMatchObject({ reason, old: { status: 'ended' }, new: { status: 'signed' } })
    expect((await correct(t, id, { status: 'signed' }).expect(200)).body).toEqual(body)
  })

  test('is corrected by a coordinator alone, of the version that was read, and never without a reason', async () => {
    await using t = await testApp()
    const { id } = await signed(t, await agreementOf(t))
    await end(t, id, '2024-06-01')
    const path = `/signatures/${id}/correction`
    for (const body of [
      { endedOn: '2024-07-01' },
      { endedOn: '2024-07-01', reason: '' },
      { endedOn: '2024-07-01', reason: 'x'.repeat(501) },
      { status: 'ended', reason },
    ]) {
      await t.as.coordinator.post(path, body).expect(400)
    }
    for (const [body, faults] of [
      [{}, [' required']],
      [{ endedOn: '2024-02-29' }, ['/endedOn before_start']],
      [{ endedOn: '2025-02-04' }, ['/endedOn future']],
      [{ endReason: 'tired' }, ['/endReason unknown']],
      [{ status: 'signed', endedOn: '2024-07-01' }, ['/endedOn not_allowed']],
      [{ endedOn: '2024-07-01', reason: 'Enligt 19800101-9994.' }, ['/reason personal_number']],
      [{ endedOn: '2024-07-01', reason: 'Enligt kim@exempel.example.' }, ['/reason email']],
    ] as const) {
      expect(faultsOf(await correct(t, id, body).expect(422))).toEqual(faults)
    }
    await t.as.partner.post(path, { endedOn: '2024-07-01', reason }).expect(403)
    await t.as.public.post(path, { endedOn: '2024-07-01', reason }).expect(401)
    await t.as.coordinator.post(path, { endedOn: '2024-07-01', reason }, { 'if-match': '"1"' }).expect(412)
    await t.as.coordinator.post(`/signatures/${nobody}/correction`, { endedOn: '2024-07-01', reason }).expect(404)
    expect((await t.as.coordinator.get(`/signatures/${id}`)).body).toMatchObject({ endedOn: '2024-06-01', version: 2 })
  })

  test('is not undone when others have built on it, and each is named', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const first = await signed(t, agreementId)
    await end(t, first.id, '2024-06-01')
    const again = await signed(t, agreementId, { signedOn: '2024-09-01' })
    const refused = await correct(t, first.id, { status: 'signed' }).expect(409)
    expect(refused.body.errors).toMatchObject([{ code: 'overlaps' }])
    expect(refused.body.detail).toContain(again.id)
    const late = await correct(t, first.id, { endedOn: '2024-09-02' }).expect(422)
    expect(faultsOf(late)).toEqual(['/endedOn overlaps'])
    await correct(t, first.id, { endedOn: '2024-09-01' }).expect(200)
    await annul(t, again.id).expect(200)
    const { body: invitation } = await sign(t, agreementId, {
      organisationId: t.organisations.partner,
      status: 'invited',
      method: 'paper',
    }).expect(201)
    const invited = await correct(t, first.id, { status: 'signed' }).expect(409)
    expect(invited.body.detail).toContain(invitation.id)
    await t.as.coordinator.delete(`/signatures/${invitation.id}`, 1).expect(204)
    const newer = await agreementOf(t, { code: 'NYTT' })
    const renewal = await signed(t, newer, { signedOn: '2024-10-01', renewedFromId: first.id })
    const renewed = await correct(t, first.id, { status: 'signed' }).expect(409)
    expect(renewed.body.errors).toMatchObject([{ code: 'renewed' }])
    expect(renewed.body.detail).toContain(renewal.id)
    expect(faultsOf(await correct(t, first.id, { endedOn: '2024-10-02' }).expect(422))).toEqual([
      '/endedOn after_renewal',
    ])
    expect((await annul(t, first.id).expect(409)).body.detail).toContain(renewal.id)
    await annul(t, renewal.id).expect(200)
    const organisation = `/organisations/${t.organisations.partner}`
    await t.as.coordinator.patch(organisation, { endedOn: '2025-01-01' }, 1).expect(200)
    expect(faultsOf(await correct(t, first.id, { status: 'signed' }).expect(409))).toEqual(['/organisationId ended'])
    await t.as.coordinator.patch(organisation, { endedOn: null }, 2).expect(200)
    await correct(t, first.id, { status: 'signed' }).expect(200)
  })

  test('is undone or built on, not both, when two do so at the same time', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    for (let round = 0; round < 3; round++) {
      const organisationId = (await organisationOf(t)).id
      const { id } = await signed(t, agreementId, { organisationId })
      await end(t, id, '2024-06-01')
      const answers = await Promise.all([
        correct(t, id, { status: 'signed' }),
        sign(t, agreementId, { ...paper, organisationId, signedOn: '2024-09-01' }),
      ])
      expect([
        [200, 409],
        [201, 409],
      ]).toContainEqual(statusesOf(answers))
    }
  })
})

describe('a signature that is annulled', () => {
  test('counts nowhere, and is seen by coordinators and the organisation alone', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const made = await signed(t, agreementId)
    const kept = await signed(t, agreementId, { organisationId: t.organisations.otherPartner })
    await annul(t, made.id, '').expect(400)
    await t.as.partner.post(`/signatures/${made.id}/annulment`, { reason }).expect(403)
    const { body } = await annul(t, made.id).expect(200)
    expect(body).toMatchObject({ status: 'annulled', signedOn: '2024-03-01', version: 2 })
    expect(body).not.toHaveProperty('memberSince')
    expect((await annul(t, made.id).expect(200)).body).toEqual(body)
    expect(await latest(t, made.id)).toMatchObject({ reason, new: { status: 'annulled' } })
    for (const query of ['', 'asOf=2024-06-01', 'signedAfter=2024-01-01', 'signedBefore=2025-01-01']) {
      const { body: listed } = await t.as.public.get(`/signatures?count=true&${query}`).expect(200)
      expect([listed.total, listed.items[0].id]).toEqual([1, kept.id])
    }
    const found = async (who: 'coordinator' | 'partner' | 'otherPartner', query: string) =>
      (await t.as[who].get(`/signatures?count=true&${query}`).expect(200)).body.total
    expect([await found('coordinator', ''), await found('coordinator', 'status=annulled')]).toEqual([2, 1])
    expect([await found('partner', 'status=annulled'), await found('otherPartner', 'status=annulled')]).toEqual([1, 0])
    expect([
      await found('coordinator', 'asOf=2024-06-01'),
      await found('coordinator', 'signedAfter=2024-01-01'),
    ]).toEqual([1, 1])
    await t.as.public.get(`/signatures/${made.id}`).expect(404)
    await t.as.otherPartner.get(`/signatures/${made.id}`).expect(404)
    await t.as.partner.get(`/signatures/${made.id}`).expect(200)
    expect(await isSignatory(t, '2024-06-01')).toBe(false)
    const { body: signatories } = await t.as.public.get('/organisations?signatory=true&count=true').expect(200)
    expect(signatories.total).toBe(1)
  })

  test('hinders nothing: its organisation signs anew, or ends, or goes', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const twice = await organisationOf(t)
    const made = await signed(t, agreementId, { organisationId: twice.id })
    for (const [act, body] of [
      ['ending', { endedOn: '2024-06-01', reason: 'withdrawn' }],
      ['correction', { endedOn: '2024-06-01', reason }],
      ['signing', paper],
    ] as const) {
      await annul(t, made.id).expect(200)
      const refused = await t.as.coordinator.post(`/signatures/${made.id}/${act}`, body).expect(409)
      expect(refused.body.detail).toContain('annulled')
    }
    await t.as.coordinator.patch(`/signatures/${made.id}`, { method: 'digital' }, 2).expect(409)
    const newer = await agreementOf(t, { code: 'NYTT' })
    const renewing = { ...paper, organisationId: twice.id, renewedFromId: made.id, signedOn: '2024-10-01' }
    expect(faultsOf(await sign(t, newer, renewing).expect(422))).toEqual(['/renewedFromId not_earlier'])
    const anew = await signed(t, agreementId, { organisationId: twice.id })
    await annul(t, anew.id).expect(200)
    await t.as.coordinator.patch(`/organisations/${twice.id}`, { endedOn: '2025-01-01' }, 1).expect(200)
    await t.as.coordinator.delete(`/organisations/${twice.id}`, 2).expect(409)
    await t.as.coordinator.delete(`/signatures/${made.id}`, 2).expect(204)
    await t.as.coordinator.delete(`/signatures/${anew.id}`, 2).expect(204)
    await t.as.coordinator.delete(`/organisations/${twice.id}`, 2).expect(204)
    const { body: history } = await t.as.coordinator.get(`/signatures/${made.id}/history`).expect(200)
    expect(history.items.map(({ operation }: { operation: string }) => operation)).toEqual([
      'delete',
      'update',
      'insert',
    ])
    expect(history.items[1].reason).toBe(reason)
  })

  test('was signed: an invitation is withdrawn instead, and what is signed is not removed', async () => {
    await using t = await testApp()
    const agreementId = await agreementOf(t)
    const { body: invitation } = await sign(t, agreementId, {
      organisationId: t.organisations.partner,
      status: 'invited',
      method: 'paper',
    }).expect(201)
    await annul(t, invitation.id).expect(409)
    await annul(t, nobody).expect(404)
    const made = await signed(t, agreementId, { organisationId: t.organisations.otherPartner })
    await t.as.coordinator.delete(`/signatures/${made.id}`, 1).expect(409)
  })
})

test('the reason of a correction is taken out of the log, where it should never have been written', async () => {
  await using t = await testApp()
  const { id } = await signed(t, await agreementOf(t))
  await annul(t, id, 'Kim Exempel hade skrivit fel.').expect(200)
  const { body: log } = await t.as.coordinator.get('/changes?resource=corrections').expect(200)
  const redaction = {
    resource: 'corrections',
    resourceId: log.items[0].resourceId,
    fields: ['reason'],
    reason: 'Namn.',
  }
  await t.as.coordinator.post('/redactions', redaction).expect(201)
  expect((await latest(t, id)).reason).toBe('[redacted]')
  const { body: after } = await t.as.coordinator.get('/changes').expect(200)
  expect(JSON.stringify(after)).not.toContain('Kim Exempel')
  const { rows } = await t.connection.pool.query('select reason from corrections')
  expect(rows).toEqual([{ reason: '[redacted]' }])
  // The other entry with it was not sealed yet, and is as it stands now.
  const { tampering, redacted } = await verifyChanges(t.service.db)
  expect([tampering, redacted]).toEqual([[], 1])
})
