import { describe, expect, test } from 'vitest'
import { agreementOf, faultsOf, nobody, organisationOf, sign, statusesOf } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const paper = { signedOn: '2024-03-01', method: 'paper' }
const signed = async (t: TestApp, agreementId: string, fields: object = {}) =>
  (await sign(t, agreementId, { ...paper, organisationId: t.organisations.partner, ...fields }).expect(201)).body
const invite = (t: TestApp, agreementId: string, from: string) =>
  t.as.coordinator.post(`/agreements/${agreementId}/invitations`, { from })
const signatureOf = async (t: TestApp, id: string) => (await t.as.coordinator.get(`/signatures/${id}`).expect(200)).body
const totalOf = async (t: TestApp, path: string) =>
  (await t.as.public.get(`${path}${path.includes('?') ? '&' : '?'}count=true`).expect(200)).body.total

/** Organisations that have signed an agreement, past the register's own ways: what comes after is what is tried. */
async function signatories(t: TestApp, agreementId: string, number: number): Promise<void> {
  await t.connection.pool.query(
    `with made as (insert into organisations (name, kind, sector)
       select 'Undertecknare ' || n || ' (påhittad)', 'informal', 'civil_society' from generate_series(1, $2::int) n returning id)
     insert into signatures (organisation_id, agreement_id, method, signed_on) select id, $1, 'ceremony', '2020-06-23' from made`,
    [agreementId, number],
  )
}

