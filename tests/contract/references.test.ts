import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base } from '../../src/representation.ts'
import { decidedColumns } from '../support/columns.ts'
import { contractIn, listsOf, operationsOf, type Contract } from '../support/contract.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const callers = ['public', 'reader', 'matcher', 'partner'] as const
type CallerName = (typeof callers)[number]
/** Of one filter. */
const mostValues = 50
const atOnce = 20

/** Where a row that is shown names one which those who see it may not read, and why that is right. */
const decided: Record<string, string> = {
  'getAllocation.matcher.id': 'who offers places is told who takes them',
  'getAllocation.needId': 'who offers places is told what for; a need is read while it is open',
  'getMe.id': 'who calls is told which key that is',
  'listAllocations.items.matcher.id': 'as above',
  'listAllocations.items.needId': 'as above',
  'listContributionAllocations.items.matcher.id': 'as above',
  'listContributionAllocations.items.needId': 'as above',
  'sumUpOutcomes.items.collaborationId': 'of figures of what the organisation offers itself',
}
/** Filters that find rows by what those who see them may not read. */
const decidedFilters: Record<string, string> = {
  'listAllocations.matcherId': 'shown, as above',
  'listAllocations.needId': 'shown, as above',
}
/** Foreign keys that cannot lead from a row that is shown to one that is hidden. */
const never: Record<string, string> = {
  'agreement_goals.agreement_id': 'read by whoever reads the agreement',
  'allocations.contribution_id': 'read by whose offer it is, and by who takes it',
  'contacts.organisation_id': 'read by the organisation itself',
  'contributions.organisation_id': 'hidden with the organisation',
  'documents.parent_id': 'all of them are public',
  'follow_ups.collaboration_id': 'read by who takes part in it',
  'follow_ups.contribution_id': 'read by whose offer it is',
  'needs.organisation_id': 'hidden with the organisation',
  'outcomes.allocation_id': 'hidden with what it is of',
  'outcomes.collaboration_id': 'hidden with what it is of',
  'outcomes.contribution_id': 'hidden with what it is of',
  'proposals.organisation_id': 'read by the organisation itself',
  'signatures.agreement_id': 'what is a draft is not signed, and is no draft again',
  'signatures.organisation_id': 'hidden with the organisation',
  'signatures.renewed_from_id': 'of the same organisation, and no invitation',
}

interface Reference {
  table: string
  column: string
  to: string
}

let t: TestApp
let contract: Contract
let references: Reference[]
/** What each caller may not read of what there is, by id. */
let hidden: Map<CallerName, Map<string, string>>
/** What each caller reads, by operation. */
let answers: Map<CallerName, Map<string, unknown[]>>

beforeAll(async () => {
  t = await testApp()
  contract = contractIn(t.app)
  await fillTables(t.connection.pool)
  await hideWhatIsReferredTo()
  references = await shownReferences()
  hidden = new Map()
  answers = new Map()
  const all = await readsOfAll()
  for (const caller of callers) {
    hidden.set(caller, new Map())
    answers.set(caller, new Map())
    for (const { row, roles } of all) if (row && !admits(roles, caller)) hidden.get(caller)!.set(row.id, row.table)
    const reads = all.filter(({ roles }) => admits(roles, caller))
    await forAll(reads, (read) => note(caller, read))
    await forAll(linkedFrom([...answers.get(caller)!.values()], reads), (read) => note(caller, read))
  }
})
afterAll(() => t[Symbol.asyncDispose]())

