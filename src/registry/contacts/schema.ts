import { Type, type Static } from 'typebox'
import { anyOf, listQuery, q } from '../../http/page.ts'
import {
  body,
  Day,
  exampleRow,
  Id,
  Instant,
  Line,
  named,
  pageOf,
  patchOf,
  rowFields,
  words,
} from '../../http/schema.ts'
import { contactRoles, legalBases } from './table.ts'

const own = {
  name: Line(200),
  role: words(contactRoles),
  title: Line(200),
  email: Type.String({ format: 'email', maxLength: 254 }),
  phone: Type.String({
    pattern: '^[+(]?[0-9][0-9 ()+-]{2,28}[0-9]$',
    description: 'Digits, spaces, +, - and parentheses, as 0303-00 00 00.',
  }),
  legalBasis: words(legalBases, {
    description: 'Why the register may keep this: its public task, unless it rests on the person’s consent.',
  }),
  consentGivenOn: Day,
  consentWithdrawnOn: Type.String({
    ...Day,
    description: 'With consent as the legal basis this also ends publication.',
  }),
  consentEvidence: Line(1000, { description: 'How the consent was given, and where that is kept.' }),
  publish: Type.Boolean({ description: 'May be shown in public. No, unless it says so.' }),
  retainUntil: Type.String({ ...Day, description: 'When it is to be looked at again and removed.' }),
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
      name,
      role,
      legalBasis,
      publish,
      ...optional,
      erasedAt: Type.Optional(Instant),
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
  role: Type.Optional(Type.Array(words(contactRoles))),
})
export type ContactQuery = Static<typeof ContactQuery>
