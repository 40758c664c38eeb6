import { Type, type Static } from 'typebox'
import { anyOf, listQuery, q } from '../../http/contract/list-query.ts'
import {
  body,
  Day,
  Email,
  exampleRow,
  Id,
  Instant,
  Line,
  named,
  pageOf,
  patchOf,
  Phone,
  rowFields,
  closedList,
} from '../../http/contract/schema.ts'
import { reviewAfterMonths } from './rules.ts'
import { ContactRoleCode } from '../vocabularies/codes.schema.ts'
import { legalBases } from './table.ts'

const own = {
  name: Line(200),
  role: ContactRoleCode,
  title: Line(200),
  email: Email,
  phone: Phone,
  legalBasis: closedList(legalBases, {
    description: 'Why the register may keep this: its public task, unless it rests on the person’s consent.',
  }),
  consentGivenOn: Type.String({
    ...Day,
    description: 'Each giving and withdrawal is kept in the consents of the contact. Cleared, it counts as withdrawn.',
  }),
  consentWithdrawnOn: Type.String({
    ...Day,
    description: 'With consent as the legal basis this also ends publication.',
  }),
  consentEvidence: Line(1000, { description: 'How the consent was given, and where that is kept.' }),
  publish: Type.Boolean({
    description: 'Shown to anyone, in the contact points of the organisation. No, unless it says so.',
  }),
  retainUntil: Type.String({
    ...Day,
    description: 'The day on which the register erases the contact by itself. Without one it is looked at again.',
  }),
}
const { name, role, legalBasis, publish, ...rest } = own
const optional = Type.Partial(Type.Object(rest)).properties

const organisationId = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11'
const example = { name: 'Kim Exempel (påhittad)', role: 'signatory', email: 'kim@exempelbygg.example' }

export const Contact = named(
  'Contact',
  Type.Object(
    {
      ...rowFields,
      organisationId: Id,
      name: Type.Optional({ ...name, description: 'Absent when the contact is erased.' }),
      role,
      legalBasis,
      publish,
      ...optional,
      erasedAt: Type.Optional({ ...Instant, description: 'When all that told of the person was erased, for good.' }),
    },
    {
      examples: [{ ...exampleRow('/contacts'), organisationId, ...example, legalBasis: 'public_task', publish: false }],
    },
  ),
)
export type Contact = Static<typeof Contact>

/** The fields of a new contact but for whose it is: a registration brings contacts with their organisation. */
export const newContact = {
  name,
  role,
  ...Type.Partial(Type.Object({ legalBasis, publish })).properties,
  ...optional,
}

export const NewContact = named(
  'NewContact',
  body({ organisationId: Id, ...newContact }, { examples: [{ organisationId, ...example }] }),
)
export type NewContact = Static<typeof NewContact>

export const ContactPatch = named(
  'ContactPatch',
  patchOf(own, ['name', 'role', 'legalBasis', 'publish'], { examples: [{ phone: '0303-00 00 00' }] }),
)
export type ContactPatch = Static<typeof ContactPatch>

export const ContactPage = pageOf(Contact)

// Never in the order of names: a cursor holds the key of its row, and stands in a URL.
export const ContactQuery = listQuery(['createdAt', 'updatedAt'], Contact, {
  q,
  organisationId: anyOf(Id, 'Whose contact it is.'),
  role: anyOf(ContactRoleCode),
  erased: Type.Optional(
    Type.Boolean({ default: false, description: 'Those that are erased, instead of those that are not.' }),
  ),
  retainBefore: Type.Optional(
    Type.String({
      ...Day,
      description: `Only those due on this day or earlier: to be erased (retainUntil), resting on a consent that is withdrawn, or, without a retainUntil, to be looked at again since nothing has changed for ${reviewAfterMonths} months.`,
    }),
  ),
})
export type ContactQuery = Static<typeof ContactQuery>
