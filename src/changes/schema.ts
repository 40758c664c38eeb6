import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../http/contract/list-query.ts'
import { All, Id, Instant, Line, named, pageOf, scalar, Text, Whole, closedList } from '../http/contract/schema.ts'
import { resources } from './resources.ts'
import { actorKinds, operations } from './table.ts'

/** Why something is corrected, as bodies have it. */
export const CorrectionReason = scalar(
  'CorrectionReason',
  Line(500, {
    description: 'Why, for the log, where coordinators read it beside what was changed. It names no person.',
  }),
)

export const Change = named(
  'Change',
  Type.Object(
    {
      position: Type.Optional(
        Whole({
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'Its place in the log. A moment after it was written, and for good.',
        }),
      ),
      link: Type.Optional(
        Text({
          description: 'SHA-256 over the link before, the position and the content: note one to prove the log by.',
        }),
      ),
      resource: closedList(resources),
      resourceId: Id,
      version: Whole({
        description: 'The version that this change made; of `derive` the one that it left as it was.',
      }),
      operation: closedList(operations, {
        description:
          '`erase`: the data of a person is gone for good. `derive`: only what follows from other rows moved, such as the places taken.',
      }),
      at: Instant,
      actor: Type.Object({
        kind: closedList(actorKinds, {
          description: '`public`: anyone, without a key. `database`: somebody who wrote past the register, in psql.',
        }),
        id: Type.Optional(Id),
        name: Type.Optional(Text()),
        role: Type.Optional(Text()),
        organisationId: Type.Optional(Id),
      }),
      requestId: Type.Optional(Text()),
      reason: Type.Optional(
        Text({ description: 'Why, where it is a correction; `[redacted]` where that has been taken out.' }),
      ),
      fields: All(Text(), { description: 'What changed. Personal data is named here but never shown.' }),
      old: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description: '`[redacted]` where a text has been taken out since.',
        }),
      ),
      new: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    },
    {
      description: 'One thing that happened to a row.',
      examples: [
        {
          position: 4711,
          link: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
          resource: 'organisations',
          resourceId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11',
          version: 2,
          operation: 'update',
          at: '2025-02-03T09:30:00.000Z',
          actor: {
            kind: 'api_key',
            id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10',
            name: 'Samordnaren',
            role: 'coordinator',
          },
          requestId: '0b0f5a1e-6f5c-4c5e-9d1b-2f8a3c7d6e90',
          fields: ['website'],
          old: { website: null },
          new: { website: 'https://exempelbygg.example' },
        },
      ],
    },
  ),
)
export type Change = Static<typeof Change>
export const ChangePage = pageOf(Change)

export const HistoryQuery = listQuery(['at'], Change, {})
export type HistoryQuery = Static<typeof HistoryQuery>

export const ChangeQuery = listQuery(['position'], Change, {
  actorId: anyOf(Id, 'By which key or account.'),
  actorKind: anyOf(closedList(actorKinds)),
  organisationId: anyOf(Id, 'For which organisation the actor acted.'),
  resource: anyOf(closedList(resources), 'What kind of row.'),
  resourceId: anyOf(Id, 'Which row.'),
  operation: anyOf(closedList(operations)),
  requestId: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'On which request.' })),
  from: Type.Optional({ ...Instant, description: 'Not before this moment.' }),
  until: Type.Optional({ ...Instant, description: 'Before this moment.' }),
})
export type ChangeQuery = Static<typeof ChangeQuery>
