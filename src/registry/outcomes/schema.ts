import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../../http/contract/list-query.ts'
import { ReportYear, Sources, attested, inferredOf } from '../../http/contract/provenance.ts'
import {
  All,
  body,
  Day,
  exampleId,
  exampleRow,
  Id,
  Line,
  named,
  pageOf,
  patchOf,
  Prose,
  ref,
  rowFields,
  Text,
  Whole,
  closedList,
} from '../../http/contract/schema.ts'
import { mostSums } from './rules.ts'
import { metricUnits } from '../vocabularies/units.rules.ts'
import { periodPrecisions } from './table.ts'
import { AreaCode, ContributionTypeCode, OutcomeMetricCode } from '../vocabularies/codes.schema.ts'

const own = {
  metric: Type.String({ ...OutcomeMetricCode, description: 'Code of the vocabulary outcome metrics.' }),
  value: Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'How many. Never who.' }),
  from: Type.String({ ...Day, description: 'The first day counted; absent where it is not known.' }),
  to: Type.String({ ...Day, description: 'The last day counted; absent where it is not known.' }),
  periodPrecision: closedList(periodPrecisions, {
    description:
      'How precisely the period is known; `day` when left out. Anything else is a whole number of such periods: `from` begins one, `to` ends one.',
  }),
  periodText: Line(100, { description: 'The words that the period was given in, as "hösten 2023".' }),
  reportYear: ReportYear,
  note: Prose({ description: 'How it was counted. No personal data. Shown with the figure only.' }),
  sources: Sources,
  publiclyStated: Type.Boolean({
    description:
      'A cited public document states the figure, so that it is shown however small it is. A coordinator says so.',
  }),
}
const { from, to, periodPrecision, periodText, reportYear, note } = own
const optional = Type.Partial(Type.Object({ from, to, periodPrecision, periodText, reportYear, note })).properties
const inferred = inferredOf('Outcome', own)

const subject = Type.Partial(
  Type.Object({
    contributionId: Type.String({ ...Id, description: 'What it is an outcome of: a contribution,' }),
    allocationId: Type.String({ ...Id, description: 'or one allocation of its places, seen by who made it,' }),
    collaborationId: Type.String({ ...Id, description: 'or a collaboration.' }),
  }),
).properties

const example = { contributionId: exampleId, metric: 'fatt_arbete', value: 12, from: '2024-01-08', to: '2024-05-31' }

const { value, ...rest } = example
const shown = { ...exampleRow('/outcomes'), ...rest, sources: [], inferred: [], publiclyStated: false }

export const Outcome = named(
  'Outcome',
  Type.Object(
    {
      ...rowFields,
      ...subject,
      metric: own.metric,
      value: Type.Optional(own.value),
      hidden: Type.Boolean({
        description:
          'The figure is not told to this caller: it is below 5, or would with others that were ever told tell of fewer than 5. That was decided when it was written. Coordinators see all, and an organisation its own.',
      }),
      display: Type.Optional(
        Text({ description: 'In place of a hidden figure, in Swedish or English by Accept-Language.' }),
      ),
      ...optional,
      periodEdtf: Type.Optional(
        Type.String({
          maxLength: 12,
          description: 'In EDTF (ISO 8601-2), where it is one year, season, quarter or month.',
        }),
      ),
      sources: own.sources,
      inferred,
      ...attested,
      publiclyStated: own.publiclyStated,
      enteredLater: Type.Optional(
        Type.Boolean({
          description:
            'Whether it was registered more than a year after the last day that it counts; absent where none is known.',
        }),
      ),
    },
    {
      examples: [
        { ...shown, value, hidden: false },
        { ...shown, hidden: true, display: 'färre än 5' },
      ],
    },
  ),
)
export type Outcome = Static<typeof Outcome>

export const NewOutcome = named(
  'NewOutcome',
  body(
    {
      ...subject,
      metric: own.metric,
      value: own.value,
      ...optional,
      ...Type.Partial(Type.Object({ sources: own.sources, inferred, publiclyStated: own.publiclyStated })).properties,
    },
    { examples: [example] },
  ),
)
export type NewOutcome = Static<typeof NewOutcome>

export const OutcomePatch = named(
  'OutcomePatch',
  patchOf({ ...own, inferred }, ['metric', 'value', 'sources', 'inferred', 'publiclyStated'], {
    examples: [{ value: 13 }],
  }),
)
export type OutcomePatch = Static<typeof OutcomePatch>

export const OutcomePublication = named(
  'OutcomePublication',
  body(
    {
      accepted: Type.Optional(
        Type.Boolean({
          description: 'That others come to be known by it: without, they are named and nothing is done.',
        }),
      ),
    },
    { examples: [{ accepted: true }] },
  ),
)
export type OutcomePublication = Static<typeof OutcomePublication>

