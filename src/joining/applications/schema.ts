import { Type, type Static, type TSchema } from 'typebox'
import { ApiKey } from '../../identity/api-keys/schema.ts'
import { anyOf, listQuery, q } from '../../http/contract/list-query.ts'
import {
  All,
  body,
  exampleId,
  exampleRow,
  Id,
  Instant,
  Line,
  named,
  pageOf,
  patchOf,
  ref,
  rowFields,
  SelfLink,
  Text,
  closedList,
} from '../../http/contract/schema.ts'
import { base } from '../../representation.ts'
import { Signature, signatureWithOrganisation } from '../../registry/agreements/signatures.schema.ts'
import { Contact, newContact } from '../../registry/contacts/schema.ts'
import { newOrganisation, Organisation } from '../../registry/organisations/schema.ts'
import { ContactRoleCode, SectorCode } from '../../registry/vocabularies/codes.schema.ts'
import { duplicateReasons } from './duplicates.rules.ts'
import { applicationStatuses } from './table.ts'

const { name, kind, sector, organisationNumber, website, municipalityCode } = newOrganisation
const organisation = { name, kind, sector, organisationNumber, website, municipalityCode }
const { title, email, phone } = newContact
const contact = { name: newContact.name, title, email, phone }
const message = Type.String({ minLength: 1, maxLength: 4000, description: 'What the sender wants to say.' })
const agreementId = Type.String({ ...Id, description: 'The agreement to join; the one that is open, when left out.' })
const reason = Line(1000, { description: 'Why it was declined. No personal data.' })

const organisationId = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11'
const example = {
  organisation: {
    name: 'Exempelbygg AB',
    kind: 'legal_entity',
    sector: 'business',
    organisationNumber: '499900-0005',
    website: 'https://exempelbygg.example',
  },
  contact: { name: 'Kim Exempel (påhittad)', title: 'verkställande direktör', email: 'kim@exempelbygg.example' },
  message: 'Vi vill erbjuda sommarjobb.',
}

const LikelyDuplicate = Type.Object({
  organisation: Type.Optional(
    Type.Object({ id: Id, name: Text(), _links: ref(SelfLink) }, { description: 'One that is registered.' }),
  ),
  application: Type.Optional(
    Type.Object({ id: Id, name: Text(), _links: ref(SelfLink) }, { description: 'One that is undecided too.' }),
  ),
  score: Type.Integer({ minimum: 0, maximum: 100, description: 'How alike they are.' }),
  reasons: All(
    Type.Object({
      code: closedList(duplicateReasons),
      name: Type.Optional(Text({ description: 'The name that is alike: its own, a former or another one.' })),
    }),
  ),
})

export const Application = named(
  'Application',
  Type.Object(
    {
      ...rowFields,
      status: closedList(applicationStatuses),
      agreement: Type.Object({ id: Id, code: Text() }),
      organisation: Type.Object(organisation),
      contact: Type.Optional(
        Type.Object(contact, { description: 'Until it is erased: by the approval, or when its time is over.' }),
      ),
      message: Type.Optional(message),
      erasedAt: Type.Optional({ ...Instant, description: 'When contact and message were erased.' }),
      decidedAt: Type.Optional(Instant),
      declineReason: Type.Optional(reason),
      organisationId: Type.Optional(Type.String({ ...Id, description: 'What became of it, or what it joined.' })),
      joined: Type.Boolean({ description: 'The organisation was registered before the approval.' }),
      contactId: Type.Optional(Id),
      signatureId: Type.Optional(Id),
      apiKeyId: Type.Optional(Id),
      likelyDuplicates: Type.Optional(
        All(LikelyDuplicate, {
          description: 'Most alike first; only of a single application, while it is undecided. A person decides.',
        }),
      ),
    },
    {
      description: 'What an organisation that wants to join has sent in.',
      examples: [
        {
          ...exampleRow('/applications'),
          status: 'received',
          agreement: { id: exampleId, code: 'EXEMPEL2020' },
          ...example,
          joined: false,
          likelyDuplicates: [
            {
              organisation: {
                id: organisationId,
                name: 'Exempelbyggarna AB',
                _links: { self: { href: `${base}/organisations/${organisationId}` } },
              },
              score: 100,
              reasons: [{ code: 'same_number' }],
            },
          ],
        },
      ],
    },
  ),
)
export type Application = Static<typeof Application>

