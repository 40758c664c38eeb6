import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../../http/contract/list-query.ts'
import {
  body,
  exampleRow,
  Id,
  Instant,
  Line,
  named,
  pageOf,
  rowFields,
  Text,
  Whole,
  closedList,
} from '../../http/contract/schema.ts'
import { allocationStatuses } from './table.ts'

const mostAtOnce = 1_000
const longestHoldMinutes = 30 * 24 * 60

const Quantity = Type.Integer({
  minimum: 1,
  maximum: mostAtOnce,
  description: 'How many, in the unit of the contribution: places, hours or occasions.',
})
const Reference = Line(100, {
  description:
    'What the matcher itself calls it, opaque to the register: never a name or a number of a person, an e-mail address or a phone number. Shown to its organisation and to coordinators.',
})
const HoldMinutes = Type.Integer({
  minimum: 1,
  maximum: longestHoldMinutes,
  description:
    'How long it is held until somebody confirms it, counted from when it is reserved; a week unless said otherwise.',
})
const needId = Type.String({ ...Id, description: 'The need that it covers.' })
const Reason = Line(1000, { description: 'Why it was cancelled. No personal data.' })

const contributionId = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a12'
const matcher = { id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a13', name: 'Exempelskolan' }

export const Allocation = named(
  'Allocation',
  Type.Object(
    {
      ...rowFields,
      contribution: Type.Object({ id: Id, title: Text() }),
      matcher: Type.Optional(
        Type.Object({ id: Id, name: Text() }, { description: 'Whose it is; absent when it is the coordinators’ own.' }),
      ),
      quantity: Quantity,
      status: closedList(allocationStatuses, {
        description:
          '`waiting` for places to become free; then `reserved` until somebody confirms it or its time is out.',
      }),
      position: Type.Optional(Whole({ minimum: 1, description: 'While waiting: its place in the queue.' })),
      expiresAt: Type.Optional({
        ...Instant,
        description: 'While reserved: when it gives its places back. Expired: when it did.',
      }),
      holdMinutes: HoldMinutes,
      needId: Type.Optional(needId),
      reference: Type.Optional(Reference),
      reason: Type.Optional(Reason),
      enteredLater: Type.Optional(
        Type.Boolean({
          description: 'Whether it was registered after the last day of the contribution; absent where none is known.',
        }),
      ),
    },
    {
      examples: [
        {
          ...exampleRow('/allocations'),
          contribution: { id: contributionId, title: 'Sommarjobb på lagret' },
          matcher,
          quantity: 2,
          status: 'reserved',
          expiresAt: '2025-02-10T09:30:00.000Z',
          holdMinutes: 10_080,
          reference: 'SJ-17',
          enteredLater: false,
        },
      ],
    },
  ),
)
export type Allocation = Static<typeof Allocation>

/** How places stand that are entered afterwards; the acts lead on from there. */
const enteredStatuses = ['confirmed', 'started', 'completed'] as const

export const NewAllocation = named(
  'NewAllocation',
  body(
    {
      quantity: Quantity,
      reference: Type.Optional(Reference),
      needId: Type.Optional(needId),
      holdMinutes: Type.Optional(HoldMinutes),
      waitlist: Type.Optional(
        Type.Boolean({ description: 'Queue when not enough are left, instead of being refused.' }),
      ),
      status: Type.Optional(
        closedList(enteredStatuses, {
          description: 'What became of places of what is over, for a coordinator: `confirmed` unless it is said.',
        }),
      ),
    },
    { examples: [{ quantity: 2, reference: 'SJ-17', waitlist: true }] },
  ),
)
export type NewAllocation = Static<typeof NewAllocation>

export const AllocationCancellation = named(
  'AllocationCancellation',
  body({ reason: Type.Optional(Reason) }, { examples: [{ reason: 'Har fått ett annat jobb.' }] }),
)
export type AllocationCancellation = Static<typeof AllocationCancellation>

export const AllocationPage = pageOf(Allocation)

const sorts = ['createdAt', 'updatedAt']
const filters = {
  status: anyOf(closedList(allocationStatuses)),
  needId: anyOf(Id, 'The need that it covers.'),
  matcherId: anyOf(Id, 'Whose it is.'),
}
export const ContributionAllocationQuery = listQuery(sorts, Allocation, filters)
export const AllocationQuery = listQuery(sorts, Allocation, {
  ...filters,
  contributionId: anyOf(Id, 'The contribution that it is of.'),
})
export type AllocationQuery = Static<typeof AllocationQuery>