/** Rows that everybody sees, and that refer to rows which nobody but coordinators sees: in every column that can. */
async function hideWhatIsReferredTo(): Promise<void> {
  await t.connection.pool.query(`
    begin;
    -- Of rows that are alike one is enough: each is asked for by all callers.
    create temporary table alike on commit drop as select id from contributions where starts_on = '2025-06-19';
    delete from outcomes where contribution_id in (select id from alike) or metric = 'fatt_arbete';
    delete from follow_ups where contribution_id in (select id from alike);
    delete from allocations where contribution_id in (select id from alike) or reference in ('R-4', 'R-5');
    delete from contributions where id in (select id from alike);
    delete from signatures using agreements a where a.id = agreement_id and code > 'PROV-1';
    update organisations set visibility = 'internal' where name like 'Aspen%';
    insert into organisations (name, kind, sector, parent_id)
      select 'Enhet (påhittad)', 'unit', 'business', id from organisations where visibility = 'internal';
    insert into collaborations (name, kind, status) values ('Idé (påhittad)', 'project', 'idea');
    insert into participants (collaboration_id, organisation_id, role)
      select c.id, o.id, 'driver' from collaborations c, organisations o where c.status = 'idea' and o.visibility = 'internal';
    update contributions set collaboration_id = (select id from collaborations where status = 'idea');
    insert into contributions (organisation_id, type, title, offered, status, published_at, series_id)
      select organisation_id, type, 'Nästa år (påhittad)', 2, 'published', registry_now(), id
      from contributions where starts_on is null;
    update contributions set status = 'draft', published_at = null
      where id in (select series_id from contributions where series_id is not null);
    insert into allocations (contribution_id, matcher_id, need_id, quantity, reference, status, hold_minutes)
      select c.id, o.id, n.id, 1, 'R-9', 'waiting', 60 from contributions c, organisations o join needs n on n.organisation_id = o.id
      where o.visibility = 'internal' and n.status = 'closed' and c.series_id is not null;
    insert into outcomes (collaboration_id, metric, value) select id, 'deltagare', 30 from collaborations where status = 'idea';
    insert into outcomes (allocation_id, metric, value) select id, 'deltagare', 30 from allocations where reference = 'R-9';
    commit`)
}

/** From the catalogue: each foreign key to rows with an address, in a column that is not for coordinators alone. */
async function shownReferences(): Promise<Reference[]> {
  const { rows } = await t.connection.pool.query<Reference>(`
    select distinct source.relname as table, own.attname as column, target.relname as to
    from pg_constraint
      join pg_class source on source.oid = conrelid join pg_class target on target.oid = confrelid
      cross join unnest(conkey, confkey) as pair(own, other)
      join pg_attribute own on own.attrelid = conrelid and own.attnum = pair.own
      join pg_attribute other on other.attrelid = confrelid and other.attnum = pair.other
    where contype = 'f' and connamespace = 'public'::regnamespace and other.attname = 'id'
    order by 1, 2`)
  const levels = decidedColumns()
  const withAddress = Object.keys(addresses())
  return rows.filter(
    ({ table, column, to }) =>
      ['public', 'partner'].includes(levels.get(`${table}.${column}`)?.level ?? '') && withAddress.includes(to),
  )
}

/** Of each table whose rows have an address: that, without the id. */
function addresses(): Record<string, string> {
  const found = operationsOf(contract).flatMap(({ method, path }) => {
    const [, name] = (method === 'get' && /^\/([a-z-]+)\/\{\w+\}$/.exec(path)) || []
    return name && name !== 'vocabularies' ? [[name.replaceAll('-', '_'), `/${name}/`]] : []
  })
  return Object.fromEntries(found) as Record<string, string>
}

interface Read {
  operationId: string
  path: string
  roles: string[]
  /** The row whose own address it is. */
  row?: { table: string; id: string }
}

function admits(roles: string[], caller: CallerName): boolean {
  return roles.includes('public') || roles.includes(caller)
}

/** Every reading operation on every row that it could be of; lists with all that they have. */
async function readsOfAll(): Promise<Read[]> {
  const reads: Read[] = []
  const listed = listsOf(contract).map(({ operationId }) => operationId)
  for (const { method, path, operationId, 'x-roles': roles = [] } of operationsOf(contract)) {
    if (method !== 'get') continue
    const query = listed.includes(operationId) ? '?limit=200' : ''
    const [, list, isOwn, rest] = /^\/([a-z-]+)\/\{\w+\}(?:()|(\/[a-z/-]+))$/.exec(path) ?? []
    const table = list?.replaceAll('-', '_')
    if (!path.includes('{')) reads.push({ operationId, path: path + query, roles })
    else if (table && addresses()[table]) {
      const { rows } = await t.connection.pool.query<{ id: string }>(`select id from ${table}`)
      for (const { id } of rows) {
        const row = isOwn !== undefined && { table, id }
        reads.push({ operationId, path: `/${list}/${id}${rest ?? ''}${query}`, roles, ...(row && { row }) })
      }
    }
  }
  return reads
}

/** What answers link to besides, such as what has an address below another's. */
function linkedFrom(bodies: unknown[], known: Read[]): Read[] {
  const links = JSON.stringify(bodies).matchAll(/"href":"([^"?]+)/g)
  const paths = new Set([...links].map(([, href]) => href!.slice(base.length)))
  for (const { path } of known) paths.delete(path.split('?')[0]!)
  return [...paths].flatMap((path) => {
    const found = operationsOf(contract).find(
      (one) => one.method === 'get' && new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[0-9a-f-]{36}')}$`).test(path),
    )
    return found ? [{ operationId: found.operationId, path, roles: [] }] : []
  })
}