describe('the contract is renewed', () => {
  test('by 122 signatories in 124 calls, where it took 367, and who they have been since when stays known', async () => {
    await using t = await testApp()
    const from = await agreementOf(t)
    await signatories(t, from, 122)
    let calls = 0
    const coordinator: TestApp['as']['coordinator']['post'] = (...call) => {
      calls += 1
      return t.as.coordinator.post(...call)
    }
    const body = { code: 'PROV2025', title: 'Provavtalet 2025 (påhittat)', status: 'open', validFrom: '2025-01-01' }
    const to = (await coordinator('/agreements', body).expect(201)).body.id
    const { body: invited } = await coordinator(`/agreements/${to}/invitations`, { from }).expect(200)
    expect(invited).toMatchObject({ invited: 122, remaining: 0 })
    for (const { outcome, signatureId } of invited.items) {
      expect(outcome).toBe('invited')
      await coordinator(`/signatures/${signatureId}/signing`, { signedOn: '2025-01-15', method: 'digital' }).expect(200)
    }
    expect(calls).toBe(1 + 1 + 122)

    expect(await totalOf(t, `/signatures?agreementId=${from}&status=ended`)).toBe(122)
    expect(await totalOf(t, `/signatures?agreementId=${to}&status=signed`)).toBe(122)
    // Nobody is counted twice on any day, nor missed on one.
    for (const day of ['2025-01-14', '2025-01-15', '2025-02-01']) {
      expect(await totalOf(t, `/signatures?asOf=${day}`)).toBe(122)
      expect(await totalOf(t, `/organisations?signatory=true&asOf=${day}`)).toBe(122)
    }
    const { body: page } = await t.as.public.get('/organisations?signatory=true&limit=1').expect(200)
    expect(page.items[0]).toMatchObject({
      signedOn: '2025-01-15',
      memberSince: '2020-06-23',
      memberSincePrecision: 'day',
    })
    expect(await totalOf(t, '/signatures?signedAfter=2025-01-01')).toBe(122)
    expect(await totalOf(t, '/signatures?signedAfter=2025-01-01&renewal=false')).toBe(0)
    expect(await totalOf(t, '/signatures?endedAfter=2025-01-01&renewed=false')).toBe(0)
  })

  test('by signing: what is renewed ends on the day that the new one begins', async () => {
    await using t = await testApp()
    const [from, to] = [await agreementOf(t), await agreementOf(t, { code: 'NYTT' })]
    const first = await signed(t, from, { signedOn: '2020-01-01', signedOnPrecision: 'year' })
    const second = await signed(t, to, { signedOn: '2024-06-01', renewedFromId: first.id.toUpperCase() })
    expect(second).toMatchObject({
      renewedFromId: first.id,
      memberSince: '2020-01-01',
      memberSincePrecision: 'year',
    })
    expect(await signatureOf(t, first.id)).toMatchObject({
      status: 'ended',
      endedOn: '2024-06-01',
      endReason: 'superseded',
      memberSince: '2020-01-01',
      version: 2,
    })
    // Of the same agreement as well; nothing ends by an invitation.
    const early = {
      status: 'invited',
      method: 'paper',
      organisationId: t.organisations.partner,
      renewedFromId: second.id,
    }
    expect(faultsOf(await sign(t, to, early).expect(409))).toEqual(['/organisationId already_signed'])
    const third = await signed(t, to, { signedOn: '2024-09-01', renewedFromId: second.id })
    expect(third.memberSince).toBe('2020-01-01')
    expect(await signatureOf(t, second.id)).toMatchObject({ status: 'ended', endedOn: '2024-09-01' })
    for (const [day, id] of [
      ['2024-05-31', first.id],
      ['2024-06-01', second.id],
      ['2024-09-01', third.id],
    ]) {
      const { body } = await t.as.public.get(`/signatures?asOf=${day}`).expect(200)
      expect(body.items.map((item: { id: string }) => item.id)).toEqual([id])
    }
    // What it shows of the first one is a part of its tag.
    const path = `/signatures/${third.id}`
    const { headers } = await t.as.public.get(path).expect(200)
    await t.as.coordinator.patch(`/signatures/${first.id}`, { signedOn: '2021-01-01' }, 2).expect(200)
    const changed = await t.as.public.get(path, { 'if-none-match': headers.etag! }).expect(200)
    expect(changed.body).toMatchObject({ memberSince: '2021-01-01', version: 1 })
  })

  test('also by a link that is added later', async () => {
    await using t = await testApp()
    const [from, to] = [await agreementOf(t), await agreementOf(t, { code: 'NYTT' })]
    const first = await signed(t, from)
    const second = await signed(t, to, { signedOn: '2024-06-01' })
    await t.as.coordinator.patch(`/signatures/${second.id}`, { renewedFromId: first.id }, 1).expect(200)
    expect(await signatureOf(t, first.id)).toMatchObject({ endedOn: '2024-06-01', endReason: 'superseded' })
  })

  test('of a signature that is one, is earlier, is its own, and has not been renewed', async () => {
    await using t = await testApp()
    const [from, to, other] = [
      await agreementOf(t),
      await agreementOf(t, { code: 'NYTT' }),
      await agreementOf(t, { code: 'ANNAT' }),
    ]
    const renew = (renewedFromId: string, fields: object = {}) =>
      sign(t, to, {
        ...paper,
        organisationId: t.organisations.partner,
        signedOn: '2024-06-01',
        renewedFromId,
        ...fields,
      })
    const invitation = await signed(t, other, { status: 'invited', signedOn: undefined })
    const anothers = await signed(t, from, { organisationId: t.organisations.otherPartner })
    for (const id of [nobody, invitation.id, anothers.id]) {
      expect(faultsOf(await renew(id).expect(422))).toEqual(['/renewedFromId not_earlier'])
    }
    const first = await signed(t, from)
    expect(faultsOf(await renew(first.id, { signedOn: '2024-03-01' }).expect(422))).toEqual([
      '/renewedFromId not_earlier',
    ])
    await t.as.coordinator
      .post(`/signatures/${first.id}/ending`, { endedOn: '2024-07-01', reason: 'withdrawn' })
      .expect(200)
    expect(faultsOf(await renew(first.id).expect(422))).toEqual(['/renewedFromId ended_later'])
    const second = (await renew(first.id, { signedOn: '2024-07-01' }).expect(201)).body
    const third = { ...paper, organisationId: t.organisations.partner, signedOn: '2024-08-01', renewedFromId: first.id }
    expect(faultsOf(await sign(t, await agreementOf(t, { code: 'TREDJE' }), third).expect(422))).toEqual([
      '/renewedFromId already_renewed',
    ])
    // In a circle: the first would have to begin after what renews it.
    const circle = { renewedFromId: second.id, signedOn: '2024-10-01' }
    expect(faultsOf(await t.as.coordinator.patch(`/signatures/${first.id}`, circle, 2).expect(422))).toEqual([
      '/signedOn after_end',
      '/signedOn after_renewal',
    ])
    expect(
      faultsOf(await t.as.coordinator.patch(`/signatures/${second.id}`, { renewedFromId: second.id }, 1).expect(422)),
    ).toEqual(['/renewedFromId not_earlier'])
  })

  test('once, when two renew the same at the same time', async () => {
    await using t = await testApp()
    const [from, ...next] = [
      await agreementOf(t),
      await agreementOf(t, { code: 'NYTT' }),
      await agreementOf(t, { code: 'ANNAT' }),
    ]
    for (let round = 0; round < 3; round++) {
      const organisationId = (await organisationOf(t)).id
      const first = await signed(t, from, { organisationId })
      const renewing = { ...paper, organisationId, signedOn: '2024-06-01', renewedFromId: first.id }
      const answers = await Promise.all(next.map((agreementId) => sign(t, agreementId, renewing)))
      expect(statusesOf(answers)).toEqual([201, 422])
    }
    // Postgres holds it too, whoever writes.
    const organisationId = (await organisationOf(t)).id
    const { id } = await signed(t, from, { organisationId })
    const write = (agreementId: string) =>
      t.connection.pool.query(
        `insert into signatures (organisation_id, agreement_id, method, signed_on, renewed_from_id) values ($1, $2, 'paper', '2024-06-01', $3)`,
        [organisationId, agreementId, id],
      )
    await write(next[0])
    await expect(write(next[1])).rejects.toThrow('signatures_renewed_once')
  })

  test('and who joined, renewed or left is told apart', async () => {
    await using t = await testApp()
    const [from, to] = [await agreementOf(t), await agreementOf(t, { code: 'NYTT' })]
    const stays = await signed(t, from)
    const leaves = await signed(t, from, { organisationId: t.organisations.otherPartner })
    await t.as.coordinator
      .post(`/signatures/${leaves.id}/ending`, { endedOn: '2024-06-01', reason: 'withdrawn' })
      .expect(200)
    const renews = await signed(t, to, { signedOn: '2024-06-01', renewedFromId: stays.id })
    const joins = await signed(t, to, { signedOn: '2024-06-01', organisationId: (await organisationOf(t)).id })
    const found = async (query: string) =>
      (await t.as.public.get(`/signatures?sort=createdAt&${query}`).expect(200)).body.items.map(
        ({ id }: { id: string }) => id,
      )
    expect(await found('signedAfter=2024-06-01&renewal=false')).toEqual([joins.id])
    expect(await found('signedAfter=2024-06-01&renewal=true')).toEqual([renews.id])
    expect(await found('endedAfter=2024-06-01&endedBefore=2024-06-30&renewed=false')).toEqual([leaves.id])
    expect(await found('endedAfter=2024-06-01&renewed=true')).toEqual([stays.id])
    expect(await found('endedAfter=2024-06-02')).toEqual([])
    expect(await found('endedBefore=2024-05-31')).toEqual([])
    // A renewal that is annulled was none.
    await t.as.coordinator.post(`/signatures/${renews.id}/annulment`, { reason: 'Fel.' }).expect(200)
    expect(await found('endedAfter=2024-06-01&renewed=false')).toEqual([stays.id, leaves.id])
  })

  test('and the agreement before it ends: nobody is a signatory by it after its last day', async () => {
    await using t = await testApp()
    const from = await agreementOf(t)
    await signed(t, from)
    const undated = { signedOn: undefined, signedOnPrecision: 'unknown', organisationId: t.organisations.otherPartner }
    await signed(t, from, undated)
    const { body } = await t.as.coordinator.get(`/agreements/${from}`).expect(200)
    const early = { status: 'superseded', validTo: '2024-02-29' }
    const refused = await t.as.coordinator.patch(body._links.self.href, early, body.version).expect(409)
    expect(faultsOf(refused)).toEqual(['/validTo before_signatures'])
    await t.as.coordinator
      .patch(body._links.self.href, { status: 'superseded', validTo: '2024-12-31' }, body.version)
      .expect(200)
    for (const [day, number] of [
      ['2024-12-31', 2],
      ['2025-01-01', 0],
      ['2030-01-01', 0],
    ] as const) {
      expect(await totalOf(t, `/signatures?asOf=${day}`)).toBe(number)
      expect(await totalOf(t, `/organisations?signatory=true&asOf=${day}`)).toBe(number)
    }
    expect(await totalOf(t, '/organisations?signatory=true')).toBe(0)
    const late = { ...paper, method: 'imported', signedOn: '2025-01-01', organisationId: (await organisationOf(t)).id }
    expect(faultsOf(await sign(t, from, late).expect(422))).toEqual(['/signedOn after_agreement'])
    await sign(t, from, { ...late, signedOn: '2024-12-31' }).expect(201)
  })
})

