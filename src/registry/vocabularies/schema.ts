import { Type, type Static } from 'typebox'
import { listQuery, q } from '../../http/contract/list-query.ts'
import {
  body,
  Code,
  Day,
  exampleRow,
  Line,
  named,
  pageOf,
  patchOf,
  rowFields,
  Text,
  closedList,
} from '../../http/contract/schema.ts'
import { base } from '../../representation.ts'
import { metricUnits, units } from './units.rules.ts'

export const vocabularyNames = [
  'contribution-types',
  'sectors',
  'participant-roles',
  'target-groups',
  'outcome-metrics',
  'collaboration-kinds',
  'contact-roles',
  'signature-methods',
  'signature-end-reasons',
] as const
export type VocabularyName = (typeof vocabularyNames)[number]

const languages = { sv: Line(200), en: Line(200) }
/** What something is called in the languages of the register. */
export const Label = Type.Object(languages, { additionalProperties: false })
/** One language may be changed without the other. */
export const LabelPatch = Type.Partial(Type.Object(languages), { additionalProperties: false, minProperties: 1 })

export const lastPosition = 1_000_000

const own = {
  unit: closedList([...new Set([...units, ...metricUnits])], {
    description: `What a contribution of the type is counted in (${units.join(', ')}), or what the outcome metric counts (${metricUnits.join(', ')}). Other terms have none.`,
  }),
  followUpDays: Type.Integer({
    minimum: 0,
    maximum: 3650,
    description:
      'How many days after its end it is asked what a contribution of the type led to: 90 unless it is said. Contribution types alone have it.',
  }),
  partOf: Type.String({
    ...Code,
    description:
      'Code of the outcome metric whose every count includes what this one counts, as participants include those who got work. Outcome metrics alone have it.',
  }),
  note: Line(1000),
  position: Type.Integer({
    minimum: 0,
    maximum: lastPosition,
    description: 'Place in the list; a new term comes last unless it says where.',
  }),
  endedOn: Type.String({ ...Day, description: 'From this day on the term is not used for anything new.' }),
}
const { position, ...optional } = own

const example = {
  code: 'feriejobb',
  label: { sv: 'Feriejobb', en: 'Summer job' },
  unit: 'place',
  followUpDays: 90,
  position: 0,
}

export const Term = named(
  'Term',
  Type.Object(
    {
      ...rowFields,
      code: Code,
      label: Label,
      position,
      ...Type.Partial(Type.Object(optional)).properties,
      builtIn: Type.Optional(
        Type.Literal(true, {
          description: 'The program itself goes by this code: the term stays in use. Labels and note can be changed.',
        }),
      ),
    },
    { examples: [{ ...exampleRow('/vocabularies/contribution-types/terms'), ...example }] },
  ),
)
export type Term = Static<typeof Term>

export const NewTerm = named(
  'NewTerm',
  body({ code: Code, label: Label, ...Type.Partial(Type.Object(own)).properties }, { examples: [example] }),
)
export type NewTerm = Static<typeof NewTerm>

export const TermPatch = named(
  'TermPatch',
  patchOf({ ...own, label: LabelPatch }, ['label', 'unit', 'followUpDays', 'position'], {
    examples: [{ endedOn: '2025-06-16' }],
  }),
)
export type TermPatch = Static<typeof TermPatch>

export const TermPage = pageOf(Term)

export const TermQuery = listQuery(['position', 'code', 'label', 'createdAt', 'updatedAt'], Term, {
  q,
  ended: Type.Optional(Type.Boolean({ description: 'Only terms that are, or are not, out of use today.' })),
})
export type TermQuery = Static<typeof TermQuery>

export const termsPath = (vocabulary: VocabularyName) => `/vocabularies/${vocabulary}/terms`

const Vocabulary = named(
  'Vocabulary',
  Type.Object(
    {
      name: closedList(vocabularyNames),
      label: Label,
      _links: Type.Object({ terms: Type.Object({ href: Text() }) }),
    },
    {
      examples: [
        {
          name: 'sectors',
          label: { sv: 'Sektorer', en: 'Sectors' },
          _links: { terms: { href: base + termsPath('sectors') } },
        },
      ],
    },
  ),
)
type Vocabulary = Static<typeof Vocabulary>
export const VocabularyPage = pageOf(Vocabulary)

const labels: Record<VocabularyName, Vocabulary['label']> = {
  'contribution-types': { sv: 'Bidragstyper', en: 'Contribution types' },
  sectors: { sv: 'Sektorer', en: 'Sectors' },
  'participant-roles': { sv: 'Roller i samarbeten', en: 'Roles in collaborations' },
  'target-groups': { sv: 'Målgrupper', en: 'Target groups' },
  'outcome-metrics': { sv: 'Utfallsmått', en: 'Outcome metrics' },
  'collaboration-kinds': { sv: 'Slag av samarbeten', en: 'Kinds of collaborations' },
  'contact-roles': { sv: 'Kontaktpersoners roller', en: 'Roles of contacts' },
  'signature-methods': { sv: 'Sätt att underteckna', en: 'Ways of signing' },
  'signature-end-reasons': { sv: 'Skäl till att undertecknanden avslutas', en: 'Reasons why signatures end' },
}

/** The closed list of vocabularies. */
export const vocabularyPage: Static<typeof VocabularyPage> = {
  items: vocabularyNames.map((name) => ({
    name,
    label: labels[name],
    _links: { terms: { href: base + termsPath(name) } },
  })),
  _links: { self: { href: `${base}/vocabularies` }, first: { href: `${base}/vocabularies` } },
}
