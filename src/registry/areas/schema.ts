import { Type, type Static } from 'typebox'
import { listQuery, q } from '../../http/contract/list-query.ts'
import { Sources, attested, inferredOf } from '../../http/contract/provenance.ts'
import {
  body,
  Code,
  Day,
  exampleRow,
  List,
  named,
  orNull,
  pageOf,
  patchOf,
  Prose,
  rowFields,
} from '../../http/contract/schema.ts'
import { Label, LabelPatch } from '../vocabularies/schema.ts'

const own = {
  number: Type.Integer({ minimum: 1, maximum: 1000, description: 'Its number in the programme.' }),
  goals: List(Type.Integer({ minimum: 1, maximum: 17 }), 17, {
    description: 'Numbers of the Agenda 2030 goals that it serves.',
  }),
  endedOn: Type.String({ ...Day, description: 'From this day on the area is not used for anything new.' }),
}
const { number, goals, endedOn } = own
const cited = { sources: Sources, inferred: inferredOf('Area', { ...own, label: Label, description: Prose() }) }
const Description = Type.Partial(Type.Object({ sv: Prose(), en: Prose() }), { additionalProperties: false })
/** Each language may be changed or cleared on its own, or both with null. */
const DescriptionPatch = Type.Partial(Type.Object({ sv: orNull(Prose()), en: orNull(Prose()) }), {
  additionalProperties: false,
  minProperties: 1,
})

const example = {
  code: 'arbete-och-sysselsattning',
  number: 5,
  label: { sv: 'Arbete och sysselsättning', en: 'Work and occupation' },
  goals: [1, 3, 4, 5, 8],
  sources: [],
  inferred: [],
}

export const Area = named(
  'Area',
  Type.Object(
    {
      ...rowFields,
      code: Code,
      number,
      label: Label,
      description: Type.Optional(Description),
      goals,
      endedOn: Type.Optional(endedOn),
      ...cited,
      ...attested,
    },
    { examples: [{ ...exampleRow('/areas'), ...example }] },
  ),
)
export type Area = Static<typeof Area>

export const NewArea = named(
  'NewArea',
  body(
    {
      code: Code,
      number,
      label: Label,
      ...Type.Partial(Type.Object({ description: Description, goals, endedOn, ...cited })).properties,
    },
    { examples: [example] },
  ),
)
export type NewArea = Static<typeof NewArea>

export const AreaPatch = named(
  'AreaPatch',
  patchOf(
    { ...own, ...cited, label: LabelPatch, description: DescriptionPatch },
    ['number', 'label', 'goals', 'sources', 'inferred'],
    {
      examples: [{ goals: [1, 3, 4, 5, 8, 10] }],
    },
  ),
)
export type AreaPatch = Static<typeof AreaPatch>

export const AreaPage = pageOf(Area)

export const AreaQuery = listQuery(['number', 'code', 'label', 'createdAt', 'updatedAt'], Area, {
  q,
  ended: Type.Optional(Type.Boolean({ description: 'Only areas that are, or are not, out of use today.' })),
})
export type AreaQuery = Static<typeof AreaQuery>