async function note(caller: CallerName, { operationId, path, row }: Read): Promise<void> {
  const answer = await get(path, caller)
  const body: unknown = await answer.json()
  const ofCaller = answers.get(caller)!
  if (answer.ok) ofCaller.set(operationId, [...(ofCaller.get(operationId) ?? []), body])
  else if (row) hidden.get(caller)!.set(row.id, row.table)
}

function get(path: string, caller: CallerName): Promise<Response> {
  const headers = caller === 'public' ? {} : { authorization: `Bearer ${t.keys[caller]}` }
  return fetch(t.url + base + path, { headers })
}

async function forAll<T>(all: T[], act: (one: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += atOnce) await Promise.all(all.slice(at, at + atOnce).map(act))
}

/** Where in an answer the ids of hidden rows stand, but for what is of the caller's own organisation. */
function leaksIn(body: unknown, ids: Map<string, string>, own: string | undefined, at: string): string[] {
  if (typeof body === 'string') return ids.has(body.split('/').at(-1)!) ? [at] : []
  if (typeof body !== 'object' || body === null) return []
  if (isOf(body, own)) return []
  return Object.entries(body).flatMap(([name, part]) =>
    leaksIn(part, ids, own, Array.isArray(body) ? at : `${at}.${name}`),
  )
}

function isOf(row: object, own: string | undefined): boolean {
  const { id, organisationId, organisation, matcher } = row as Record<string, { id?: string } | string | undefined>
  const named = [id, organisationId, (organisation as { id?: string })?.id, (matcher as { id?: string })?.id]
  return own !== undefined && named.includes(own)
}

describe('a row that a caller may not read', () => {
  test('is referred to by rows that the caller sees, in every column that can', async () => {
    const untested: string[] = []
    for (const { table, column, to } of references) {
      const ownId = table in addresses() ? 'id' : 'null'
      const { rows } = await t.connection.pool.query<{ id: string | null; other: string }>(
        `select ${ownId} as id, ${column} as other from ${table} where ${column} is not null`,
      )
      const leads = rows.some(({ id, other }) =>
        callers.some((caller) => hidden.get(caller)!.get(other) === to && !hidden.get(caller)!.has(id ?? '')),
      )
      if (!leads) untested.push(`${table}.${column}`)
    }
    expect(untested).toEqual(Object.keys(never))
  })

  test('is named in nothing that it can read, unless in a row of its own', async () => {
    const leaks = new Set<string>()
    for (const caller of callers) {
      const own = t.organisations[caller as keyof typeof t.organisations]
      for (const [operationId, bodies] of answers.get(caller)!) {
        for (const at of leaksIn(bodies, hidden.get(caller)!, own, operationId)) leaks.add(at)
      }
    }
    expect([...leaks].toSorted()).toEqual(Object.keys(decided))
  })

  test('finds nothing by any filter that takes ids', async () => {
    const found = new Set<string>()
    const { rows: offers } = await t.connection.pool.query<{ id: string; organisationId: string }>(
      `select id, organisation_id as "organisationId" from contributions`,
    )
    // A figure names no organisation: whose it is, what it is of says.
    const subjectOf = (item: { contributionId?: string }) => offers.find(({ id }) => id === item.contributionId) ?? {}
    const asked = listsOf(contract).filter(({ path }) => !path.includes('{'))
    for (const caller of callers) {
      const own = t.organisations[caller as keyof typeof t.organisations]
      for (const { path, operationId, parameters = [] } of asked.filter((one) =>
        admits(one['x-roles'] ?? [], caller),
      )) {
        const names = parameters.filter(({ name, schema }) => name.endsWith('Id') && schema.type === 'array')
        for (const { name } of names) {
          const ids = [...hidden.get(caller)!.keys()]
          for (let at = 0; at < ids.length; at += mostValues) {
            const answer = await get(`${path}?${name}=${ids.slice(at, at + mostValues).join(',')}`, caller)
            const { items = [] } = (await answer.json()) as { items?: object[] }
            const ofOthers = items.filter((item) => !isOf(item, own) && !isOf(subjectOf(item), own))
            if (ofOthers.length > 0) found.add(`${operationId}.${name}`)
          }
        }
      }
    }
    expect([...found].toSorted()).toEqual(Object.keys(decidedFilters))
  })
})
