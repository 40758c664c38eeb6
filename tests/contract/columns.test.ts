import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base } from '../../src/representation.ts'
import { decidedColumns, golden, levels, type Level } from '../support/columns.ts'
import { contractIn, listsOf } from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { fillTables } from '../support/rows.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** Up to which level a caller may see columns: `partner` is what organisations see of their own rows. */
const seenBy = {
  public: 'public',
  reader: 'public',
  partner: 'partner',
  matcher: 'partner',
  coordinator: 'coordinator',
} as const

/** What callers are told of themselves, and of nobody else, is asked elsewhere. */
const aboutMe = '/me'

interface Column {
  table: string
  name: string
  type: string
  generated: boolean
}

let t: TestApp
let columns: Column[]
let decided: ReturnType<typeof decidedColumns>

beforeAll(async () => {
  t = await testApp()
  const { rows } = await t.connection.pool.query(`
    select table_name as table, column_name as name, udt_name as type, is_generated = 'ALWAYS' as generated
    from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position`)
  columns = rows
  decided = decidedColumns()
})
afterAll(() => t[Symbol.asyncDispose]())

interface Planted {
  column: Column
  value: string
  /** Whose row holds it, where the table has such a column. */
  organisationId: string | null
}

const keyOf = ({ table, name }: Column) => `${table}.${name}`
const levelOf = (column: Column) => decided.get(keyOf(column))?.level ?? 'secret'

describe('every column', () => {
  test('is decided: public, partner, coordinator or secret', () => {
    const undecided = columns.map(keyOf).filter((key) => !decided.has(key))
    expect(undecided, `write them into ${golden}`).toEqual([])
    expect(
      [...decided.keys()].filter((key) => !columns.some((column) => keyOf(column) === key)),
      'they are gone',
    ).toEqual([])
  })

  test('that is not for a caller is in nothing that it can read', async () => {
    await fillTables(t.connection.pool)
    const contract = contractIn(t.app)
    const found = await pathsByOperation(t.as.coordinator, contract)
    const paths = [...found.values()].flatMap((some) => some.slice(0, 2)).filter((path) => path !== aboutMe)
    const planted = await plantMarkers()
    const wide = listsOf(contract).flatMap(({ path, parameters = [] }) => {
      const { items } = parameters.find(({ name }) => name === 'fields')!.schema as { items: { enum: string[] } }
      return path.includes('{') ? [] : [`${path}?fields=${items.enum.join(',')}`]
    })
    const check = async ([name, level]: [string, Level]) => {
      const answers: string[] = []
      for (const path of [...paths, ...wide]) answers.push(await textOf(path, name as keyof typeof seenBy))
      const text = answers.join('\n')
      const own = level === 'partner' ? t.organisations[name as 'partner' | 'matcher'] : undefined
      const isFor = ({ column, organisationId }: Planted) =>
        levels.indexOf(levelOf(column)) <= levels.indexOf(level) && (level !== 'partner' || organisationId === own)
      // An id that the caller may see in one column is no secret of another, such as the log's.
      const known = new Set(planted.filter(isFor).map(({ value }) => value))
      const seen = planted.filter((one) => !isFor(one) && !known.has(one.value) && text.includes(one.value))
      expect([...new Set(seen.map(({ column }) => keyOf(column)))], `seen by ${name}`).toEqual([])
      // What a caller may see was there to be seen.
      if (level !== 'public') expect(text).toContain(`HEMLIGT-contacts-email-${own ?? t.organisations.partner}`)
    }
    await Promise.all(Object.entries(seenBy).map(check))
    // Where nothing was planted, nothing was tested.
    const covered = new Set(planted.map(({ column }) => keyOf(column)))
    const wanted = [
      'api_keys.hash',
      'api_keys.hint',
      'contacts.email',
      'contacts.name',
      'consents.evidence',
      'organisations.search_text',
      'signatures.signed_by_contact_id',
    ]
    expect(wanted.filter((key) => !covered.has(key))).toEqual([])
  })
})

/** Not with the callers, who hold every answer against the contract: a marker is no e-mail address. */
async function textOf(path: string, caller: keyof typeof seenBy): Promise<string> {
  const headers = caller === 'public' ? {} : { authorization: `Bearer ${t.keys[caller]}` }
  const answer = await fetch(t.url + base + path, { headers })
  const text = await answer.text()
  // A refusal repeats the path that was called, and nothing else.
  return answer.ok ? text : ''
}

const ofContribution = '(select organisation_id from contributions where contributions.id = contribution_id)'
/** Whose a row is, where the table itself does not say. */
const ownedThrough: Record<string, string> = {
  allocations: `coalesce(matcher_id, ${ofContribution})`,
  follow_ups: ofContribution,
}

/** Puts a marker in every column that is not public and takes one; what the others hold is looked for as it is. */
async function plantMarkers(): Promise<Planted[]> {
  const { pool } = t.connection
  const open = new Set<string>()
  for (const column of columns.filter((candidate) => candidate.type === 'uuid' && levelOf(candidate) === 'public')) {
    const { rows } = await pool.query(`select distinct ${column.name} as value from ${column.table}`)
    for (const { value } of rows) open.add(value)
  }
  const planted: Planted[] = []
  for (const column of columns.filter((candidate) => levelOf(candidate) !== 'public')) {
    const { table, name, type, generated } = column
    const owner = columns.some((other) => other.table === table && other.name === 'organisation_id')
      ? 'organisation_id'
      : (ownedThrough[table] ?? 'null::uuid')
    if (type === 'text' && !generated) {
      // A column under a check keeps what it has, and is left out.
      const marked = await pool
        .query(`update ${table} set ${name} = 'HEMLIGT-${table}-${name}-' || coalesce(${owner}::text, '')`)
        .catch(() => undefined)
      if (!marked) continue
    } else if (!generated && type !== 'uuid' && type !== 'bytea') continue
    const printed = type === 'bytea' ? `encode(${name}, 'hex')` : `${name}::text`
    const { rows } = await pool.query(
      `select distinct ${printed} as value, ${owner} as "organisationId" from ${table} where ${name} is not null`,
    )
    for (const { value, organisationId } of rows) if (!open.has(value)) planted.push({ column, value, organisationId })
  }
  return planted
}