describe('the signatories of an agreement are invited to another', () => {
  test('with an answer for each organisation, and nobody twice', async () => {
    await using t = await testApp()
    const [from, to] = [await agreementOf(t), await agreementOf(t, { code: 'NYTT' })]
    const named = async (name: string) => (await organisationOf(t, { name: `${name} (påhittad)` })).id
    const of: Record<string, string> = {}
    for (const name of ['A', 'B', 'C', 'D', 'E', 'F']) of[name] = await named(name)
    const first: Record<string, { id: string }> = {}
    for (const name of ['A', 'B', 'C', 'D', 'E']) first[name] = await signed(t, from, { organisationId: of[name] })
    await signed(t, from, { status: 'invited', signedOn: undefined, organisationId: of['F'] })
    await signed(t, to, { status: 'invited', signedOn: undefined, organisationId: of['B'] })
    await signed(t, to, { signedOn: '2024-06-01', organisationId: of['C'] })
    const end = { endedOn: '2024-06-01', reason: 'ceased' }
    for (const name of ['D', 'E']) await t.as.coordinator.post(`/signatures/${first[name]!.id}/ending`, end).expect(200)
    await t.as.coordinator.patch(`/organisations/${of['E']}`, { endedOn: '2025-01-01' }, 1).expect(200)
    const told = async () =>
      Object.fromEntries(
        (await invite(t, to, from).expect(200)).body.items.map((item: any) => [item.organisation.id, item.outcome]),
      )
    const outcomes = {
      [of['B']!]: 'already_invited',
      [of['C']!]: 'already_signed',
      [of['D']!]: 'signature_ended',
      [of['E']!]: 'organisation_ended',
    }
    const both = await Promise.all([told(), told()])
    // Whichever came first.
    expect(new Set(both.map((answer) => answer[of['A']!]))).toEqual(new Set(['already_invited', 'invited']))
    for (const answer of both) expect(answer).toMatchObject(outcomes)
    expect(await told()).toEqual({ ...outcomes, [of['A']!]: 'already_invited' })
    const { body } = await t.as.coordinator.get(`/signatures?status=invited&agreementId=${to}&count=true`).expect(200)
    expect(body.total).toBe(2)
    const invitation = body.items.find((item: any) => item.organisation.id === of['A'])
    expect(invitation).toMatchObject({ renewedFromId: first['A']!.id, method: 'digital' })
    expect((await t.as.coordinator.get(`/signatures/${invitation.id}/history`).expect(200)).body.items).toMatchObject([
      { operation: 'insert', new: { status: 'invited' } },
    ])
  })

  test('a thousand at a time, until there are none left', async () => {
    await using t = await testApp()
    const [from, to] = [await agreementOf(t), await agreementOf(t, { code: 'NYTT' })]
    await signatories(t, from, 1002)
    expect((await invite(t, to, from).expect(200)).body).toMatchObject({ invited: 1000, remaining: 2 })
    expect((await invite(t, to, from).expect(200)).body).toMatchObject({ invited: 2, remaining: 0 })
    expect((await invite(t, to, from).expect(200)).body).toMatchObject({ invited: 0, remaining: 0 })
  })

  test('by a coordinator, to an agreement that is open, from one that is another', async () => {
    await using t = await testApp()
    const [from, to] = [await agreementOf(t), await agreementOf(t, { code: 'NYTT' })]
    const draft = await agreementOf(t, { code: 'UTKAST', status: 'draft' })
    await t.as.partner.post(`/agreements/${to}/invitations`, { from }).expect(403)
    await t.as.public.post(`/agreements/${to}/invitations`, { from }).expect(401)
    expect(faultsOf(await invite(t, to, nobody).expect(422))).toEqual(['/from unknown'])
    expect(faultsOf(await invite(t, to, to).expect(422))).toEqual(['/from same'])
    expect(faultsOf(await invite(t, draft, from).expect(409))).toEqual([' not_open'])
    await invite(t, nobody, from).expect(404)
    await t.as.coordinator.post(`/agreements/${to}/invitations`, {}).expect(400)
    expect((await invite(t, to, from).expect(200)).body.items).toEqual([])
  })
})
