import { Type, type Static } from 'typebox'
import { listQuery } from '../../http/contract/list-query.ts'
import { Email, exampleId, Id, named, pageOf, Phone, Text, closedList } from '../../http/contract/schema.ts'
import { ContactRoleCode } from '../vocabularies/codes.schema.ts'

const kinds = ['person', 'function'] as const

export const ContactPoint = named(
  'ContactPoint',
  Type.Object(
    {
      id: Type.String({ ...Id, description: 'Of the contact, or of the organisation itself for its function.' }),
      kind: closedList(kinds, { description: '`function` is the organisation’s own address, with nobody’s name.' }),
      name: Type.Optional(Text()),
      title: Type.Optional(Text()),
      role: Type.Optional(ContactRoleCode),
      email: Type.Optional(Email),
      phone: Type.Optional(Phone),
    },
    {
      examples: [{ id: exampleId, kind: 'function', email: 'info@exempelbygg.example', phone: '0303-00 00 00' }],
    },
  ),
)
export type ContactPoint = Static<typeof ContactPoint>

export const ContactPointPage = pageOf(ContactPoint)
// Never in the order of names: a cursor holds the key of its row, and stands in a URL.
export const ContactPointQuery = listQuery(['createdAt'], ContactPoint, {})
export type ContactPointQuery = Static<typeof ContactPointQuery>
