import { Type, type Static } from 'typebox'
import { CorrectionReason } from '../../changes/schema.ts'
import { anyOf, certainty, listQuery } from '../../http/contract/list-query.ts'
import { CertaintyOnDay, Sources, attested, inferredOf, vagueDate } from '../../http/contract/provenance.ts'
import {
  body,
  Day,
  exampleId,
  exampleRow,
  Id,
  Line,
  named,
  orNull,
  pageOf,
  patchOf,
  rowFields,
  Text,
} from '../../http/contract/schema.ts'
import { omit } from '../../representation.ts'
import { ParticipantRoleCode } from '../vocabularies/codes.schema.ts'

const from = vagueDate('from', 'The first day; absent when not known.')
const to = vagueDate(
  'to',
  'The last day. To end a participation is to set it; once it has passed, it takes a correction.',
)

const own = {
  organisationId: Type.String({ ...Id, description: 'Who takes part; or else a description.' }),
  description: Line(300, { description: 'Who takes part, where no organisation is named, as "näringslivet".' }),
  role: Type.String({ ...ParticipantRoleCode, description: 'Code of the vocabulary participant roles.' }),
  ...from.written,
  ...to.written,
}
const { organisationId, role, ...rest } = own
const { description, ...days } = Type.Partial(Type.Object(rest)).properties
const cited = { sources: Sources, inferred: inferredOf('Participant', own) }

/** What a participant is, on its own and within its collaboration. */
const shown = {
  organisation: Type.Optional(Type.Object({ id: Id, name: Text() }, { description: 'Who takes part.' })),
  description,
  role,
  ...days,
  ...from.told,
  ...to.told,
}
const exampleShown = {
  organisation: { id: exampleId, name: 'Exempelföreningen (påhittad)' },
  role: 'driver',
  from: '2024-09-05',
}

export const Participant = named(
  'Participant',
  Type.Object(
    { ...rowFields, collaborationId: Id, ...shown, ...cited, ...attested, certainty: Type.Optional(CertaintyOnDay) },
    {
      examples: [
        {
          ...exampleRow(`/collaborations/${exampleId}/participants`),
          collaborationId: exampleId,
          ...exampleShown,
          sources: [],
          inferred: [],
        },
      ],
    },
  ),
)
export type Participant = Static<typeof Participant>

export const ParticipantSummary = named(
  'ParticipantSummary',
  Type.Object(
    { id: Id, ...shown, certainty: Type.Optional(CertaintyOnDay) },
    { description: 'Who takes part, as its collaboration shows it.', examples: [{ id: exampleId, ...exampleShown }] },
  ),
)
export type ParticipantSummary = Static<typeof ParticipantSummary>

const example = { organisationId: exampleId, role: 'driver', from: '2024-09-05' }

export const NewParticipant = named(
  'NewParticipant',
  body(
    {
      organisationId: Type.Optional(organisationId),
      description,
      role,
      ...days,
      ...Type.Partial(Type.Object(cited)).properties,
    },
    { description: 'Either `organisationId` or `description`.', examples: [example] },
  ),
)
export type NewParticipant = Static<typeof NewParticipant>

export const ParticipantPatch = named(
  'ParticipantPatch',
  patchOf({ ...own, ...cited }, ['role', 'sources', 'inferred'], { examples: [{ to: '2025-06-30' }] }),
)
export type ParticipantPatch = Static<typeof ParticipantPatch>

export const ParticipantCorrection = named(
  'ParticipantCorrection',
  body(
    {
      ...Type.Partial(Type.Object(omit(to.written, 'to'))).properties,
      to: orNull(to.written.to),
      reason: CorrectionReason,
    },
    { examples: [{ to: '2025-06-15', reason: 'Föreningen var med till midsommar.' }] },
  ),
)
export type ParticipantCorrection = Static<typeof ParticipantCorrection>

export const ParticipantPage = pageOf(Participant)

export const ParticipantQuery = listQuery(['name', 'from', 'createdAt', 'updatedAt'], Participant, {
  asOf: Type.Optional(
    Type.String({ ...Day, description: 'Only those who took part on this day, certainly or possibly.' }),
  ),
  certainty,
  role: anyOf(ParticipantRoleCode, 'Role.'),
  organisationId: anyOf(Id, 'Who takes part.'),
})
export type ParticipantQuery = Static<typeof ParticipantQuery>
