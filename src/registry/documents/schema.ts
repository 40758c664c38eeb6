import { Type, type Static } from 'typebox'
import { anyOf, listQuery, q } from '../../http/contract/list-query.ts'
import { inferredOf, vagueDate } from '../../http/contract/provenance.ts'
import {
  body,
  Day,
  exampleRow,
  Id,
  Line,
  named,
  pageOf,
  patchOf,
  rowFields,
  Url,
  closedList,
} from '../../http/contract/schema.ts'
import { documentKinds } from './table.ts'

const decidedOn = vagueDate('decidedOn', 'When it was decided.')
const publishedOn = vagueDate('publishedOn', 'When it was published, or written.')

const own = {
  title: Line(300),
  kind: closedList(documentKinds),
  publisher: Line(200, { description: 'Who published it: an organisation, never a person.' }),
  decidingBody: Line(200, { description: 'Who decided it, as kommunfullmäktige.' }),
  number: Line(60, { description: 'Its number in a journal (diarienummer).' }),
  ...decidedOn.written,
  ...publishedOn.written,
  validFrom: Day,
  validTo: Type.String({ ...Day, description: 'The last day.' }),
  parentId: Type.String({ ...Id, description: 'The document that it is a part of, or follows from.' }),
  url: Url,
}
const { title, kind, ...rest } = own
const inferred = inferredOf('Document', own)
const optional = Type.Partial(Type.Object(rest)).properties

const example = {
  title: 'Program för exempel',
  kind: 'programme',
  decidingBody: 'Kommunfullmäktige',
  number: 'KS2024/0001',
  decidedOn: '2024-06-13',
  decidedOnPrecision: 'day',
  validFrom: '2025-01-01',
  validTo: '2028-12-31',
} as const

export const Document = named(
  'Document',
  Type.Object(
    {
      ...rowFields,
      title,
      kind,
      ...optional,
      decidedOnPrecision: own.decidedOnPrecision,
      publishedOnPrecision: own.publishedOnPrecision,
      ...decidedOn.told,
      ...publishedOn.told,
      inferred,
    },
    {
      description:
        'What facts come from, or what governs the work. Its date is when it was published, or else decided.',
      examples: [{ ...exampleRow('/documents'), ...example, publishedOnPrecision: 'unknown', inferred: [] }],
    },
  ),
)
export type Document = Static<typeof Document>

export const NewDocument = named(
  'NewDocument',
  body({ title, kind, ...optional, inferred: Type.Optional(inferred) }, { examples: [example] }),
)
export type NewDocument = Static<typeof NewDocument>

export const DocumentPatch = named(
  'DocumentPatch',
  patchOf({ ...own, inferred }, ['title', 'kind', 'decidedOnPrecision', 'publishedOnPrecision', 'inferred'], {
    examples: [{ publishedOn: '2024-21', publishedOnText: 'våren 2024' }],
  }),
)
export type DocumentPatch = Static<typeof DocumentPatch>

export const DocumentPage = pageOf(Document)

export const DocumentQuery = listQuery(['title', 'decidedOn', 'publishedOn', 'createdAt', 'updatedAt'], Document, {
  q,
  kind: anyOf(closedList(documentKinds)),
  parentId: anyOf(Id, 'A part of this one.'),
  asOf: Type.Optional(Type.String({ ...Day, description: 'Only those said to be valid on this day.' })),
})
export type DocumentQuery = Static<typeof DocumentQuery>
