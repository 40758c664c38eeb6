import { Type, type Static } from 'typebox'
import { anyOf } from '../../http/contract/list-query.ts'
import { All, Day, named, Whole, closedList } from '../../http/contract/schema.ts'
import { Withheld } from '../contributions/schema.ts'
import { units } from '../vocabularies/units.rules.ts'
import { AreaCode, ContributionTypeCode } from '../vocabularies/codes.schema.ts'
import { dimensions, mostEmptyRows } from './coverage.rules.ts'

const Count = (description: string) => Whole({ description })

const CoverageRow = Type.Object({
  month: Type.Optional(Type.String({ ...Day, example: '2025-06-01', description: 'The first day of the month.' })),
  type: Type.Optional(Type.String({ ...ContributionTypeCode, description: 'Contribution type.' })),
  area: Type.Optional(Type.String({ ...AreaCode, description: 'Absent in the row of what names no area.' })),
  unit: closedList(units, { description: 'What is counted. Different units are never added up.' }),
  needed: Count('How many are asked for; of a closed need, those that were covered.'),
  covered: Count('How many of those needed have a place held for them.'),
  offered: Count('How many were offered, whatever has become of them.'),
  funded: Count('How many of those offered there is money for, where that is known.'),
  fundingUnknown: Count('How many are offered of which that is not known.'),
  reserved: Count('How many of those offered are held for somebody.'),
  filled: Count('How many of those offered are taken.'),
  completed: Type.Optional(Count('How many of those taken were seen through, when that is told of every offer.')),
  completedAtLeast: Type.Optional(
    Count('The same of the offers of which it is told, when it is not told of some: there it is below 5.'),
  ),
  withheld: Withheld,
  available: Count('How many of those offered can still be had.'),
  short: Count('needed - covered - available, where that is more than 0.'),
})

export const Coverage = named(
  'Coverage',
  Type.Object(
    {
      from: Type.String({ ...Day, description: 'The first day of the first month.' }),
      to: Type.String({ ...Day, description: 'The last day of the last month.' }),
      by: All(closedList(dimensions)),
      complete: Type.Boolean({
        description: `Whether there is a row for whatever is in use in the period, also where all is 0. Not where that would be more than ${mostEmptyRows} rows: those that are all 0 are left out then.`,
      }),
      rows: All(CoverageRow, { description: 'By month, type and area.' }),
    },
    {
      description: 'What is asked for against what is offered.',
      examples: [
        {
          from: '2025-06-01',
          to: '2026-05-31',
          by: ['type', 'area', 'month'],
          complete: false,
          rows: [
            {
              month: '2025-06-01',
              type: 'feriejobb',
              area: 'arbete-och-sysselsattning',
              unit: 'place',
              needed: 40,
              covered: 12,
              offered: 30,
              funded: 20,
              fundingUnknown: 10,
              reserved: 2,
              filled: 10,
              completed: 0,
              available: 18,
              short: 10,
            },
          ],
        },
      ],
    },
  ),
)
export type Coverage = Static<typeof Coverage>

export const CoverageQuery = Type.Object(
  {
    from: Type.Optional(
      Type.String({ ...Day, description: 'A day in the first month; this month unless it is said.' }),
    ),
    to: Type.Optional(
      Type.String({
        ...Day,
        description: 'A day in the last month; a year in all unless it is said, and at most 36 months.',
      }),
    ),
    type: anyOf(ContributionTypeCode, 'Contribution type.'),
    area: anyOf(AreaCode, 'Area.'),
    by: Type.Optional(
      Type.Array(closedList(dimensions), {
        maxItems: dimensions.length,
        uniqueItems: true,
        description: 'What there is a row for each of; all three unless it is said. Several, repeated or with commas.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type CoverageQuery = Static<typeof CoverageQuery>
