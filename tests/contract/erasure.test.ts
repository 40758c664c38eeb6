import { readFileSync, writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { jobs } from '../../src/jobs/jobs.ts'
import { migrate } from '../../src/db/migrate.ts'
import { prepareQueues } from '../../src/jobs/queue.ts'
import { startJobs } from '../../src/jobs/runner.ts'
import { base } from '../../src/representation.ts'
import { agreementOf } from '../support/builders.ts'
import { textPlaces, type TextPlace } from '../support/contact-texts.ts'
import { contractIn } from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const golden = 'tests/golden/erasure.txt'
const roles = ['public', 'reader', 'matcher', 'partner', 'otherPartner', 'coordinator'] as const
/** How every text planted begins, before a number of its own; a phone number takes no letters. */
const mark = /qvxz|303 77 /i

let t: TestApp
let places: TextPlace[]
/** Rows of each table, as text. */
let tables: string[]
/** What was planted where: each text stands nowhere else. */
const planted: { operationId: string; pointer: string; text: string }[] = []
/** Of the contacts that the person is, in several organisations. */
const ids = { erased: '', overdue: '', removed: '', joined: '' }
let agreementId: string
let signaturePath: string
let applicationPath: string

beforeAll(async () => {
  t = await testApp()
  places = textPlaces(contractIn(t.app))
  await migrate(t.databaseUrl, { asOwner: (owner) => prepareQueues(owner, jobs) })
  agreementId = await agreementOf(t)
  tables = await tableNames()
})
afterAll(() => t[Symbol.asyncDispose]())

async function tableNames(): Promise<string[]> {
  const { rows } = await t.connection.pool.query<{ name: string }>(`
    select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p', 'm') and not relispartition and nspname !~ '^(pg_catalog|pg_toast|information_schema)' order by 1`)
  return rows.map(({ name }) => name)
}

/** All that the database holds: each row of each table, and the samples of columns that Postgres keeps for its planner. */
async function dump(): Promise<Map<string, string>> {
  const held = new Map<string, string>()
  for (const table of [...tables, 'pg_stats']) {
    const { rows } = await t.connection.pool.query<{ row: string }>(`select kept::text as row from ${table} kept`)
    held.set(table, rows.map(({ row }) => row).join('\n'))
  }
  return held
}

/** What every operation that reads answers to each role, on every path that leads somewhere. */
async function answers(paths: string[]): Promise<Map<string, string>> {
  const heard = new Map<string, string>()
  const ask = async (role: (typeof roles)[number]) => {
    const headers = role === 'public' ? {} : { authorization: `Bearer ${t.keys[role]}` }
    for (const path of paths) {
      const answer = await fetch(t.url + path, { headers })
      heard.set(`${role} ${path}`, `${JSON.stringify([...answer.headers])}\n${await answer.text()}`)
    }
  }
  await Promise.all(roles.map(ask))
  return heard
}

async function allPaths(): Promise<string[]> {
  const found = await pathsByOperation(t.as.coordinator, contractIn(t.app))
  const lists = [
    '/contacts?erased=true',
    '/contacts?q=qvxz',
    '/contacts?retainBefore=2099-01-01',
    '/organisations?q=qvxz',
  ]
  // Of each operation some, and all that lead to the person, its organisations and its signature.
  const near = [...Object.values(ids), ...Object.values(t.organisations), signaturePath]
  const some = [...found.values()].flatMap((all) => [
    ...all.slice(0, 2),
    ...all.slice(2).filter((path) => near.some((id) => path.includes(id))),
  ])
  return [...some, ...lists].map((path) => base + path).concat('/metrics', '/openapi.json')
}

const tracesIn = (texts: Map<string, string>) =>
  [...texts].filter(([, text]) => mark.test(text)).map(([where, text]) => `${where}: ${mark.exec(text)?.[0]}`)

/** A body with a marked text in each place of an operation that takes text for a contact. */
function markedBody(operationId: string, body: object): object {
  const filled = structuredClone(body) as Record<string, any>
  for (const { pointer, schema } of places.filter((place) => place.operationId === operationId)) {
    const number = String(planted.length).padStart(4, '0')
    const text =
      schema.format === 'idn-email'
        ? `qvxz${number}@erasure.example`
        : (schema as { 'x-form'?: string })['x-form'] === 'telephone'
          ? `+46 303 77 ${number.slice(0, 2)} ${number.slice(2)}`
          : `Qvxz${number} (påhittad)`
    const way = pointer.slice(1).split('/')
    const holder = way.slice(0, -1).reduce((inner, name) => inner[name], filled)
    holder[way.at(-1)!] = text
    planted.push({ operationId, pointer, text })
  }
  return filled
}

const consent = { legalBasis: 'consent', consentGivenOn: '2025-01-15', publish: true }
/** How each operation with such a place is called. */
const calls: Record<string, () => Promise<unknown>> = {
  async createContact() {
    const { partner, otherPartner } = t.organisations
    const create = (organisationId: string) =>
      post('/contacts', markedBody('createContact', { organisationId, role: 'supervisor', ...consent }))
    ids.erased = (await create(partner)).id
    ids.removed = (await create(otherPartner)).id
  },
  async changeContact() {
    const { version } = (await t.as.partner.get(`/contacts/${ids.erased}`).expect(200)).body
    await t.as.partner.patch(`/contacts/${ids.erased}`, markedBody('changeContact', {}), version).expect(200)
  },
  async registerOrganisation() {
    const signature = { agreementId, signedOn: '2024-03-01', method: 'paper', signedByContact: 0 }
    const { id } = await post(
      '/organisations',
      markedBody('registerOrganisation', {
        name: 'Raderingsprovet (påhittat)',
        kind: 'informal',
        sector: 'other',
        contacts: [{ role: 'signatory', ...consent, retainUntil: '2025-02-04' }],
        signature,
      }),
    )
    ids.overdue = (await t.as.coordinator.get(`/contacts?organisationId=${id}`).expect(200)).body.items[0].id
  },
  async signAgreement() {
    const body = { organisationId: t.organisations.partner, signedOn: '2024-03-01', method: 'paper' }
    const signature = { ...body, signedByContactId: ids.erased }
    const { id } = await post(`/agreements/${agreementId}/signatures`, markedBody('signAgreement', signature))
    signaturePath = `/signatures/${id}`
  },
  async changeSignature() {
    await t.as.coordinator.patch(signaturePath, markedBody('changeSignature', {}), 1).expect(200)
  },
  async registerSigning() {
    const other = await agreementOf(t, { code: 'PROV2021' })
    const invitation = { organisationId: t.organisations.partner, status: 'invited', method: 'paper' }
    const { id } = await post(`/agreements/${other}/signatures`, invitation)
    const signing = { signedOn: '2024-03-01', method: 'paper', signedByContactId: ids.erased }
    await post(`/signatures/${id}/signing`, markedBody('registerSigning', signing))
    await post(`/signatures/${id}/ending`, { endedOn: '2025-01-31', reason: 'withdrawn' })
  },
  async sendApplication() {
    const organisation = { name: 'Ansökningsprovet (påhittat)', kind: 'informal', sector: 'other' }
    const application = { organisation, contact: {}, message: 'Qvxz hälsar (påhittat)', agreementId }
    const body = markedBody('sendApplication', application)
    const key = { 'idempotency-key': 'erasure-application' }
    const { body: receipt } = await t.as.public.post('/applications', body, key).expect(201)
    await t.as.public.post('/applications', body, key).expect(201)
    applicationPath = `/applications/${receipt.id}`
  },
  async changeApplication() {
    await t.as.coordinator.patch(applicationPath, markedBody('changeApplication', { contact: {} }), 1).expect(200)
  },
  async approveApplication() {
    const approval = markedBody('approveApplication', { signedOn: '2024-03-01', method: 'paper' })
    const key = { 'idempotency-key': 'erasure-approval' }
    const { body } = await t.as.coordinator.post(`${applicationPath}/approval`, approval, key).expect(200)
    await t.as.coordinator.post(`${applicationPath}/approval`, approval, key).expect(200)
    ids.joined = body.contact.id
  },
}

/** Twice: the second answer comes from what was kept of the first. */
async function post(path: string, body: object): Promise<any> {
  const key = { 'idempotency-key': `erasure-${planted.length}-${path}` }
  const first = await t.as.coordinator.post(path, body, key)
  expect([path, first.status, first.body.errors]).toEqual([path, first.status === 201 ? 201 : 200, undefined])
  const again = await t.as.coordinator.post(path, body, key)
  expect(again.body).toEqual(first.body)
  return first.body
}

describe('an erased person', () => {
  test('was in every place that takes text for a contact, and all of them are known', async () => {
    const known = [...new Set(places.map(({ operationId }) => operationId))]
    expect(known.toSorted(), 'a call for each operation that takes text for a contact').toEqual(
      Object.keys(calls).toSorted(),
    )
    for (const call of Object.values(calls)) {
      const before = planted.length
      await call()
      const held = [...(await dump()).values()].join('\n')
      const missing = planted.slice(before).filter(({ text }) => !held.includes(text))
      expect(missing, 'planted, and not there').toEqual([])
    }
    const written = [
      '# Where text is taken for a contact: planted with a mark, and searched for it after the erasure. Also searched: the',
      '# samples that Postgres keeps of columns, the answers of every operation that reads, to each role, and the log output.',
      '# UPDATE_GOLDEN=1 writes it anew.',
      '',
      ...places.map(({ operationId, pointer }) => `planted   ${operationId} ${pointer}`),
      '',
      ...tables.map((table) => `searched  ${table}`),
    ].join('\n')
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, `${written}\n`)
    expect(`${written}\n`).toBe(readFileSync(golden, 'utf8'))
  })

  test('is found nowhere: in no table, no answer and no line of the log', async () => {
    // The register is used: the person supervises, is published, searched for, read and withdrawn from.
    const offer = { type: 'feriejobb', title: 'Plats (påhittad)', capacity: { offered: 1 }, status: 'published' }
    await t.as.partner.post('/contributions', { ...offer, supervisorContactId: ids.erased }).expect(201)
    const withdrawal = { consentWithdrawnOn: '2025-02-01', consentEvidence: 'Qvxz brev (påhittat)' }
    const { version } = (await t.as.coordinator.get(`/contacts/${ids.erased}`).expect(200)).body
    await t.as.coordinator.patch(`/contacts/${ids.erased}`, withdrawal, version).expect(200)
    await t.as.coordinator
      .patch(`/contacts/${ids.erased}`, { consentWithdrawnOn: null, publish: true }, version + 1)
      .expect(200)
    await t.connection.pool.query('analyze')
    const paths = await allPaths()
    const heard = await answers(paths)
    for (const role of roles) {
      const text = [...heard].flatMap(([who, said]) => (who.startsWith(`${role} `) ? [said] : [])).join('\n')
      expect([role, mark.test(text)]).toEqual([role, true])
    }
    expect(tracesIn(await dump()).map((trace) => trace.split(':')[0])).toEqual(
      expect.arrayContaining(['public.contacts', 'public.consents', 'public.signatures']),
    )

    await t.as.partner
      .post(`/contacts/${ids.erased}/erasure`, { reason: 'request' }, { 'idempotency-key': 'erase' })
      .expect(200)
    await t.as.coordinator.post(`/contacts/${ids.joined}/erasure`, {}).expect(200)
    const { version: last } = (await t.as.coordinator.get(`/contacts/${ids.removed}`).expect(200)).body
    await t.as.otherPartner.delete(`/contacts/${ids.removed}`, last).expect(204)
    await untilTheJobHasRun()

    expect(tracesIn(await dump())).toEqual([])
    expect(
      tracesIn(await answers([...new Set([...paths, ...(await allPaths())])].filter((path) => !/[?&]q=/.test(path)))),
    ).toEqual([])
    expect(t.log.length).toBeGreaterThan(300)
    expect(t.log.filter((line) => mark.test(line))).toEqual([])
    await t.connection.pool.query('analyze')
    expect(tracesIn(await dump())).toEqual([])
  })

  test('stays erased when an old request is repeated', async () => {
    const { rows } = await t.connection.pool.query('select count(*)::int as count from replays')
    expect(rows[0].count).toBeGreaterThan(3)
    const { body } = await t.as.coordinator.get(`/contacts/${ids.erased}`).expect(200)
    expect(Object.keys(body).toSorted()).toEqual([
      '_links',
      'createdAt',
      'erasedAt',
      'id',
      'legalBasis',
      'organisationId',
      'publish',
      'role',
      'updatedAt',
      'version',
    ])
    const { body: again } = await t.as.partner
      .post(`/contacts/${ids.erased}/erasure`, { reason: 'request' }, { 'idempotency-key': 'erase' })
      .expect(200)
    expect(again).toEqual(body)
  })
})

/** The contact whose time is out is erased by the register itself, which tells of it. */
async function untilTheJobHasRun(): Promise<void> {
  t.clock.now = new Date('2025-02-04T09:00:00Z')
  // It alone: what else is kept for a while is still there, to be searched.
  const retention = jobs.filter(({ name }) => name === 'erase-overdue-contacts')
  const logger = pino({ base: null }, { write: (line: string) => void t.log.push(line) })
  const { db, pool } = t.service
  const running = await startJobs({ db, pool, now: () => t.clock.now, logger, lookEveryMs: 50 }, retention)
  const isSaid = () => t.log.some((line) => line.includes('"job":"erase-overdue-contacts","done":1'))
  await vi.waitUntil(isSaid, { timeout: 20_000, interval: 50 })
  await running.stop()
}
