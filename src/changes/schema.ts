import { Type, type Static } from 'typebox'
import { listQuery } from '../http/page.ts'
import { Id, Instant, named, pageOf, words } from '../http/schema.ts'
import { actorKinds, operations } from './table.ts'

export const Change = named(
  'Change',
  Type.Object(
    {
      version: Type.Integer({ description: 'The version that this change made.' }),
      operation: words(operations),
      at: Instant,
      actor: Type.Object({
        kind: words(actorKinds, { description: '`database`: somebody who wrote past the register, in psql.' }),
        id: Type.Optional(Id),
        name: Type.Optional(Type.String()),
        role: Type.Optional(Type.String()),
        organisationId: Type.Optional(Id),
      }),
      requestId: Type.Optional(Type.String()),
      fields: Type.Array(Type.String(), { description: 'What changed. Personal data is named here but never shown.' }),
      old: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      new: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    },
    {
      description: 'One thing that happened to a row.',
      examples: [
        {
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
