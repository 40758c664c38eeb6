import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RegistryError } from '../../src/errors.ts'
import { actOnAllocation, allocatePlaces, expireDueOf } from '../../src/registry/allocations/commands.ts'
import {
  changeContribution,
  closeContribution,
  pauseContribution,
  publishContribution,
  withdrawContribution,
} from '../../src/registry/contributions/commands.ts'
import type { Actor } from '../../src/actor.ts'
import { inTransaction, type Work } from '../../src/work.ts'
import { after, countersOf, freeIn, type Offer, type Op, type Outcome } from '../support/places-oracle.ts'
import { nobody } from '../support/builders.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const sequences = 1_000
const atOnce = 4
const longest = 12
const start = Date.parse('2025-02-03T09:30:00.000Z')

const places = fc.integer({ min: 1, max: 8 })
const capacity = { offered: places, funded: fc.option(fc.integer({ min: 0, max: 8 })) }
const acts = ['confirmation', 'confirmation', 'start', 'completion', 'cancellation', 'cancellation', 'no-show'] as const
const operation: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      quantity: fc.integer({ min: 1, max: 4 }),
      holdMinutes: fc.integer({ min: 1, max: 30 }),
      waitlist: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('enter' as const),
      quantity: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom('confirmed' as const, 'started' as const, 'completed' as const),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...acts), which: fc.nat({ max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('capacity' as const), ...capacity }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('publication' as const, 'pause' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('closure' as const, 'withdrawal' as const) }) },
)

test(`${sequences} sequences of what may happen to the places of an offer end as a plain oracle says`, async () => {
  await using t = await testApp()
  const property = fc.asyncProperty(
    fc.record(capacity),
    fc.array(operation, { minLength: 3, maxLength: longest, size: 'max' }),
    (offer, ops) => agrees(t, offer, ops),
  )
  await Promise.all(Array.from({ length: atOnce }, () => fc.assert(property, { numRuns: sequences / atOnce })))
  expect((await t.connection.pool.query('select count(*) from contributions')).rows[0].count).toBeGreaterThanOrEqual(
    sequences,
  )
}, 360_000)

/** Runs a sequence on a contribution of its own and by the oracle; every answer and the end must be the same. */
async function agrees(t: TestApp, { offered, funded }: Pick<Offer, 'offered' | 'funded'>, ops: Op[]): Promise<void> {
  const { pool } = t.connection
  const { rows } = await pool.query(
    `insert into contributions (organisation_id, type, title, offered, funded, status, published_at)
    values ($1, 'feriejobb', 'Platser (påhittade)', $2, $3, 'published', now()) returning id`,
    [t.organisations.partner, offered, funded],
  )
  const contributionId: string = rows[0].id
  const ids: string[] = []
  let offer: Offer = { offered, funded, state: 'open', now: 0, allocations: [] }
  for (const drawn of ops) {
    if ('which' in drawn && ids.length === 0) continue
    const op = 'which' in drawn ? { ...drawn, which: drawn.which % ids.length } : drawn
    const expected = after(offer, op)
    expect(await outcomeOf(t, contributionId, ids, offer.now, op)).toEqual(expected.outcome)
    offer = expected.offer
  }

  const { rows: left } = await pool.query(
    `select status, (extract(epoch from expires_at) * 1000)::bigint as expires from allocations
    where contribution_id = $1 order by array_position($2::uuid[], id)`,
    [contributionId, ids],
  )
  expect(
    left.map(({ status, expires }) => [status, status === 'reserved' ? (expires - start) / 60_000 : undefined]),
  ).toEqual(offer.allocations.map(({ status, expiresAt }) => [status, status === 'reserved' ? expiresAt : undefined]))
  const { rows: counted } = await pool.query(
    'select status, offered, funded, reserved, filled, completed from contributions where id = $1',
    [contributionId],
  )
  const status = offer.state === 'open' ? (freeIn(offer) > 0 ? 'published' : 'full') : offer.state
  expect(counted).toEqual([{ status, offered: offer.offered, funded: offer.funded, ...countersOf(offer) }])
}

/** What the register answers to an operation. `ids` takes those that it makes. */
async function outcomeOf(t: TestApp, contributionId: string, ids: string[], minutes: number, op: Op): Promise<Outcome> {
  const now = new Date(start + minutes * 60_000)
  const coordinator = { kind: 'system', name: 'tests' } as const
  const matcher = {
    kind: 'api_key',
    id: nobody,
    scopes: ['read', 'write'],
    role: 'matcher',
    organisationId: t.organisations.matcher,
  } as const
  const run = <T>(command: (work: Work) => Promise<T>, actor: Actor = coordinator) =>
    inTransaction(t.connection.db, { actor, now, requestId: 'model' }, command)
  const stateOf = ({ status }: { status: string }) => ({
    done: status === 'published' || status === 'full' ? 'open' : status,
  })
  try {
    switch (op.do) {
      case 'reserve': {
        const { do: _, ...body } = op
        const { id, status, position } = await run((work) => allocatePlaces(work, contributionId, body), matcher)
        ids.push(id)
        return { done: status, ...(position && { position }) }
      }
      case 'enter': {
        const { do: _, ...body } = op
        const { id, status } = await run((work) => allocatePlaces(work, contributionId, body))
        ids.push(id)
        return { done: status }
      }
      case 'wait':
        return { done: 'waited' }
      case 'sweep':
        await run((work) => expireDueOf(work, contributionId))
        return { done: 'swept' }
      case 'capacity':
        return stateOf(
          await run((work) =>
            changeContribution(work, contributionId, { capacity: { offered: op.offered, funded: op.funded } }),
          ),
        )
      case 'publication':
        return stateOf(await run((work) => publishContribution(work, contributionId)))
      case 'pause':
        return stateOf(await run((work) => pauseContribution(work, contributionId)))
      case 'closure':
        return stateOf(await run((work) => closeContribution(work, contributionId)))
      case 'withdrawal':
        return stateOf(await run((work) => withdrawContribution(work, contributionId, { reason: 'Flytt.' })))
      default:
        return { done: (await run((work) => actOnAllocation(work, ids[op.which]!, op.do))).status }
    }
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    if (error.code !== 'conflict' && error.code !== 'rule_broken') throw error
    return { refused: error.code, ...error.extensions }
  }
}
