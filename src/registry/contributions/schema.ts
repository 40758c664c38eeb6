import { Type, type Static } from 'typebox'
import { anyOf, listQuery, q } from '../../http/contract/list-query.ts'
import { ReportYear, Sources, attested, inferredOf } from '../../http/contract/provenance.ts'
import {
  All,
  body,
  Day,
  exampleRow,
  formed,
  Id,
  Instant,
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
import { AreaCode, ContributionTypeCode, SectorCode, TargetGroupCode } from '../vocabularies/codes.schema.ts'
import { contributionStatuses } from './table.ts'

const mostOffered = 1_000_000

const Offered = Type.Integer({
  minimum: 1,
  maximum: mostOffered,
  description: 'How many are offered, in the unit of the type: places, hours or occasions.',
})
const Funded = Type.Unsafe<number | null>({
  type: ['integer', 'null'],
  minimum: 0,
  maximum: mostOffered,
  description: 'How many there is money for; null when that is not known.',
})
const Count = (description: string) => Whole({ description })

export const Position = body(
  { latitude: Type.Number({ minimum: -90, maximum: 90 }), longitude: Type.Number({ minimum: -180, maximum: 180 }) },
  { description: 'Where the place is, in degrees (WGS 84).' },
)

export const Language = formed(
  '^[a-z]{2,3}$',
  'must be the code of a language, two or three small letters (ISO 639), as sv',
  'ska vara koden för ett språk, två eller tre små bokstäver (ISO 639), som sv',
  { maxLength: 3, description: 'Language code: ISO 639-1, or ISO 639-3 where that has none, as ckb or swl.' },
)

const own = {
  type: Type.String({
    ...ContributionTypeCode,
    description: 'Code of the vocabulary contribution types. Stays once published.',
  }),
  title: Line(200),
  description: Prose(),
  areas: List(AreaCode, 20, { maxLength: 3, description: 'Codes of areas.' }),
  targetGroups: List(TargetGroupCode, 50, { description: 'Codes of the vocabulary target groups.' }),
  startsOn: Type.String({ ...Day, description: 'Absent where there is no first day, as for an offer that runs on.' }),
  endsOn: Type.String({ ...Day, description: 'The last day.' }),
  reportYear: ReportYear,
  applyBy: Type.String({ ...Day, description: 'The last day to apply.' }),
  place: Line(200),
  position: Position,
  hours: Line(200),
  requirements: Prose(),
  languages: List(Language, 50, { description: 'Languages that one gets along with there.' }),
  collaborationId: Type.String({ ...Id, description: 'The collaboration that it is a part of.' }),
  supervisorContactId: Type.String({
    ...Id,
    description: 'A contact of the same organisation. Shown to it and to coordinators.',
  }),
  externalReference: Line(200, {
    description: 'What the organisation itself calls it, once for each. Shown to it and to coordinators.',
  }),
}
const { type, title, areas, targetGroups, languages, ...rest } = own
const cited = {
  sources: Sources,
  inferred: inferredOf('Contribution', { ...own, organisationId: Id, capacity: Offered }),
}
const optional = Type.Partial(Type.Object(rest)).properties

/** Of places, which are nobody; but who completed one is somebody. */
const withheldFigures = ['completed'] as const
export const Completed = Type.Optional(
  Count('How many of those taken were seen through. Below 5 for who offers it and coordinators alone.'),
)
export const Withheld = Type.Optional(
  All(closedList(withheldFigures), { description: 'What is not told to this caller, since it is below 5.' }),
)

const example = {
  type: 'feriejobb',
  title: 'Sommarjobb på lagret',
  areas: ['arbete-och-sysselsattning'],
  startsOn: '2025-06-16',
  endsOn: '2025-07-11',
  applyBy: '2025-04-30',
}

export const Contribution = named(
  'Contribution',
  Type.Object(
    {
      ...rowFields,
      organisation: Type.Object({ id: Id, name: Text() }, { description: 'Who offers it.' }),
      type,
      title,
      areas,
      targetGroups,
      languages,
      ...optional,
      capacity: Type.Object({
        offered: Offered,
        funded: Funded,
        reserved: Count('How many are held for somebody.'),
        filled: Count('How many are taken.'),
        completed: Completed,
        withheld: Withheld,
        available: Count('How many are left of those offered and funded, whatever the status.'),
      }),
      status: closedList(contributionStatuses, { description: '`full` while published with nothing left.' }),
      seriesId: Type.Optional(
        Type.String({ ...Id, description: 'The first offer of the series, of which this one is a copy.' }),
      ),
      withdrawalReason: Type.Optional(Text()),
      publishedAt: Type.Optional({ ...Instant, description: 'When it was published first.' }),
      ...cited,
      ...attested,
      enteredLater: Type.Optional(
        Type.Boolean({ description: 'Whether it was registered after its last day; absent where none is known.' }),
      ),
    },
    {
      examples: [
        {
          ...exampleRow('/contributions'),
          organisation: { id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11', name: 'Exempelbygg AB' },
          ...example,
          targetGroups: [],
          languages: [],
          capacity: {
            offered: 8,
            funded: null,
            reserved: 0,
            filled: 0,
            withheld: ['completed'],
            available: 8,
          },
          status: 'published',
          publishedAt: '2025-02-03T09:30:00.000Z',
          enteredLater: false,
          sources: [],
          inferred: [],
        },
      ],
    },
  ),
)
export type Contribution = Static<typeof Contribution>

export const NewContribution = named(
  'NewContribution',
  body(
    {
      organisationId: Type.Optional(
        Type.String({ ...Id, description: 'Who offers it. A partner may leave it out: its own.' }),
      ),
      type,
      title,
      ...Type.Partial(Type.Object({ ...rest, areas, targetGroups, languages, ...cited })).properties,
      capacity: body({ offered: Offered, funded: Type.Optional(Funded) }),
      status: Type.Optional(
        closedList(['draft', 'published'], { description: 'draft, unless it is said to be published.' }),
      ),
    },
    {
      examples: [
        {
          organisationId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11',
          ...example,
          capacity: { offered: 8 },
          externalReference: 'sommar-2025-lager',
          status: 'published',
        },
      ],
    },
  ),
)
export type NewContribution = Static<typeof NewContribution>

export const ContributionPatch = named(
  'ContributionPatch',
  patchOf(
    {
      ...own,
      ...cited,
      capacity: body({ offered: Type.Optional(Offered), funded: Type.Optional(Funded) }, { minProperties: 1 }),
    },
    ['type', 'title', 'areas', 'targetGroups', 'languages', 'sources', 'inferred', 'capacity'],
    {
      examples: [{ applyBy: '2025-05-15', capacity: { offered: 10 } }],
      'x-acts': { status: ['publication', 'pause', 'closure', 'withdrawal'] },
    },
  ),
)
export type ContributionPatch = Static<typeof ContributionPatch>

export const Withdrawal = named(
  'Withdrawal',
  body(
    { reason: Type.Optional(Line(1000, { description: 'Needed when places are taken. No personal data.' })) },
    { examples: [{ reason: 'Lagret flyttar under sommaren.' }] },
  ),
)
export type Withdrawal = Static<typeof Withdrawal>

export const ContributionPage = pageOf(Contribution)

const OnDay = (description: string) => Type.Optional(Type.String({ ...Day, description }))

export const ContributionQuery = listQuery(
  ['startsOn', 'applyBy', 'title', 'organisation', 'createdAt', 'updatedAt'],
  Contribution,
  {
    q,
    type: anyOf(ContributionTypeCode, 'Contribution type.'),
    status: anyOf(closedList(contributionStatuses)),
    organisationId: anyOf(Id, 'Who offers it.'),
    collaborationId: anyOf(Id, 'The collaboration that it is a part of.'),
    area: anyOf(AreaCode, 'Area.'),
    targetGroup: anyOf(TargetGroupCode, 'Target group.'),
    language: anyOf(Language, 'Language.'),
    sector: anyOf(SectorCode, 'Sector of the organisation.'),
    startsAfter: OnDay('Starts on this day or later.'),
    startsBefore: OnDay('Starts on this day or earlier.'),
    endsAfter: OnDay('Ends on this day or later.'),
    endsBefore: OnDay('Ends on this day or earlier.'),
    applyAfter: OnDay(
      'Can still be applied for on this day: neither the last day to apply nor the last day has passed.',
    ),
    available: Type.Optional(
      Type.Boolean({
        description:
          'Only those of which something can, or cannot, be had now: published, with something left that nobody waits for, and past neither the last day to apply nor the last day.',
      }),
    ),
    externalReference: Type.Optional(
      Line(200, { description: 'What the organisation calls it; finds what the caller is shown the reference of.' }),
    ),
  },
)
export type ContributionQuery = Static<typeof ContributionQuery>
