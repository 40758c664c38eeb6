import { Type, type Static } from 'typebox'
import { listQuery } from '../../http/contract/list-query.ts'
import { Day, exampleId, Id, Instant, named, pageOf, Text, closedList } from '../../http/contract/schema.ts'
import { consentEvents } from './consents.table.ts'

export const Consent = named(
  'Consent',
  Type.Object(
    {
      id: Id,
      event: closedList(consentEvents),
      day: Type.String({ ...Day, description: 'When it was given or withdrawn.' }),
      evidence: Type.Optional(Text({ description: 'How, and where that is kept. Erased with the contact.' })),
      createdAt: { ...Instant, description: 'When it was registered.' },
    },
    {
      examples: [
        {
          id: exampleId,
          event: 'given',
          day: '2025-02-03',
          evidence: 'Blankett, pärm 4',
          createdAt: '2025-02-03T09:30:00.000Z',
        },
      ],
    },
  ),
)
export type Consent = Static<typeof Consent>

export const ConsentPage = pageOf(Consent)
export const ConsentQuery = listQuery(['createdAt'], Consent, {})
export type ConsentQuery = Static<typeof ConsentQuery>
