import { createApiKey } from '../../src/identity/api-keys/commands.ts'
import { inTransaction } from '../../src/work.ts'
import { idOf } from '../../src/seed/ids.ts'
import type { Caller, TestApp } from './test-app.ts'

/** The id of nothing. */
export const nobody = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10'

/** A coordinator of a register on rows that are not the tests' own, and hold none of their keys. */
export async function coordinatorOf(t: TestApp): Promise<Caller> {
  const occasion = { actor: { kind: 'system', name: 'tests' }, now: new Date(), requestId: 'tests' } as const
  const made = inTransaction(t.connection.db, occasion, (work) =>
    createApiKey(work, { name: 'Test', role: 'coordinator' }),
  )
  return t.withKey((await made).key)
}

/** An organisation as a coordinator registers it. */
export async function organisationOf(t: TestApp, fields: object = {}) {
  const body = { name: 'Provföreningen (påhittad)', kind: 'informal', sector: 'civil_society', ...fields }
  return (await t.as.coordinator.post('/organisations', body).expect(201)).body
}

/** The id of an agreement that is open and valid from 2020. */
export async function agreementOf(t: TestApp, fields: object = {}): Promise<string> {
  const body = {
    code: 'PROV2020',
    title: 'Provavtalet (påhittat)',
    status: 'open',
    validFrom: '2020-01-01',
    ...fields,
  }
  return (await t.as.coordinator.post('/agreements', body).expect(201)).body.id
}

/** Registers a signature; the answer is the test's to judge. */
export const sign = (t: TestApp, agreementId: string, body: object) =>
  t.as.coordinator.post(`/agreements/${agreementId}/signatures`, body)

/** An organisation takes part in a collaboration, and may offer what belongs to it. */
export const takesPart = (t: TestApp, collaborationId: string, organisationId = t.organisations.partner) =>
  t.connection.pool.query(
    `insert into participants (collaboration_id, organisation_id, role) values ($1, $2, 'partner')`,
    [collaborationId, organisationId],
  )

/** Every item of a list, by following its links. `between` runs after each page. */
export async function walk(caller: Caller, path: string, between?: () => Promise<unknown>): Promise<any[]> {
  const items: any[] = []
  for (let next: string | undefined = path; next;) {
    const answer: { body: any } = await caller.get(next).expect(200)
    items.push(...answer.body.items)
    await between?.()
    next = answer.body._links.next?.href
  }
  return items
}

/** Where and what each fault of a problem is, as `/name required`. */
export const faultsOf = ({ body }: { body: { errors: { pointer: string; code: string }[] } }) =>
  body.errors.map(({ pointer, code }) => `${pointer} ${code}`)

/** The statuses of requests that ran at once, in ascending order: which of them came first is not said. */
export const statusesOf = (answers: { status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b)

/** A document that every test database has, as a row cites it. */
export const aSource = { documentId: idOf('documents/demo') }
