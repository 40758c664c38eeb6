import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../../http/contract/list-query.ts'
import {
  body,
  Day,
  exampleId,
  exampleRow,
  Id,
  Line,
  named,
  pageOf,
  patchOf,
  rowFields,
  Sources,
  Text,
} from '../../http/contract/schema.ts'
import { ParticipantRoleCode } from '../vocabularies/codes.schema.ts'

const own = {
  organisationId: Type.String({ ...Id, description: 'Who takes part; or else a description.' }),
  description: Line(300, { description: 'Who takes part, where no organisation is named, as "näringslivet".' }),
  role: Type.String({ ...ParticipantRoleCode, description: 'Code of the vocabulary participant roles.' }),
  from: Type.String({ ...Day, description: 'The first day; absent when not known.' }),
  to: Type.String({ ...Day, description: 'The last day. To end a participation is to set it.' }),
  sources: Sources,
}
const { organisationId, role, sources, ...rest } = own
const { description, from, to } = Type.Partial(Type.Object(rest)).properties

/** What a participant is, on its own and within its collaboration. */
const shown = {
  organisation: Type.Optional(Type.Object({ id: Id, name: Text() }, { description: 'Who takes part.' })),
  description,
  role,
  from,
  to,
}
const exampleShown = {
  organisation: { id: exampleId, name: 'Exempelföreningen (påhittad)' },
  role: 'driver',
  from: '2024-09-05',
}

export const Participant = named(
  'Participant',
  Type.Object(
    { ...rowFields, collaborationId: Id, ...shown, sources },
    {
      examples: [
        {
          ...exampleRow(`/collaborations/${exampleId}/participants`),
          collaborationId: exampleId,
          ...exampleShown,
          sources: [],
        },
      ],
    },
  ),
)
export type Participant = Static<typeof Participant>

export const ParticipantSummary = named(
  'ParticipantSummary',
  Type.Object(
    { id: Id, ...shown },
    { description: 'Who takes part, as its collaboration shows it.', examples: [{ id: exampleId, ...exampleShown }] },
  ),
)
export type ParticipantSummary = Static<typeof ParticipantSummary>

const example = { organisationId: exampleId, role: 'driver', from: '2024-09-05' }

export const NewParticipant = named(
  'NewParticipant',
  body(
    { organisationId: Type.Optional(organisationId), description, role, from, to, sources: Type.Optional(sources) },
    { description: 'Either `organisationId` or `description`.', examples: [example] },
  ),
)
export type NewParticipant = Static<typeof NewParticipant>

export const ParticipantPatch = named(
  'ParticipantPatch',
  patchOf(own, ['role', 'sources'], { examples: [{ to: '2025-06-30' }] }),
)
export type ParticipantPatch = Static<typeof ParticipantPatch>

export const ParticipantPage = pageOf(Participant)

export const ParticipantQuery = listQuery(['name', 'from', 'createdAt', 'updatedAt'], Participant, {
  asOf: Type.Optional(Type.String({ ...Day, description: 'Only those who took part on this day.' })),
  role: anyOf(ParticipantRoleCode, 'Role.'),
  organisationId: anyOf(Id, 'Who takes part.'),
})
export type ParticipantQuery = Static<typeof ParticipantQuery>
