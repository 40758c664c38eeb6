import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../../http/contract/list-query.ts'
import {
  body,
  Day,
  exampleRow,
  formed,
  Line,
  List,
  named,
  orNull,
  pageOf,
  patchOf,
  Prose,
  rowFields,
  Sources,
  attested,
  closedList,
  inferredOf,
} from '../../http/contract/schema.ts'
import { agreementStatuses } from './table.ts'

const text = { sv: Prose(), en: Prose() }
const Texts = Type.Partial(Type.Object(text), { additionalProperties: false })
/** Each language may be changed or cleared on its own, or both of them with null. */
const ClearableTexts = Type.Partial(Type.Object({ sv: orNull(text.sv), en: orNull(text.en) }), {
  additionalProperties: false,
})

const code = formed(
  '^[A-Z0-9][A-Z0-9-]*$',
  'must be capital letters A to Z, digits and -, as SK2020',
  'ska vara stora bokstäver A till Z, siffror och -, som SK2020',
  { maxLength: 40, description: 'What the agreement is called among people, as SK2020. It does not change.' },
)
const title = Line(200)
const lists = {
  valueWords: List(Line(60)),
  goals: List(Line(500)),
  controlStations: List(Type.Integer({ minimum: 1900, maximum: 2200 }), 50, {
    description: 'Years in which goals and sub-goals are looked through again.',
  }),
}
const days = {
  validFrom: Type.String({ ...Day, description: 'Needed from the moment it is open.' }),
  validTo: Type.String({ ...Day, description: 'The last day.' }),
}
const documentHash = formed(
  '^[0-9a-f]{64}$',
  'must be a SHA-256: 64 characters, 0 to 9 and a to f',
  'ska vara en SHA-256: 64 tecken, 0 till 9 och a till f',
  { maxLength: 64, description: 'SHA-256 of the document that is signed, in lower-case hexadecimal.' },
)

const cited = { sources: Sources, inferred: inferredOf('Agreement', { title, ...lists, ...days }) }

export const Agreement = named(
  'Agreement',
  Type.Object(
    {
      ...rowFields,
      code,
      title,
      status: closedList(agreementStatuses, {
        description: 'Only an `open` agreement can be signed. Nobody but coordinators sees a `draft`.',
      }),
      text: Type.Optional(Texts),
      ...lists,
      ...cited,
      ...attested,
      ...Type.Partial(Type.Object({ ...days, documentHash })).properties,
    },
    {
      description: 'A version of the agreement. A declaration of intent, not legally binding.',
      examples: [
        {
          ...exampleRow('/agreements'),
          code: 'EXEMPEL2020',
          title: 'Exempelavtalet 2020',
          status: 'open',
          text: { sv: 'Tillsammans bygger vi broar.' },
          valueWords: ['tillit'],
          goals: ['Fler vägar till arbete'],
          controlStations: [2020, 2027],
          sources: [],
          inferred: [],
          validFrom: '2020-01-01',
        },
      ],
    },
  ),
)
export type Agreement = Static<typeof Agreement>

export const NewAgreement = named(
  'NewAgreement',
  body(
    {
      code,
      title,
      status: Type.Optional(closedList(['draft', 'open'], { description: '`draft` when left out.' })),
      text: Type.Optional(Texts),
      ...Type.Partial(Type.Object({ ...lists, ...cited, ...days, documentHash })).properties,
    },
    {
      examples: [
        {
          code: 'EXEMPEL2020',
          title: 'Exempelavtalet 2020',
          text: { sv: 'Tillsammans bygger vi broar.' },
          validFrom: '2020-01-01',
        },
      ],
    },
  ),
)
export type NewAgreement = Static<typeof NewAgreement>

export const AgreementPatch = named(
  'AgreementPatch',
  patchOf(
    {
      title,
      status: closedList(agreementStatuses, {
        description: 'draft, open, closed, superseded: forward only, but a closed one may be opened again.',
      }),
      text: ClearableTexts,
      ...lists,
      ...cited,
      ...days,
      documentHash,
    },
    ['title', 'status', 'valueWords', 'goals', 'controlStations', 'sources', 'inferred'],
    { examples: [{ status: 'open' }] },
  ),
)
export type AgreementPatch = Static<typeof AgreementPatch>

export const AgreementPage = pageOf(Agreement)

export const AgreementQuery = listQuery(['code', 'createdAt', 'updatedAt'], Agreement, {
  status: anyOf(closedList(agreementStatuses)),
  asOf: Type.Optional(Type.String({ ...Day, description: 'Only those valid on this day; drafts never are.' })),
})
export type AgreementQuery = Static<typeof AgreementQuery>
