// The floor: what the register is measured against. The same answers from the same database by hand: node:http, pg with
// prepared statements, JSON.stringify, and nothing else. No roles, no validation, no log, no metrics, no limits.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import pg from 'pg'

const { DATABASE_URL: connectionString, KEYS = '[]' } = process.env
const pool = new pg.Pool({ connectionString, max: 20 })
/** Who a key stands for, by its hash: [hash, organisation] pairs. */
const keys = new Map<string, string | null>(JSON.parse(KEYS))

const columns = `c.id, c.version, c.created_at as "createdAt", c.updated_at as "updatedAt", c.organisation_id as "organisationId",
  o.name as "organisationName", c.collaboration_id as "collaborationId", c.type, c.title, c.description, c.areas,
  c.target_groups as "targetGroups", c.starts_on as "startsOn", c.ends_on as "endsOn", c.apply_by as "applyBy", c.place,
  c.hours, c.requirements, c.languages, c.series_id as "seriesId", c.latitude, c.longitude, c.offered, c.funded, c.reserved,
  c.filled, c.completed, c.status, c.withdrawal_reason as "withdrawalReason", c.published_at as "publishedAt", c.sources`
const visible = `from contributions c join organisations o on o.id = c.organisation_id
  where o.visibility = 'public' and c.status <> 'draft'`

const statements = {
  one: `select ${columns} ${visible} and c.id = $1`,
  filtered: `select ${columns} ${visible} and c.type = $1 and c.status = $2 order by coalesce(c.starts_on, 'infinity'), c.id limit $3`,
  newest: `select ${columns} ${visible} and o.sector = $1 order by c.created_at desc, c.id desc limit $2`,
  all: `select ${columns} ${visible} order by c.created_at desc, c.id desc`,
  insert: `insert into contributions as c (organisation_id, type, title, description, areas, starts_on, ends_on, apply_by, place, offered, status, published_at)
    select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'published', now() returning *`,
  actor: `select set_config('app.actor_kind', 'api_key', true), set_config('app.actor_organisation_id', $1, true)`,
}
const query = (client: pg.Pool | pg.PoolClient, name: keyof typeof statements, values: unknown[]) =>
  client.query({ name, text: statements[name], values })

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
  const organisation = keys.get(createHash('sha256').update(token).digest('hex'))
  if (organisation === undefined) return send(response, 401, {})
  const { pathname, searchParams } = new URL(request.url!, 'http://floor')
  if (request.method === 'POST') return send(response, 201, await create(organisation, await bodyOf(request)))
  if (pathname === '/export') return sendAll(response)
  const id = /^\/contributions\/(.+)$/.exec(pathname)?.[1]
  if (id) return send(response, 200, (await query(pool, 'one', [id])).rows[0])
  const { type, status, sector, limit } = Object.fromEntries(searchParams)
  const { rows } = sector
    ? await query(pool, 'newest', [sector, limit])
    : await query(pool, 'filtered', [type, status, limit])
  send(response, 200, { items: rows })
}

/** The log wants to know who: so it takes a transaction. */
async function create(organisation: string | null, body: Record<string, any>): Promise<object> {
  if (typeof body.title !== 'string' || !(body.capacity?.offered > 0)) throw new Error('refused')
  const { type, title, description, areas, startsOn, endsOn, applyBy, place, capacity } = body
  const client = await pool.connect()
  try {
    await client.query('begin')
    await query(client, 'actor', [organisation])
    const values = [organisation, type, title, description, areas, startsOn, endsOn, applyBy, place, capacity.offered]
    const { rows } = await query(client, 'insert', values)
    await client.query('commit')
    return rows[0]
  } finally {
    client.release()
  }
}

async function sendAll(response: ServerResponse): Promise<void> {
  const { rows } = await query(pool, 'all', [])
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  response.end(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, any>> {
  let text = ''
  for await (const part of request) text += part
  return JSON.parse(text)
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }))
})
server.listen(0, '127.0.0.1', () =>
  console.log(`listening on http://127.0.0.1:${(server.address() as { port: number }).port}`),
)
