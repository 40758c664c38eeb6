// `npm run bench`: the register beside a server written by hand (floor.ts), on one database, under one load.
//   --workloads W1,W2  --rounds 5  --seconds 5  --sizes 10000,100000,1000000  --connections 16,64
//   --soak --minutes 10  instead: minutes on end at 70 % of what can be done, at the first of the sizes (soak.ts)
//   --json FILE        all figures, also of each round
//   --data DIRECTORY   keeps the filled databases there, and uses those that it finds
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openEmbedded } from '../../src/db/embedded/embedded.ts'
import { hashOf } from '../../src/identity/api-keys/key.ts'
import { fill, makeKeys, organisationId, type Keys } from './fill.ts'
import { measure, type Contestants, type Result } from './measure.ts'
import { postmasterOf, startDriver, startFloor, startRegister } from './processes.ts'
import { soak } from './soak.ts'
import { measureStart, type Start } from './start.ts'
import { tableOf } from './table.ts'
import { workloadsOn } from './workloads.ts'

const { values: given } = parseArgs({
  options: {
    workloads: { type: 'string', default: 'W1,W2,W3,W4,W5,W6,W7,W8,W9,P,S' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '10000,100000,1000000' },
    connections: { type: 'string', default: '16,64' },
    soak: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    json: { type: 'string' },
    data: { type: 'string' },
  },
})
const names = given.workloads.split(',')
const [rounds, seconds] = [Number(given.rounds), Number(given.seconds)]
const [sizes, connections] = [given.sizes, given.connections].map((list) => list.split(',').map(Number))

const directory = given.data ?? mkdtempSync(join(tmpdir(), 'register-bench-'))
const machine = `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`
console.log(`${machine}; ${rounds} rounds of ${seconds} s`)

const results: Result[] = []
let start: Start | undefined
const driver = startDriver()
const database = await openEmbedded(directory, { use: 'exclusive' })
try {
  if (given.soak) await soakOn(await filled(sizes![0]!))
  else for (const size of sizes!) await benchOn(await filled(size), size)
} finally {
  await driver.stop()
  await database.stop()
}
if (names.includes('S') && !given.soak) {
  start = await measureStart(join(directory, 'start'))
  console.log(
    `S: ready ${start.readyMs.join(', ')} ms after it was started (goal < 2000), idle at ${start.idleMb} MB (goal < 200)`,
  )
}
if (!given.data) rmSync(directory, { recursive: true, force: true })
if (given.json) writeFileSync(given.json, `${JSON.stringify({ machine, rounds, seconds, results, start }, null, 2)}\n`)

/** The URL of a database with so many contributions: a copy of one that is filled once, so that every run begins alike. */
async function filled(size: number): Promise<string> {
  const at = (name: string) => Object.assign(new URL(database.ownerUrl), { pathname: `/${name}` }).href
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  const { rows } = await client.query('select from pg_database where datname = $1', [`filled_${size}`])
  if (rows.length === 0) {
    const began = performance.now()
    await client.query(`create database filling_${size}`)
    await fill(at(`filling_${size}`), size)
    await client.query(`alter database filling_${size} rename to filled_${size}`)
    console.log(`filled ${size} in ${Math.round((performance.now() - began) / 1000)} s`)
  }
  await client.query(`drop database if exists bench_${size}`)
  await client.query(`create database bench_${size} template filled_${size} strategy file_copy`)
  await client.end()
  return at(`bench_${size}`)
}

async function benchOn(url: string, size: number): Promise<void> {
  const keys = await makeKeys(url)
  const register = await startOn(url)
  // Plans by the same prices: servers are compared, not what Postgres is told.
  const floor = await startFloor({ DATABASE_URL: url, KEYS: hashesOf(keys), PGOPTIONS: '-c random_page_cost=1.1' })
  const second = names.includes('P') ? await startOn(url) : undefined
  const contestants: Contestants = { register, floor, second, driver, postmaster: await postmasterOf(url) }
  const ofThisSize: Result[] = []
  try {
    for (const workload of await workloadsOn(url, register.url, keys)) {
      if (!names.includes(workload.name)) continue
      for (const count of workload.connections ?? connections!) {
        ofThisSize.push(...(await measure(contestants, workload, { size, connections: count, rounds, seconds })))
      }
    }
  } finally {
    await Promise.all([register.stop(), floor.stop(), second?.stop()])
  }
  results.push(...ofThisSize)
  console.log(`\n${size} contributions\n${tableOf(ofThisSize)}`)
}

async function soakOn(databaseUrl: string): Promise<void> {
  const keys = await makeKeys(databaseUrl)
  const register = await startOn(databaseUrl)
  try {
    if (!(await soak({ databaseUrl, register, driver, keys }, Number(given.minutes)))) process.exitCode = 1
  } finally {
    await register.stop()
  }
}

function startOn(url: string) {
  // Counted as always, and never reached.
  const limits = { RATE_LIMIT: '1000000', RATE_LIMIT_PUBLIC: '1000000' }
  return startRegister({ DATABASE_URL: url, PORT: '0', SEED: 'none', LOG_LEVEL: 'info', ...limits })
}

/** What the floor knows of keys: by their hash, for whom. */
function hashesOf(keys: Keys): string {
  const of = (key: string, organisation: string | null) => [hashOf(key).toString('hex'), organisation]
  return JSON.stringify([
    of(keys.reader, null),
    of(keys.partner, organisationId(1)),
    of(keys.matcher, organisationId(2)),
  ])
}