export const NewApplication = named(
  'NewApplication',
  body(
    {
      organisation: body(organisation),
      contact: body(contact, { description: 'Whom to answer: by e-mail, by phone or both.' }),
      message: Type.Optional(message),
      agreementId: Type.Optional(agreementId),
    },
    { examples: [{ ...example, agreementId: exampleId }] },
  ),
)
export type NewApplication = Static<typeof NewApplication>

export const ApplicationReceipt = named(
  'ApplicationReceipt',
  Type.Object(
    { ...rowFields, status: closedList(applicationStatuses) },
    {
      description: 'That it has been received. Its link is for coordinators.',
      examples: [{ ...exampleRow('/applications'), status: 'received' }],
    },
  ),
)
export type ApplicationReceipt = Static<typeof ApplicationReceipt>

export const ApplicationPatch = named(
  'ApplicationPatch',
  patchOf(
    {
      organisation: patchOf(organisation, ['name', 'kind', 'sector']),
      contact: patchOf(contact, ['name']),
      message,
      agreementId,
    },
    ['organisation', 'contact', 'agreementId'],
    {
      examples: [{ organisation: { organisationNumber: '499900-0013', website: null } }],
      'x-acts': { status: ['review', 'approval', 'decline', 'withdrawal'] },
    },
  ),
)
export type ApplicationPatch = Static<typeof ApplicationPatch>

const { agreementId: _, ...signing } = signatureWithOrganisation

export const Approval = named(
  'Approval',
  body(
    {
      ...signing,
      agreementId: Type.Optional(
        Type.String({ ...Id, description: 'What is signed; what the application is for, when left out.' }),
      ),
      organisationId: Type.Optional(
        Type.String({ ...Id, description: 'The registered organisation that it joins, instead of a new one.' }),
      ),
      parentId: Type.Optional(
        Type.String({ ...Id, description: 'What a new organisation that is a unit or a project is a part of.' }),
      ),
      role: Type.Optional(
        Type.String({ ...ContactRoleCode, description: 'Of the contact; `signatory` when left out.' }),
      ),
      apiKey: Type.Optional(
        Type.Boolean({ description: 'Make a first partner key; true when left out. It is shown this once.' }),
      ),
    },
    { examples: [{ signedOn: '2025-01-31', signedOnPrecision: 'day', method: 'paper' }] },
  ),
)
export type Approval = Static<typeof Approval>

const exampleOf = (schema: TSchema) => (schema as { examples?: unknown[] }).examples?.[0]
export const ApprovedApplication = named(
  'ApprovedApplication',
  Type.Object(
    {
      application: ref(Application),
      organisation: ref(Organisation),
      contact: Type.Optional(ref(Contact)),
      signature: ref(Signature),
      apiKey: Type.Optional(ref(ApiKey)),
    },
    {
      description: 'An application and what its approval made.',
      examples: [
        {
          application: {
            ...exampleRow('/applications'),
            version: 2,
            status: 'approved',
            agreement: { id: exampleId, code: 'EXEMPEL2020' },
            organisation: example.organisation,
            erasedAt: '2025-02-03T09:30:00.000Z',
            decidedAt: '2025-02-03T09:30:00.000Z',
            organisationId,
            joined: false,
          },
          organisation: exampleOf(Organisation),
          contact: exampleOf(Contact),
          signature: exampleOf(Signature),
          apiKey: exampleOf(ApiKey),
        },
      ],
    },
  ),
)
export type ApprovedApplication = Static<typeof ApprovedApplication>

export const ApplicationDecline = named(
  'ApplicationDecline',
  body({ reason }, { examples: [{ reason: 'Verksamheten finns inte i kommunen.' }] }),
)
export type ApplicationDecline = Static<typeof ApplicationDecline>

export const ApplicationPage = pageOf(Application)

export const ApplicationQuery = listQuery(['createdAt', 'updatedAt', 'name'], Application, {
  q,
  status: anyOf(closedList(applicationStatuses)),
  agreementId: anyOf(Id, 'The agreement.'),
  organisationId: anyOf(Id, 'What became of it, or what it joined.'),
  sector: anyOf(SectorCode, 'Sector.'),
})
export type ApplicationQuery = Static<typeof ApplicationQuery>
