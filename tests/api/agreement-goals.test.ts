import { describe, expect, test } from 'vitest'
import { agreementOf, faultsOf, nobody } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const add = (t: TestApp, agreementId: string, body: object) =>
  t.as.coordinator.post(`/agreements/${agreementId}/goals`, body)
const goalsOf = async (t: TestApp, agreementId: string) =>
  (await t.as.public.get(`/agreements/${agreementId}`).expect(200)).body.goals
const textsOf = ({ body }: { body: { items: { text: string }[] } }) => body.items.map(({ text }) => text)

describe('goals of an agreement', () => {
  test('are replaced: the agreement tells those in force, and the list what was and what came after', async () => {
    await using t = await testApp()
    const id = await agreementOf(t, { goals: ['Färre utanför', 'Fler i arbete'] })
    const path = `/agreements/${id}/goals`
    const { body: listed } = await t.as.public.get(path).expect(200)
    expect(listed.items).toMatchObject([
      { agreementId: id, text: 'Färre utanför', position: 1 },
      { agreementId: id, text: 'Fler i arbete', position: 2 },
    ])
    const before = await t.as.public.get(`/agreements/${id}`).expect(200)
    const { body: next } = await add(t, id, {
      text: 'Hälften så många utanför',
      position: 1,
      deadline: '2027-12-31',
      validFrom: '2025-02-04',
    }).expect(201)
    const replaced = { validTo: '2025-02-03', successorId: next.id.toUpperCase() }
    const { body: old } = await t.as.coordinator.patch(`${path}/${listed.items[0].id}`, replaced, 1).expect(200)
    expect(old).toMatchObject({ text: 'Färre utanför', validTo: '2025-02-03', successorId: next.id, version: 2 })
    expect(await goalsOf(t, id)).toEqual(['Färre utanför', 'Fler i arbete'])
    t.clock.now = new Date('2025-02-03T23:30:00Z')
    const after = await t.as.public.get(`/agreements/${id}`, { 'if-none-match': before.headers.etag! }).expect(200)
    expect(after.body).toMatchObject({ goals: ['Hälften så många utanför', 'Fler i arbete'], version: 1 })
    expect(textsOf(await t.as.public.get(`${path}?asOf=2025-02-03`).expect(200))).toEqual([
      'Färre utanför',
      'Fler i arbete',
    ])
    expect(textsOf(await t.as.public.get(`${path}?asOf=2025-02-04`).expect(200))).toEqual([
      'Hälften så många utanför',
      'Fler i arbete',
    ])
    const { body: history } = await t.as.coordinator.get(`${path}/${old.id}/history`).expect(200)
    expect(history.items).toMatchObject([{ operation: 'update' }, { operation: 'insert' }])
    expect((await t.as.public.get(`${path}/${next.id}`).expect(200)).body).toEqual(next)
  })

  test('of a draft are for coordinators, who alone write them', async () => {
    await using t = await testApp()
    const id = await agreementOf(t, { status: 'draft' })
    const path = `/agreements/${id}/goals`
    const { body: goal } = await add(t, id, { text: 'Fler vägar' }).expect(201)
    await t.as.partner.get(path).expect(404)
    await t.as.public.get(`${path}/${goal.id}`).expect(404)
    expect((await t.as.coordinator.get(path).expect(200)).body.items).toEqual([goal])
    for (const [caller, status] of [
      [t.as.public, 401],
      [t.as.partner, 403],
    ] as const) {
      await caller.post(path, { text: 'Nej' }).expect(status)
      await caller.patch(`${path}/${goal.id}`, { text: 'Nej' }, 1).expect(status)
      await caller.delete(`${path}/${goal.id}`, 1).expect(status)
    }
  })

  test('end after they begin, and are replaced by another of the same agreement, never in a circle', async () => {
    await using t = await testApp()
    const id = await agreementOf(t)
    const path = `/agreements/${id}/goals`
    const made = []
    for (const text of ['Ett', 'Två', 'Tre']) made.push((await add(t, id, { text }).expect(201)).body)
    const [one, two, three] = made
    const foreign = (await add(t, await agreementOf(t, { code: 'ANNAT' }), { text: 'Annat' }).expect(201)).body
    expect(
      faultsOf(await add(t, id, { text: 'X', validFrom: '2025-01-02', validTo: '2025-01-01' }).expect(422)),
    ).toEqual(['/validTo before_start'])
    const change = (goal: { id: string }, patch: object, version = 1) =>
      t.as.coordinator.patch(`${path}/${goal.id}`, patch, version)
    for (const [patch, faults] of [
      [{ successorId: two.id }, ['/validTo required']],
      [{ validTo: '2024-12-31', successorId: foreign.id }, ['/successorId unknown']],
      [{ validTo: '2024-12-31', successorId: nobody }, ['/successorId unknown']],
      [{ validTo: '2024-12-31', successorId: one.id }, ['/successorId unknown']],
    ] as const) {
      expect(faultsOf(await change(one, patch).expect(422))).toEqual(faults)
    }
    await change(one, { validTo: '2024-12-31', successorId: two.id }).expect(200)
    await change(two, { validTo: '2024-12-31', successorId: three.id }).expect(200)
    const back = { validTo: '2024-12-31', successorId: one.id }
    expect(faultsOf(await change(three, back).expect(422))).toEqual(['/successorId circular'])
    await t.as.coordinator.patch(`/agreements/${nobody}/goals/${one.id}`, { text: 'X' }, 1).expect(404)
    await change(foreign, { text: 'X' }).expect(404)
    await change(one, { text: 'X' }, 1).expect(412)
    for (const body of [{}, { text: '' }, { text: 'X', position: -1 }, { text: 'X', agreementId: id }]) {
      await add(t, id, body).expect(400)
    }
    expect((await t.as.coordinator.delete(`${path}/${two.id}`, 2).expect(409)).body.detail).toContain('agreement_goals')
    await t.as.coordinator.delete(`${path}/${one.id}`, 2).expect(204)
    await t.as.coordinator.delete(`${path}/${two.id}`, 2).expect(204)
  })

  test('go with an agreement that was made by mistake', async () => {
    await using t = await testApp()
    const id = await agreementOf(t, { goals: ['Fel'] })
    const { body: page } = await t.as.public.get(`/agreements/${id}/goals`).expect(200)
    await t.as.coordinator.delete(`/agreements/${id}`, 1).expect(204)
    await t.as.public.get(`/agreements/${id}/goals`).expect(404)
    const path = `/agreements/${id}/goals/${page.items[0].id}/history`
    expect((await t.as.coordinator.get(path).expect(200)).body.items[0]).toMatchObject({ operation: 'delete' })
  })
})
