// How contracts say where facts come from, how precisely dates are known and what is certain.

import { Type, type TProperties, type TUnsafe } from 'typebox'
import { precisions, type Precision } from '../../vague-dates.ts'
import { body, closedList, Day, exampleId, Id, Line, List, named, ref, scalar } from './schema.ts'

export const ReportYear = scalar(
  'ReportYear',
  Type.Integer({
    minimum: 1900,
    maximum: 2100,
    description:
      'The year of the report that tells of it, where that names no days. It counts for that whole year, and for no month.',
  }),
)

const Source = named(
  'Source',
  body(
    {
      documentId: Type.String({ ...Id, description: 'One of `/documents`.' }),
      page: Type.Optional(Line(40, { description: 'Page or pages, as printed.' })),
      section: Type.Optional(Line(100, { description: 'Number or heading of the section.' })),
      quote: Type.Optional(Line(200, { 'x-form': 'quote', description: 'The words that say it. Never of a person.' })),
    },
    { description: 'Where in a document a fact stands.', examples: [{ documentId: exampleId, section: '4.3' }] },
  ),
)
export const Sources = scalar('Sources', List(ref(Source), 20, { description: 'Documents that the facts come from.' }))

/** What an answer tells of the sources of a row besides them. */
export const attested = {
  attestedFrom: Type.Optional(
    Type.String({ ...Day, description: 'Date of the oldest of its sources: the last day that it may be of.' }),
  ),
  attestedTo: Type.Optional(Type.String({ ...Day, description: 'Date of the newest of its sources, likewise.' })),
}
/** Names of fields whose values no source says: they were inferred by whoever registered them. */
export const inferredOf = (name: string, fields: TProperties) =>
  scalar(
    `${name}Inferred`,
    List(closedList(Object.keys(fields)), 20, {
      description: 'Fields that no source says: somebody has inferred them.',
    }),
  )

const VagueDay = scalar(
  'VagueDay',
  Type.String({
    'x-form': 'vague-date',
    maxLength: 10,
    example: '2025-06-16',
    description:
      'A day; where less is known, the first that it may have been. Also taken in EDTF: 2016, 2016-06, 2016-21 (spring), 2016-33 (first quarter).',
  }),
)
const DatePrecision = scalar(
  'DatePrecision',
  closedList(precisions, { description: 'How precisely the date is known.' }),
)
const DateText = scalar(
  'DateText',
  Line(100, { description: 'The words that the date was given in, as "våren 2016".' }),
)
const LastDay = scalar(
  'LastDay',
  Type.String({
    ...Day,
    example: '2025-06-30',
    description: 'The last day that it may have been, where the day is not known.',
  }),
)
const Edtf = scalar(
  'Edtf',
  Type.String({ maxLength: 12, description: 'In EDTF (ISO 8601-2), where that is not the day itself.' }),
)

type Told = ReturnType<typeof Line>
interface VagueDate<Name extends string> {
  written: Record<Name | `${Name}Text`, Told> & Record<`${Name}Precision`, TUnsafe<Precision>>
  told: Record<`${Name}Last` | `${Name}Edtf`, ReturnType<typeof Type.Optional<Told>>>
}

/** The fields of a date as it is known (`vague-dates.ts`): those that are written, and those that an answer adds. */
export function vagueDate<const Name extends string>(name: Name, description: string): VagueDate<Name> {
  return {
    written: {
      [name]: Type.String({ ...VagueDay, description }),
      [`${name}Precision`]: DatePrecision,
      [`${name}Text`]: DateText,
    },
    told: {
      [`${name}Last`]: Type.Optional(LastDay),
      [`${name}Edtf`]: Type.Optional(Edtf),
    },
  } as VagueDate<Name>
}

/** In an answer about a day: whether a row certainly was so then, or possibly. */
export const CertaintyOnDay = scalar(
  'CertaintyOnDay',
  closedList(['certain', 'possible'], {
    description: 'Whether it certainly was so on the day that is asked about, as far as dates and sources say.',
  }),
)
