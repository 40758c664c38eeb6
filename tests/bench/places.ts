// A rush for the last places of an offer, over HTTP, on two registers that share one database (DATABASE_URL, empty, or
// an embedded one of its own): `node tests/bench/places.ts [requests] [places]`. Prints what it took; exit code 1 when
// the answers or the counters are not what they must be.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openEmbedded } from '../../src/db/embedded/embedded.ts'
import { base } from '../../src/representation.ts'
import { contend, miscounted, post, tally, type Answer } from '../support/places-load.ts'
import { start } from '../support/register-process.ts'

const [requests = 500, places = 20] = process.argv.slice(2).map(Number)
const matchers = 4
const directory = mkdtempSync(join(tmpdir(), 'register-bench-'))
const given = process.env.DATABASE_URL
const database = given ? { url: given, stop: async () => {} } : await openEmbedded(directory, { use: 'exclusive' })
const environment = { DATABASE_URL: database.url, PORT: '0', SEED: 'facts' }
const registers: Awaited<ReturnType<typeof start>>[] = []

try {
  registers.push(await start(environment))
  registers.push(await start(environment))
  const urls = registers.map(({ url }) => url)
  const coordinator = registers[0]!.firstKey
  const make = async (path: string, body: object): Promise<any> => {
    const response = await post(`${urls[0]}${base}${path}`, coordinator, body)
    if (response.status !== 201) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response.json()
  }
  const organisation = (name: string) => make('/organisations', { name, kind: 'legal_entity', sector: 'education' })
  const keys: string[] = []
  for (let i = 1; i <= matchers; i++) {
    const { id } = await organisation(`Skola ${i} (påhittad)`)
    keys.push((await make('/api-keys', { name: `Skola ${i}`, role: 'matcher', organisationId: id })).key)
  }
  const { id: organisationId } = await organisation('Arbetsgivaren (påhittad)')
  // The first rush finds the registers cold: just started, nothing compiled, no connection open.
  for (const state of ['cold', 'warm']) {
    const offer = {
      organisationId,
      type: 'feriejobb',
      title: `Rusning, ${state} (påhittad)`,
      capacity: { offered: places },
    }
    const { id: contributionId } = await make('/contributions', { ...offer, status: 'published' })
    const began = performance.now()
    const answers = await contend({ urls, keys, contributionId, requests })
    report(state, answers, performance.now() - began)
  }
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const wrong = await miscounted(client)
  await client.end()
  console.log(
    wrong.length === 0 ? 'counters equal the sums of the allocations' : `MISCOUNTED: ${JSON.stringify(wrong)}`,
  )
  if (wrong.length > 0) process.exitCode = 1
} finally {
  for (const { child } of registers) child.kill('SIGKILL')
  await database.stop()
  rmSync(directory, { recursive: true, force: true })
}

function report(state: string, answers: Answer[], took: number): void {
  const counts = tally(answers)
  const [granted = 0, refused = 0] = [counts[201], counts[409]]
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const percentile = (part: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))]!)
  console.log(
    `${state}: ${requests} requests for ${places} places: ${granted} granted, ${refused} refused, ` +
      `${requests - granted - refused} other; ${Math.round(took)} ms, p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms`,
  )
  if (granted !== Math.min(places, requests) || granted + refused !== requests) process.exitCode = 1
}
