import { Type, type Static } from 'typebox'
import { anyOf, listQuery, q } from '../../http/contract/list-query.ts'
import {
  body,
  Day,
  exampleRow,
  Id,
  Line,
  List,
  named,
  pageOf,
  patchOf,
  Prose,
  rowFields,
  Text,
  Whole,
  closedList,
} from '../../http/contract/schema.ts'
import { Language, Position } from '../contributions/schema.ts'
import { AreaCode, ContributionTypeCode, TargetGroupCode } from '../vocabularies/codes.schema.ts'
import { needStatuses } from './table.ts'

const own = {
  type: Type.String({
    ...ContributionTypeCode,
    description: 'Code of the vocabulary contribution types. Stays while places are held.',
  }),
  title: Line(200),
  quantity: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    description: 'How many are asked for, in the unit of the type. Never below what is covered.',
  }),
  startsOn: Type.String({ ...Day, description: 'The first day.' }),
  endsOn: Type.String({ ...Day, description: 'The last day.' }),
  areas: List(AreaCode, 20, { description: 'Codes of areas.' }),
  targetGroups: List(TargetGroupCode, 50, { description: 'Codes of the vocabulary target groups: for whom.' }),
  languages: List(Language, 50, { description: 'Languages that they get along with.' }),
  requirements: Prose({ description: 'What a place must offer. No personal data.' }),
  place: Line(200),
  position: Position,
}
const { type, title, quantity, startsOn, endsOn, areas, targetGroups, languages, ...rest } = own
const optional = Type.Partial(Type.Object(rest)).properties
const lists = { areas, targetGroups, languages }

const example = {
  type: 'sprakpraktik',
  title: 'Språkpraktik för sfi-elever',
  quantity: 6,
  startsOn: '2025-06-16',
  endsOn: '2025-07-11',
  areas: ['arbete-och-sysselsattning'],
  targetGroups: ['nyanlanda'],
  languages: ['sv', 'ar'],
  position: { latitude: 57.87, longitude: 11.98 },
}

export const Need = named(
  'Need',
  Type.Object(
    {
      ...rowFields,
      organisation: Type.Object({ id: Id, name: Text() }, { description: 'Who asks for it.' }),
      type,
      title,
      quantity,
      covered: Whole({ description: 'How many places allocations hold for it.' }),
      remaining: Whole({ description: 'How many are still asked for: none once it is closed.' }),
      startsOn,
      endsOn,
      ...lists,
      ...optional,
      status: closedList(needStatuses, { description: 'Follows what is covered, until it is closed.' }),
    },
    {
      examples: [
        {
          ...exampleRow('/needs'),
          organisation: { id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11', name: 'Exempelskolan' },
          ...example,
          covered: 2,
          remaining: 4,
          status: 'partly_covered',
        },
      ],
    },
  ),
)
export type Need = Static<typeof Need>

export const NewNeed = named(
  'NewNeed',
  body(
    {
      organisationId: Type.Optional(
        Type.String({ ...Id, description: 'Who asks for it. A matcher may leave it out: its own.' }),
      ),
      type,
      title,
      quantity,
      startsOn,
      endsOn,
      ...Type.Partial(Type.Object({ ...lists, ...rest })).properties,
    },
    { examples: [{ organisationId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11', ...example }] },
  ),
)
export type NewNeed = Static<typeof NewNeed>

export const NeedPatch = named(
  'NeedPatch',
  patchOf(own, ['type', 'title', 'quantity', 'startsOn', 'endsOn', 'areas', 'targetGroups', 'languages'], {
    examples: [{ quantity: 8, endsOn: '2025-07-18' }],
    'x-acts': { status: ['closure'] },
  }),
)
export type NeedPatch = Static<typeof NeedPatch>

export const NeedPage = pageOf(Need)

const OnDay = (description: string) => Type.Optional(Type.String({ ...Day, description }))

export const NeedQuery = listQuery(['startsOn', 'createdAt', 'updatedAt', 'title'], Need, {
  q,
  type: anyOf(ContributionTypeCode, 'Contribution type.'),
  status: anyOf(closedList(needStatuses)),
  organisationId: anyOf(Id, 'Who asks for it.'),
  area: anyOf(AreaCode, 'Area.'),
  targetGroup: anyOf(TargetGroupCode, 'Target group.'),
  startsAfter: OnDay('Starts on this day or later.'),
  startsBefore: OnDay('Starts on this day or earlier.'),
  endsAfter: OnDay('Ends on this day or later.'),
  endsBefore: OnDay('Ends on this day or earlier.'),
})
export type NeedQuery = Static<typeof NeedQuery>
