import { Type, type Static } from 'typebox'
import { base } from '../../representation.ts'
import { All, body, Day, exampleId, Id, named, rowFields, Text, Whole, closedList } from '../../http/contract/schema.ts'
import { Completed, ContributionPatch, NewContribution, Withheld } from './schema.ts'
import { contributionStatuses } from './table.ts'

const { title, externalReference, status } = NewContribution.properties
const OnDay = (description: string) => Type.Optional(Type.String({ ...Day, description }))

export const ContributionCopy = named(
  'ContributionCopy',
  body(
    {
      year: Type.Optional(
        Type.Integer({
          minimum: 2000,
          maximum: 2100,
          description:
            'Days that are not said stand on the same weekday of the same week (ISO 8601) in this year; week 53 is week 52 where there is none.',
        }),
      ),
      startsOn: OnDay('Needed without `year`; the days that are not said then move by as many days.'),
      endsOn: OnDay('The last day.'),
      applyBy: OnDay('The last day to apply.'),
      capacity: ContributionPatch.properties.capacity,
      title: Type.Optional(title),
      externalReference,
      status,
    },
    { examples: [{ year: 2026 }] },
  ),
)
export type ContributionCopy = Static<typeof ContributionCopy>

const Sum = (description: string) => Whole({ description })

export const ContributionSeries = named(
  'ContributionSeries',
  Type.Object(
    {
      seriesId: Type.Optional(Type.String({ ...Id, description: 'The first offer, if you may know of it.' })),
      years: All(
        Type.Object({
          year: Whole({ description: 'Of the week that the first day stands in.' }),
          contributions: All(
            Type.Object({
              id: Id,
              title: Text(),
              status: closedList(contributionStatuses),
              startsOn: Type.Optional(Day),
              endsOn: Type.Optional(Day),
              _links: rowFields._links,
            }),
          ),
          offered: Sum('How many were offered.'),
          funded: Type.Optional(Sum('How many there was money for; absent where that is not known of all.')),
          filled: Sum('How many were taken.'),
          completed: Completed,
          withheld: Withheld,
          fillRate: Type.Number({ minimum: 0, maximum: 1, description: 'filled of offered.' }),
        }),
      ),
      _links: rowFields._links,
    },
    {
      description: 'The years of an offer that comes back, side by side.',
      examples: [
        {
          seriesId: exampleId,
          years: [
            {
              year: 2025,
              contributions: [
                {
                  id: exampleId,
                  title: 'Sommarjobb på lagret',
                  status: 'closed',
                  startsOn: '2025-06-16',
                  endsOn: '2025-07-11',
                  _links: { self: { href: `${base}/contributions/${exampleId}` } },
                },
              ],
              offered: 8,
              filled: 7,
              completed: 6,
              fillRate: 0.875,
            },
          ],
          _links: { self: { href: `${base}/contributions/${exampleId}/series` } },
        },
      ],
    },
  ),
)
export type ContributionSeries = Static<typeof ContributionSeries>