export const OutcomePage = pageOf(Outcome)

const Year = Type.Integer({ minimum: 1, maximum: 9999 })

/** No filter and no order is by value: they would tell it where it is hidden. */
const filters = {
  metric: anyOf(OutcomeMetricCode, 'Outcome metric.'),
  contributionId: anyOf(Id, 'The contribution, or that of the allocation.'),
  allocationId: anyOf(Id, 'The allocation.'),
  collaborationId: anyOf(Id, 'The collaboration, or that of the contribution.'),
  organisationId: anyOf(Id, 'Who offers the contribution.'),
  type: anyOf(ContributionTypeCode, 'Type of the contribution.'),
  area: anyOf(AreaCode, 'Area of the contribution or collaboration.'),
  fromAfter: Type.Optional(
    Type.String({ ...Day, description: 'Counted from this day or later; the year of a report from its first day.' }),
  ),
  toBefore: Type.Optional(
    Type.String({ ...Day, description: 'Counted to this day or earlier; the year of a report to its last day.' }),
  ),
  year: anyOf(Year, 'In which its period ended, or the year of its report.'),
  reportYear: anyOf(Year, 'The year of the report, of figures of which only that is known.'),
  publiclyStated: Type.Optional(Type.Boolean({ description: 'Only those that a public document states, or not.' })),
}

export const OutcomeQuery = listQuery(['from', 'metric', 'createdAt', 'updatedAt'], Outcome, filters)
export type OutcomeQuery = Static<typeof OutcomeQuery>

const summaryKeys = ['metric', 'collaboration', 'type', 'area', 'year'] as const
export type SummaryKey = (typeof summaryKeys)[number]
/** By these no sum mixes anything. */
export const usualKeys: readonly SummaryKey[] = ['collaboration', 'type', 'year']

export const OutcomeSummaryQuery = body({
  by: Type.Optional(
    Type.Array(closedList(summaryKeys), {
      maxItems: summaryKeys.length,
      description: `What to sum up by, beside the metric, by which it always is: ${usualKeys.join(', ')} unless it is said. At most ${mostSums} sums at once.`,
    }),
  ),
  ...filters,
})
export type OutcomeFilters = Omit<Static<typeof OutcomeSummaryQuery>, 'by'>

const mixable = ['collaboration', 'year'] as const
export type Mixable = (typeof mixable)[number]

export const OutcomeSum = named(
  'OutcomeSum',
  Type.Object(
    {
      metric: OutcomeMetricCode,
      unit: Type.Optional(closedList(metricUnits, { description: 'What the metric counts, where that is said.' })),
      collaborationId: Type.Optional({
        ...Id,
        description: 'Absent for contributions of none, or of one not to be known.',
      }),
      type: Type.Optional({ ...ContributionTypeCode, description: 'Of the contributions; absent for collaborations.' }),
      area: Type.Optional({ ...AreaCode, description: 'What has several areas counts in each of them.' }),
      year: Type.Optional(
        Whole({ description: 'In which the period ended, or of the report. Absent where neither is known.' }),
      ),
      outcomes: Whole({ minimum: 1, description: 'How many figures are summed up or withheld.' }),
      withheld: Whole({ description: 'How many of them are hidden from this caller.' }),
      value: Type.Optional(Whole({ description: 'The sum, when nothing is withheld.' })),
      atLeast: Type.Optional(Whole({ description: 'The sum of what is shown, when something is withheld.' })),
      mixes: Type.Optional(
        All(closedList(mixable), {
          description:
            'In place of a sum, what it would mix: figures of several collaborations (or of offers of several types that are in none), or of several years. Name it in `by`.',
        }),
      ),
    },
    {
      examples: [
        { metric: 'deltagare', unit: 'person', type: 'jobbspar', year: 2024, outcomes: 3, withheld: 0, value: 41 },
        { metric: 'fatt_arbete', unit: 'person', type: 'jobbspar', year: 2024, outcomes: 3, withheld: 1, atLeast: 25 },
        { metric: 'deltagare', unit: 'person', year: 2024, outcomes: 5, withheld: 0, mixes: ['collaboration'] },
      ],
    },
  ),
)
export type OutcomeSum = Static<typeof OutcomeSum>

export const OutcomeSummary = named(
  'OutcomeSummary',
  Type.Object(
    { by: All(closedList(summaryKeys)), items: All(ref(OutcomeSum)) },
    {
      examples: [
        {
          by: ['type', 'year'],
          items: [
            { metric: 'deltagare', unit: 'person', type: 'jobbspar', year: 2024, outcomes: 3, withheld: 0, value: 41 },
          ],
        },
      ],
    },
  ),
)
