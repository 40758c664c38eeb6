import { Type, type Static } from 'typebox'
import { actorKinds, operations } from '../changes/table.ts'
import {
  All,
  Day,
  exampleId,
  exampleRow,
  Id,
  Instant,
  named,
  ref,
  SelfLink,
  Text,
  closedList,
} from '../http/contract/schema.ts'
import { Consent } from '../registry/contacts/consents.schema.ts'
import { Contact } from '../registry/contacts/schema.ts'
import { base } from '../representation.ts'
import { exampleProcessing, Processing } from './schema.ts'

/** What can have an e-mail address. */
const addressed = ['contact', 'organisation', 'application'] as const

const organisationId = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11'
const linkTo = (path: string) => ({ self: { href: `${base}${path}/${exampleId}` } })

export const PersonalData = named(
  'PersonalData',
  Type.Object(
    {
      contact: ref(Contact),
      consents: All(ref(Consent)),
      signatures: All(
        Type.Object({
          id: Id,
          agreement: Text({ description: 'Its code.' }),
          signedOn: Type.Optional(Day),
          signedByFunction: Type.Optional(Text()),
          _links: ref(SelfLink),
        }),
        { description: 'Those that the contact signed.' },
      ),
      contributions: All(Type.Object({ id: Id, title: Text(), _links: ref(SelfLink) }), {
        description: 'Those that the contact supervises.',
      }),
      changes: All(
        Type.Object({
          at: Instant,
          operation: closedList(operations),
          fields: All(Text()),
          by: Type.Object({
            kind: closedList(actorKinds),
            role: Type.Optional(Text()),
            organisationId: Type.Optional(Id),
          }),
        }),
        {
          description: 'When and by whom the contact was made and changed, without what it said. The first one first.',
        },
      ),
      sameAddress: Type.Optional(
        All(
          Type.Object({
            kind: closedList(addressed),
            id: Id,
            organisationId: Type.Optional(Id),
            _links: ref(SelfLink),
          }),
          {
            description: 'What else has the contact’s e-mail address, anywhere. For coordinators only.',
          },
        ),
      ),
      processing: All(ref(Processing), {
        description: 'Why each kind of this is kept, on which basis and how long.',
      }),
      _links: ref(SelfLink),
    },
    {
      description: 'All that the register holds on a person.',
      examples: [
        {
          contact: {
            ...exampleRow('/contacts'),
            organisationId,
            name: 'Kim Exempel (påhittad)',
            email: 'kim@exempelbygg.example',
            role: 'signatory',
            legalBasis: 'public_task',
            publish: false,
          },
          consents: [],
          signatures: [{ id: exampleId, agreement: 'SK2020', signedOn: '2024-03-01', _links: linkTo('/signatures') }],
          contributions: [{ id: exampleId, title: 'Sommarjobb på lagret', _links: linkTo('/contributions') }],
          changes: [
            {
              at: '2025-02-03T09:30:00.000Z',
              operation: 'insert',
              fields: ['email', 'legalBasis', 'name', 'organisationId', 'publish', 'role'],
              by: { kind: 'api_key', role: 'partner', organisationId },
            },
          ],
          processing: [exampleProcessing],
          _links: { self: { href: `${base}/contacts/${exampleId}/extract` } },
        },
      ],
    },
  ),
)
export type PersonalData = Static<typeof PersonalData>
