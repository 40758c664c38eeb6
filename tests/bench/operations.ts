// `npm run bench:operations [ROWS]`: how long each operation holds the event loop, on tables with so many rows each. The
// processor time of the register's main thread for one request at a time, so that other work on the machine counts for
// little; Linux alone tells it. An operation may be dear, but no more than 50 ms of it in one piece: what comes near is
// to be looked at. A list also comes whole, in batches, which is more than one piece.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../src/db/connect.ts'
import { openEmbedded } from '../../src/db/embedded/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { lines } from '../../src/http/responses/formats.ts'
import { base } from '../../src/representation.ts'
import { makeBaseline } from '../support/baseline.ts'
import { exampleOf, listsOf, operationsOf, writtenOutOf, type Contract } from '../support/contract.ts'
import { pathsByOperation } from '../support/crawl.ts'
import { manyRows } from '../support/many-rows.ts'
import { fillTables } from '../support/rows.ts'
import { startRegister, type Server } from './processes.ts'

const rows = Number(process.argv[2] ?? 20_000)
const times = 7

interface Call {
  name: string
  method: string
  path: string
  headers?: Record<string, string>
  body?: unknown
}

interface Measured extends Call {
  status: number
  first: number
  median: number
  worst: number
}

const live: Call = { name: 'live', method: 'GET', path: '/health/live' }

const directory = mkdtempSync(join(tmpdir(), 'register-operations-'))
const server = await openEmbedded(directory, { use: 'exclusive' })
try {
  await migrate(server.ownerUrl)
  const owner = connect(server.ownerUrl, () => {}, 'owner')
  const { keys } = await makeBaseline(owner.db)
  await fillTables(owner.pool)
  await manyRows(owner.pool, rows)
  await owner.close()
  const limits = { RATE_LIMIT: '1000000', RATE_LIMIT_PUBLIC: '1000000' }
  const register = await startRegister({ DATABASE_URL: server.ownerUrl, PORT: '0', SEED: 'none', ...limits })
  try {
    await measureAll(register, keys.coordinator)
  } finally {
    await register.stop()
  }
} finally {
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
}

async function measureAll(register: Server, key: string): Promise<void> {
  const authorization = `Bearer ${key}`
  const send = ({ method, path, headers, body }: Omit<Call, 'name'>) =>
    fetch(register.url + path, {
      method,
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const read = async (path: string) => ({ body: await (await send({ method: 'GET', path })).json() })
  const contract = writtenOutOf((await read('/openapi.json')).body as Contract)
  const paths = await pathsByOperation({ get: (path) => ({ expect: () => read(base + path) }) }, contract)

  const measured: Measured[] = []
  for (const call of [live, ...callsOf(contract, paths)]) {
    const spent: number[] = []
    let status = 0
    for (let i = 0; i < times; i++) {
      const before = busyMs(register)
      const answer = await send(call)
      await answer.arrayBuffer()
      status = answer.status
      spent.push(busyMs(register) - before)
    }
    // The first compiles what it runs.
    const warm = spent.slice(1).toSorted((a, b) => a - b)
    measured.push({
      ...call,
      status,
      median: warm[Math.floor(warm.length / 2)]!,
      worst: warm.at(-1)!,
      first: spent[0]!,
    })
  }
  const [{ median: least }, ...others] = measured as [Measured, ...Measured[]]
  console.log(
    `${rows} rows in each large table, ${times} requests one after the other; GET ${live.path}: ${ms(least)} ms`,
  )
  console.log(
    '| operation | answers | first ms | median ms | worst ms | of live |\n| --- | --- | --- | --- | --- | --- |',
  )
  for (const { name, status, first, median, worst } of others.toSorted((a, b) => b.worst - a.worst)) {
    console.log(`| ${name} | ${status} | ${ms(first)} | ${ms(median)} | ${ms(worst)} | ${ms(worst / least)} |`)
  }
}

/** Every operation: reads of rows that are there, writes of the contract's own examples, and each list whole. */
function callsOf(contract: Contract, paths: Awaited<ReturnType<typeof pathsByOperation>>): Call[] {
  const known = new Map([...paths].map(([{ path }, [found]]) => [path, found]))
  const reads = [...paths].flatMap(([{ operationId: name }, [path]]) => (path ? [{ name, method: 'GET', path }] : []))
  const wholes = listsOf(contract).flatMap(({ operationId, path }) => {
    const found = known.get(path)
    return found ? [{ name: `${operationId}, whole`, method: 'GET', path: found, headers: { accept: lines } }] : []
  })
  const writes = operationsOf(contract).flatMap(({ method, path, operationId: name, requestBody }) => {
    if (method === 'get') return []
    const media = requestBody?.content['application/json']
    const body = media && exampleOf(contract, media)
    const target = targetOf(path, known)
    return target ? [{ name, method: method.toUpperCase(), path: target, headers: { 'if-match': '*' }, body }] : []
  })
  return [...reads, ...wholes, ...writes].map((call) => ({ ...call, path: base + call.path }))
}

/** Where a write goes: beside or below what can be read. */
function targetOf(path: string, known: Map<string, string | undefined>): string | undefined {
  if (!path.includes('{')) return path
  const parts = path.split('/')
  for (let length = parts.length; length > 0; length--) {
    const found = known.get(parts.slice(0, length).join('/'))
    const rest = parts.slice(length)
    if (found && !rest.some((part) => part.startsWith('{'))) return [found, ...rest].join('/')
  }
  return undefined
}

/** What the kernel says that the main thread has had of a processor so far. */
function busyMs({ pid }: Server): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0)
}
