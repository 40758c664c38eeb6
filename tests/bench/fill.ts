// The rows of a benchmark: the same for everybody and every run, made by Postgres itself in a few large statements.
import pg from 'pg'
import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createApiKey } from '../../src/identity/api-keys/commands.ts'
import { seedAreas } from '../../src/seed/areas.ts'
import { seedVocabularies } from '../../src/seed/vocabularies.ts'
import { inTransaction, type Work } from '../../src/work.ts'

export const organisationCount = 112
/** Offers with room for everybody, beside the others: a rush for places needs some to give. */
export const rushed = 1_000
const chunk = 50_000

export interface Keys {
  reader: string
  partner: string
  matcher: string
}

/**
 * Makes an empty database one with the register's schema, vocabularies and areas, 112 organisations, so many
 * contributions, and new keys. Rows are written past the triggers (`session_replication_role = replica`): the log holds
 * nothing of them, and nothing counts their allocations, of which there are none.
 */
export async function fill(url: string, contributions: number): Promise<void> {
  await migrate(url)
  await asSystem(url, async ({ tx }) => {
    await seedVocabularies(tx)
    await seedAreas(tx)
  })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`set session_replication_role = replica; set maintenance_work_mem = '512MB'`)
  await client.query(organisationsSql, [organisationCount])
  const indexes = await dropIndexes(client)
  for (let from = 1; from <= contributions; from += chunk) {
    await client.query(contributionsSql, [from, Math.min(contributions, from + chunk - 1)])
  }
  await client.query(rushSql, [rushed])
  for (const statement of indexes) await client.query(statement)
  await client.query('vacuum (analyze)')
  await client.query('checkpoint')
  await client.end()
}

/** A key for each part that a caller plays. The partner's and the matcher's organisations are the first and the second. */
export function makeKeys(url: string): Promise<Keys> {
  return asSystem(url, async (work) => {
    const make = async (role: 'reader' | 'partner' | 'matcher', n?: number) =>
      (await createApiKey(work, { name: `Bench ${role}`, role, ...(n && { organisationId: organisationId(n) }) })).key
    return { reader: await make('reader'), partner: await make('partner', 1), matcher: await make('matcher', 2) }
  })
}

export function organisationId(n: number): string {
  return `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
}

async function asSystem<T>(url: string, command: (work: Work) => Promise<T>): Promise<T> {
  const { db, close } = connect(url, () => {})
  const occasion = { actor: { kind: 'system', name: 'bench' }, now: new Date(), requestId: 'bench' } as const
  try {
    return await inTransaction(db, occasion, command)
  } finally {
    await close()
  }
}

/** What would be written row by row is built at once afterwards. Gives the statements that do. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where indrelid = 'contributions'::regclass and not indisprimary`)
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(({ definition }) => definition)
}

const organisationsSql = `
  insert into organisations (id, created_at, updated_at, name, kind, sector, city, description_sv, visibility)
  select ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, at, at,
    (array['Älvens', 'Norra', 'Fästningens', 'Ytterby', 'Marstrands', 'Diseröds', 'Kärna', 'Öbornas'])[1 + n % 8]
      || ' ' || (array['bygg', 'vård', 'förening', 'församling', 'handel', 'bostäder', 'skola'])[1 + n % 7] || ' ' || n || ' (påhittad)',
    'legal_entity', (select array_agg(code order by position, code) from sectors)[1 + n % (select count(*)::int from sectors)],
    'Kungälv', 'En påhittad aktör.', case when n % 14 = 0 then 'internal' else 'public' end
  from generate_series(1, $1::int) n, lateral (select timestamptz '2016-06-01 08:00Z' + n * interval '1 day' as at) registered`

/** Numbered from `$1` to `$2`. `h[1]` and on are numbers that have nothing to do with one another. */
const contributionsSql = `
  insert into contributions (id, created_at, updated_at, organisation_id, type, title, description, areas, target_groups,
    starts_on, ends_on, apply_by, place, hours, requirements, languages, offered, funded, status, published_at, sources)
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, at, at,
    ('01900000-0000-7000-8000-' || lpad((1 + h[1] % ${organisationCount})::text, 12, '0'))::uuid,
    -- Three in ten are summer jobs.
    case when h[2] % 10 < 3 then 'feriejobb' else types[1 + h[3] % cardinality(types)] end,
    words[1 + h[4] % 20] || ' ' || places[1 + h[5] % 12] || ' ' || n,
    words[1 + h[4] % 20] || ' och ' || words[1 + h[6] % 20] || ' tillsammans med handledare på ' || places[1 + h[5] % 12]
      || '. En påhittad insats som inte finns, med nummer ' || n || ', för den som vill pröva på ett yrke.',
    array[areas[1 + h[3] % cardinality(areas)]], array[groups[1 + h[6] % cardinality(groups)]],
    starts, starts + 28, starts - 45, places[1 + h[5] % 12], '8-16', 'Inga förkunskaper behövs.',
    case when h[7] % 5 = 0 then '{sv,en}' else '{sv}' end::text[], 1 + h[7] % 12, 1 + h[7] % 12,
    states[1 + h[8] % 10],
    at, jsonb_build_array(jsonb_build_object('documentId', cited))
  from generate_series($1::int, $2::int) n,
    lateral (select array_agg((hashint4extended(n, seed) & 2147483647)::int order by seed) as h from generate_series(1, 9) seed) scattered,
    lateral (select timestamptz '2019-01-01 08:00Z' + n * interval '3 minutes' as at, 
      -- Most are over and followed up, as after some years; what is open begins far from now, or the register would close it.
      array['published', 'published', 'published', 'draft'] || array_fill('followed_up'::text, array[6]) as states) times,
    lateral (select case when h[8] % 10 < 4 then date '2040-01-01' else date '2016-06-23' end + h[9] % 3650 as starts) period,
    (select array_agg(code order by position, code) as types from contribution_types) t,
    (select id as cited from documents order by id limit 1) d,
    (select array_agg(code order by number) as areas from areas) a,
    (select array_agg(code order by position, code) as groups from target_groups) g,
    (values (array['Sommarjobb', 'Praktik', 'Språkpraktik', 'Lagerarbete', 'Köksarbete', 'Vårdarbete', 'Parkarbete', 'Städning',
        'Butiksarbete', 'Fritidsledning', 'Målning', 'Snickeri', 'Kontorsarbete', 'Mentorskap', 'Läxhjälp', 'Idrottsledning', 'Odling',
        'Cykelverkstad', 'Biblioteksarbete', 'Djurskötsel'],
      array['Ytterby', 'Kareby', 'Marstrand', 'Kode', 'Diseröd', 'Kärna', 'Komarken', 'Fontin', 'Mimers hus', 'lagret', 'museet', 'hamnen'])) v(words, places)`

const rushSql = `
  insert into contributions (organisation_id, type, title, starts_on, ends_on, offered, status, published_at)
  select '01900000-0000-7000-8000-000000000003', 'feriejobb', 'Rusning ' || n || ' (påhittad)', '2098-06-01', '2098-07-01', 100000,
    'published', registry_now()
  from generate_series(1, $1::int) n`
