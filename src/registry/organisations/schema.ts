import { Type, type Static } from 'typebox'
import { anyOf, certainty, listQuery, q } from '../../http/contract/list-query.ts'
import { CertaintyOnDay, Sources, attested, inferredOf } from '../../http/contract/provenance.ts'
import {
  body,
  Day,
  Email,
  exampleId,
  exampleRow,
  formed,
  Id,
  Line,
  Link,
  List,
  named,
  orNull,
  pageOf,
  patchOf,
  Phone,
  Prose,
  ref,
  rowFields,
  Tag,
  Url,
  closedList,
} from '../../http/contract/schema.ts'
import { municipality } from '../../municipality.ts'
import { base } from '../../representation.ts'
import { precisions } from '../../vague-dates.ts'
import { SectorCode } from '../vocabularies/codes.schema.ts'
import { evidences, numberStatuses, organisationKinds, visibilities } from './table.ts'

const Address = { street: Line(200), postcode: Line(20), city: Line(100) }
const Texts = { sv: Prose(), en: Prose() }
const optional = <T extends Record<string, ReturnType<typeof Type.String>>>(fields: T) =>
  Type.Partial(Type.Object(fields), { additionalProperties: false })
/** Each part may be changed or cleared on its own, or all of them with null. */
const clearable = (fields: Record<string, ReturnType<typeof Type.String>>) =>
  Type.Partial(Type.Object(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, orNull(field)]))), {
    additionalProperties: false,
  })

const OrganisationNumber = Type.String({
  minLength: 1,
  maxLength: 30,
  description: 'Swedish organisation number, as 212000-1371. A personal identity number is refused.',
})

const own = {
  name: Line(200),
  shortName: Line(60),
  aliases: List(Line(200), 50, { description: 'Former names and other spellings.' }),
  organisationNumber: OrganisationNumber,
  numberStatus: closedList(numberStatuses, {
    description: '`none` without a number; `verified` when a coordinator has checked it.',
  }),
  kind: closedList(organisationKinds),
  parentId: Type.String({ ...Id, description: 'What a unit or project is a part of.' }),
  sector: Type.String({ ...SectorCode, description: 'Code of the vocabulary sectors.' }),
  website: Url,
  email: Type.String({
    ...Email,
    description: 'A function address, as info@exempelbygg.example: never that of one person. Shown to anyone.',
  }),
  phone: Type.String({ ...Phone, description: 'A switchboard or function, never one person. Shown to anyone.' }),
  municipalityCode: formed(
    '^[0-9]{4}$',
    `must be a municipality code of four digits, as ${municipality.code} for ${municipality.name}`,
    `ska vara en kommunkod med fyra siffror, som ${municipality.code} för ${municipality.name}`,
    { maxLength: 4, description: `Kommunkod, as ${municipality.code}.` },
  ),
  visibility: closedList(visibilities, {
    description: '`internal` is seen by coordinators and the organisation itself.',
  }),
  tags: List(Tag),
  endedOn: Type.String({ ...Day, description: 'When the organisation ceased.' }),
  evidence: closedList(evidences, {
    description:
      'How the documents speak of it: `signed`, said to have signed; `participant`, named in a collaboration of the actors; `category`, named as a kind of actor only; `named`, without a word on signing; `unit`, a part of another organisation; `external`, an outside owner of a model or of figures. Absent where it comes from no document.',
  }),
}
const { name, kind, sector, aliases, visibility, tags, numberStatus, ...rest } = own
const cited = { sources: Sources, inferred: inferredOf('Organisation', own) }

const Links = named('OrganisationLinks', Type.Object({ self: ref(Link), contactPoints: ref(Link) }))

export const Organisation = named(
  'Organisation',
  Type.Object(
    {
      ...rowFields,
      _links: ref(Links),
      name,
      kind,
      sector,
      aliases,
      visibility,
      tags,
      ...cited,
      ...attested,
      numberStatus,
      ...Type.Partial(Type.Object(rest)).properties,
      address: Type.Optional(optional(Address)),
      description: Type.Optional(optional(Texts)),
      signatory: Type.Boolean({ description: 'Has an active signature, today or at the day `asOf`.' }),
      certainty: Type.Optional(CertaintyOnDay),
      signedOn: Type.Optional(Day),
      signedOnPrecision: Type.Optional(closedList(precisions)),
      memberSince: Type.Optional(
        Type.String({
          ...Day,
          description: 'When the first signature of its chain of renewals was signed.',
        }),
      ),
      memberSincePrecision: Type.Optional(closedList(precisions)),
    },
    {
      examples: [
        {
          ...exampleRow('/organisations'),
          _links: {
            self: { href: `${base}/organisations/${exampleId}` },
            contactPoints: { href: `${base}/organisations/${exampleId}/contact-points` },
          },
          name: 'Exempelbygg AB',
          kind: 'legal_entity',
          sector: 'business',
          organisationNumber: '499900-0005',
          numberStatus: 'unverified',
          aliases: [],
          visibility: 'public',
          tags: [],
          sources: [],
          inferred: [],
          signatory: true,
          certainty: 'certain',
          signedOn: '2024-03-01',
          signedOnPrecision: 'day',
          memberSince: '2016-06-23',
          memberSincePrecision: 'day',
        },
      ],
    },
  ),
)
export type Organisation = Static<typeof Organisation>

/** The fields of a new organisation; `POST /organisations` adds contacts and a signature to them. */
export const newOrganisation = {
  name,
  kind,
  sector,
  ...Type.Partial(Type.Object({ ...rest, aliases, visibility, tags, ...cited, numberStatus })).properties,
  address: Type.Optional(optional(Address)),
  description: Type.Optional(optional(Texts)),
}
const NewOrganisation = body(newOrganisation)
export type NewOrganisation = Static<typeof NewOrganisation>

export const OrganisationPatch = named(
  'OrganisationPatch',
  patchOf(
    { ...own, ...cited, address: clearable(Address), description: clearable(Texts) },
    ['name', 'kind', 'sector', 'visibility', 'numberStatus', 'aliases', 'tags', 'sources', 'inferred'],
    {
      examples: [{ website: 'https://exempelbygg.example', description: { sv: 'Bygger broar.' } }],
    },
  ),
)
export type OrganisationPatch = Static<typeof OrganisationPatch>

export const OrganisationPage = pageOf(Organisation)

export const OrganisationQuery = listQuery(['name', 'createdAt', 'updatedAt'], Organisation, {
  q,
  signatory: Type.Optional(Type.Boolean({ description: 'Only those that have, or have not, an active signature.' })),
  certainty,
  asOf: Type.Optional(
    Type.String({
      ...Day,
      description:
        'Signatures as they stood on this day. One dated to a year counts from its first day, an undated one from the agreement’s.',
    }),
  ),
  sector: anyOf(SectorCode, 'Sector.'),
  kind: anyOf(closedList(organisationKinds)),
  parentId: anyOf(Id, 'What a unit or project is a part of.'),
  organisationNumber: Type.Optional(OrganisationNumber),
  evidence: anyOf(closedList(evidences), 'How the documents speak of it.'),
  tag: anyOf(Tag, 'Tag.'),
  ended: Type.Optional(Type.Boolean({ description: 'Only those that have, or have not, ceased.' })),
})
export type OrganisationQuery = Static<typeof OrganisationQuery>
