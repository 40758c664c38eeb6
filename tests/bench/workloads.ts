// What is measured: the register's own requests, and what each of them is held against.
import pg from 'pg'
import { cursorOf } from '../../src/db/statements/page.ts'
import { base } from '../../src/representation.ts'
import { rushed, type Keys } from './fill.ts'
import type { Call } from './load.ts'

/** Requests to one of the two servers. */
export interface Side {
  /** `both`: two registers on one database. */
  server: 'register' | 'floor' | 'both'
  calls: Call[]
  expected: number
}

export interface Workload {
  name: string
  title: string
  goal: string
  subject: Side
  /** The floor, or another workload of our own; absent where the time itself is the goal. */
  reference?: Side
  /** Only with these numbers of connections; all that are asked for otherwise. */
  connections?: number[]
  /** So many requests one after the other, not as many as can be: an answer of a hundred megabytes. */
  times?: number
}

const apart = 1_000
const wanted = 'type=feriejobb&status=published&sort=startsOn&limit=50'
const newest = 'sector=business&limit=50'

/** All workloads, for a database that is filled; `register` is asked for what only an answer tells. */
export async function workloadsOn(databaseUrl: string, register: string, keys: Keys): Promise<Workload[]> {
  const ids = await idsOn(databaseUrl)
  const as = (key: keyof Keys) => ({ authorization: `Bearer ${keys[key]}` })
  const get = (path: string, headers: Record<string, string> = as('reader')): Call => ({ method: 'GET', path, headers })
  const post = (path: string, key: keyof Keys, body: object): Call => ({
    method: 'POST',
    path,
    headers: { ...as(key), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const ours = (calls: Call[], expected = 200): Side => ({ server: 'register', calls, expected })
  const floor = (calls: Call[], expected = 200): Side => ({ server: 'floor', calls, expected })

  const list = ours([get(`${base}/contributions?${wanted}`)])
  const create = ours([post(`${base}/contributions`, 'partner', offer)], 201)
  const deep = await deepPages(databaseUrl, register, as('reader'))
  const open = `${base}/contributions?${wanted}`
  const etag = (await fetch(register + open)).headers.get('etag')
  return [
    {
      name: 'W1',
      title: 'one contribution by id',
      goal: '>= 1.2',
      subject: ours(ids.many.map((id) => get(`${base}/contributions/${id}`))),
      reference: floor(ids.many.map((id) => get(`/contributions/${id}`))),
    },
    {
      name: 'W2',
      title: 'list of 50, two filters, sorted',
      goal: '>= 1.5',
      subject: list,
      reference: floor([get(`/contributions?${wanted}`)]),
    },
    ...deep.map(({ title, path }) => ({
      name: 'W3',
      title,
      goal: '>= 0.95 of W2',
      subject: ours([get(path)]),
      reference: list,
    })),
    // What is written comes last: this tag would be another after it, and lists would be of other rows.
    {
      name: 'W9',
      title: 'public list, If-None-Match unchanged',
      goal: '>= 2 x W2',
      subject: ours([get(open, { 'if-none-match': etag ?? '"none"' })], etag ? 304 : 200),
      reference: list,
    },
    {
      name: 'W5',
      title: 'list of 50 by the sector of the organisation, with its name',
      goal: '>= 1.4',
      subject: ours([get(`${base}/contributions?${newest}`)]),
      reference: floor([get(`/contributions?${newest}`)]),
    },
    {
      name: 'P',
      title: 'two registers, against one',
      goal: '>= 1.5 x one',
      subject: { ...list, server: 'both' },
      reference: list,
    },
    {
      name: 'W6',
      title: 'export of all as NDJSON',
      goal: '>= 1.0, + <= 60 MB',
      subject: ours([get(`${base}/contributions`, { ...as('reader'), accept: 'application/x-ndjson' })]),
      reference: floor([get('/export')]),
      connections: [1],
      times: 1,
    },
    {
      name: 'W7',
      title: 'search, two words',
      goal: 'p50 <= 15 ms at 1, <= 100 ms at 16',
      subject: ours(searches.map((q) => get(`${base}/contributions?q=${encodeURIComponent(q)}&limit=50`))),
      connections: [1, 16],
    },
    {
      name: 'W4',
      title: 'create one contribution',
      goal: '>= 0.7',
      subject: create,
      reference: floor([post('/contributions', 'partner', offer)], 201),
    },
    {
      name: 'W8',
      title: `allocation of a place, ${rushed} contributions`,
      goal: '>= 0.5 of W4',
      subject: ours(
        ids.rushed.map((id) => post(`${base}/contributions/${id}/allocations`, 'matcher', { quantity: 1 })),
        201,
      ),
      reference: create,
      connections: [64],
    },
  ]
}

/** Of one word that is everywhere and one that is not, of two that are common, and of two that meet rarely. */
const searches = ['sommarjobb ytterby', 'läxhjälp hamnen', 'påhittad insats', 'cykelverkstad djurskötsel']

const offer = {
  type: 'feriejobb',
  title: 'Sommarjobb på lagret (påhittat)',
  description: 'Plocka, packa och köra truck med handledare. En påhittad insats som inte finns.',
  areas: ['arbete-och-sysselsattning'],
  startsOn: '2097-06-21',
  endsOn: '2097-07-16',
  applyBy: '2097-04-30',
  place: 'Ytterby',
  capacity: { offered: 8 },
  status: 'published',
}

async function idsOn(databaseUrl: string) {
  return withClient(databaseUrl, async (client) => {
    const many = await client.query(
      `select c.id from contributions c join organisations o on o.id = c.organisation_id
      where o.visibility = 'public' and c.status = 'published' order by md5(c.id::text) limit $1`,
      [apart],
    )
    const rush = await client.query(`select id from contributions where title like 'Rusning %' order by id`)
    return { many: many.rows.map(({ id }) => id as string), rushed: rush.rows.map(({ id }) => id as string) }
  })
}

/**
 * Pages far into a list, by cursor; of a million rows a reader sees 836 000. Walking there takes minutes: the cursor is
 * put together here as the register does it, from one that the register gave and the position of the row.
 */
async function deepPages(databaseUrl: string, register: string, headers: Record<string, string>) {
  const lists = [
    {
      path: `${base}/contributions?${wanted}`,
      where: `c.type = 'feriejobb' and c.status = 'published'`,
      rows: [50_000],
    },
    { path: `${base}/contributions?sort=startsOn&limit=50`, where: 'true', rows: [50_000, 800_000] },
  ]
  return withClient(databaseUrl, async (client) => {
    const pages: { title: string; path: string }[] = []
    for (const { path, where, rows } of lists) {
      for (const row of rows) {
        const { rows: found } = await client.query(
          `select coalesce(c.starts_on, 'infinity')::text as key, c.id
          from contributions c join organisations o on o.id = c.organisation_id
          where o.visibility = 'public' and c.status <> 'draft' and ${where}
          order by coalesce(c.starts_on, 'infinity'), c.id offset $1 limit 1`,
          [row],
        )
        if (!found[0]) continue
        // The register may have closed the last one while Postgres was counting the rows.
        const { _links: links } = (await (
          await fetch(register + path, { headers: { ...headers, connection: 'close' } })
        ).json()) as Page
        const title = `${where === 'true' ? 'all' : 'the list of W2'}, from row ${row} on`
        pages.push({ title, path: moved(links.next.href, found[0].key, found[0].id) })
      }
    }
    return pages
  })
}
interface Page {
  _links: { next: { href: string } }
}

/** A link whose cursor stands at another row. */
function moved(href: string, key: string, id: string): string {
  const url = new URL(href, 'http://register')
  const [content] = JSON.parse(Buffer.from(url.searchParams.get('cursor')!, 'base64url').toString()) as [string]
  const [sort, , , filters] = JSON.parse(content) as string[]
  url.searchParams.set('cursor', cursorOf(sort!, { key, id }, filters!))
  return url.pathname + url.search
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
