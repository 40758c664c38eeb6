import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../../http/contract/list-query.ts'
import { Sources, attested, inferredOf } from '../../http/contract/provenance.ts'
import {
  All,
  body,
  Day,
  DocumentHash,
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
  Text,
  Url,
  closedList,
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
  controlStations: List(Type.Integer({ minimum: 1900, maximum: 2200 }), 50, {
    description: 'Years in which goals and sub-goals are looked through again.',
  }),
}
const goals = List(Line(500), 50, { description: 'Those that it begins with.' })
const decision = {
  textUrl: Url,
  decidingBody: Line(200, { description: 'Which body decided on it, as Kommunstyrelsen.' }),
  diaryNumber: Line(60, { description: 'Of the decision, in the register of that body (diarienummer).' }),
}
const legallyBinding = Type.Boolean({ description: 'Whether it binds in law; `false` is a declaration of intent.' })
const days = {
  validFrom: Type.String({ ...Day, description: 'Needed from the moment it is open.' }),
  validTo: Type.String({
    ...Day,
    description: 'The last day: nobody is a signatory by it after that. One that is superseded has it.',
  }),
}
const cited = { sources: Sources, inferred: inferredOf('Agreement', { title, ...lists, ...decision, ...days }) }

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
      purpose: Type.Optional(Texts),
      text: Type.Optional(Texts),
      legallyBinding,
      goals: All(Text(), { description: 'Those in force today; all of them are at `.../goals`.' }),
      ...lists,
      ...cited,
      ...attested,
      ...Type.Partial(Type.Object({ ...decision, ...days, documentHash: DocumentHash })).properties,
    },
    {
      description: 'A version of the agreement.',
      examples: [
        {
          ...exampleRow('/agreements'),
          code: 'EXEMPEL2020',
          title: 'Exempelavtalet 2020',
          status: 'open',
          text: { sv: 'Tillsammans bygger vi broar.' },
          legallyBinding: false,
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
      purpose: Type.Optional(Texts),
      text: Type.Optional(Texts),
      legallyBinding: Type.Optional(legallyBinding),
      goals: Type.Optional(goals),
      ...Type.Partial(Type.Object({ ...lists, ...cited, ...decision, ...days, documentHash: DocumentHash })).properties,
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
      purpose: ClearableTexts,
      text: ClearableTexts,
      legallyBinding,
      ...lists,
      ...decision,
      ...cited,
      ...days,
      documentHash: DocumentHash,
    },
    ['title', 'status', 'legallyBinding', 'valueWords', 'controlStations', 'sources', 'inferred'],
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
